"""Whatever is said at a door is kept as it was tidied, or refused with a sentence; nothing breaks."""

from collections.abc import Callable

import pytest
from django.test import Client

from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.kernel.text import tidy
from linli.records import actions
from linli.records.models import Kind, ServiceRecord
from linli.tasks.actions import body_of
from linli.tasks.models import Draft
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.factories.records import record
from tests.support.hostile import strings
from tests.support.quick import open_sheet

SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.SOCIAL_WORKER, county.communities[0])


STEPS = [pytest.param(9, id="some"), pytest.param(1, id="all", marks=pytest.mark.slow)]


def sendable(step: int) -> list[str]:
    """Return every so-manieth string as a browser can send it; ``make test-full`` sends all."""
    return [text.encode(errors="ignore").decode() for text in strings()[::step]]


@pytest.mark.parametrize("step", STEPS)
def test_every_string_is_a_narrative_a_subject_and_a_reason(county: County, worker: Standing, step: int) -> None:
    met, place, event = 0, county.communities[0], {"kind": Kind.EVENT, "head_count": 1}
    for text in sendable(step):
        try:
            made = record(worker.actor, place, narrative=text, title=text, **event)
        except Refused as refused:
            assert len(text) > 100 and "最多 100 个字" in refused.sentence
            made = record(worker.actor, place, narrative=text, **event)
        kept = ServiceRecord.objects.get(pk=made.pk)
        assert kept.narrative == tidy(text)
        assert kept.title in (tidy(text), "")
        if met % 9 == 0 and tidy(text) and len(text) <= 200:
            assert actions.correct(kept, by=worker.actor, reason=text, minutes=5).reason == tidy(text)
        met += 1
    assert met > 500 / step


@pytest.mark.parametrize("step", STEPS)
def test_every_string_is_kept_in_a_draft_and_shown_again(
    county: County, worker: Standing, sign_in: SignIn, step: int
) -> None:
    sheet = open_sheet(sign_in(worker))
    fields = sheet.read.fields
    for number, text in enumerate(sendable(step)):
        told = {**fields, "note": text, "title": text, "call": text, "q": text, "minutes_other": text, "again_on": text}
        assert sheet.client.post(f"{sheet.url}save/", told).status_code == 204
        if number % 40 == 0:
            assert body_of(Draft.objects.get())["note"] == text
            shown = sheet.again()
            assert shown.answer.status_code == 200
            assert sheet.finish(**told).answer.status_code == 422
    see(county.division)


def test_a_book_is_refused_with_a_sentence_and_kept_in_the_draft(
    county: County, worker: Standing, sign_in: SignIn
) -> None:
    sheet = open_sheet(sign_in(worker)).tap("活动")
    refused = sheet.finish(note="说" * 20_001, head_count="3")
    assert refused.answer.status_code == 422 and "最多 2 万个字" in refused.page
    assert body_of(Draft.objects.get())["note"] == "说" * 20_001
