"""The interviewer's screen: the next one, the number with its look, what came of the try, the sheet of paper."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.audit.models import Look
from linli.kernel.policy import Refused
from linli.kernel.scope import seeing
from linli.people import actions as people
from linli.people.models import Person
from linli.surveys import actions
from linli.surveys.models import Answer, Attempt, Respondent
from tests.factories import surveys as factory
from tests.factories.places import County
from tests.support.login import sign_in

PHONE = "13800001950"


@pytest.fixture
def work(county: County, residents: list[Person]) -> factory.Fieldwork:
    worker = factory.actor("social_worker", county.towns[0])
    people.add_telephone(residents[0], by=worker, number=PHONE)
    people.add_telephone(residents[1], by=worker, number="13800001953")
    return factory.drawn(county.division, closes_on=timezone.localdate() + timedelta(days=9))


def taken(work: factory.Fieldwork, **more: Any) -> Respondent | None:
    with work.asking() as by:
        return actions.take_next(work.survey, by=by, **more)


def note(work: factory.Fieldwork, row: Respondent, outcome: str, call_at: datetime | None = None) -> Respondent:
    with work.asking() as by:
        return actions.note_attempt(row, outcome, by=by, call_at=call_at)


def one(work: factory.Fieldwork) -> Respondent:
    found = taken(work)
    assert found is not None
    return found


def test_nobody_of_the_place_is_given_anybody_to_ask(county: County, work: factory.Fieldwork) -> None:
    for role, place in (("station_lead", county.towns[0]), ("county_officer", county.division)):
        with pytest.raises(Refused, match="只有这次调查的评估员和调查员能看"):
            actions.take_next(work.survey, by=factory.actor(role, place))


def test_an_interviewer_of_another_survey_is_refused(county: County, work: factory.Fieldwork) -> None:
    stranger = factory.actor("interviewer", county.division)
    row = one(work)
    for verb in (
        lambda: actions.take_next(work.survey, by=stranger),
        lambda: actions.reveal_number(row, by=stranger),
        lambda: actions.find_address(row, by=stranger),
    ):
        with pytest.raises(Refused, match="只有这次调查的评估员和调查员能看"):
            verb()


@pytest.mark.parametrize(
    ("outcome", "call_at", "sentence"),
    [
        ("answered", None, "请选结果。"),
        ("asleep", None, "请选结果。"),
        ("later", None, "约到什么时候？"),
        ("later", timedelta(hours=-1), "再约的时间要在现在以后、截止日以前。"),
        ("later", timedelta(days=30), "再约的时间要在现在以后、截止日以前。"),
    ],
)
def test_an_outcome_that_is_none_is_refused(
    work: factory.Fieldwork, outcome: str, call_at: timedelta | None, sentence: str
) -> None:
    row = one(work)
    with pytest.raises(Refused) as refused:
        note(work, row, outcome, timezone.now() + call_at if call_at else None)
    assert refused.value.sentence == sentence


def test_two_who_ask_at_once_are_given_two_and_a_third_nobody(work: factory.Fieldwork) -> None:
    first = one(work)
    assert one(work) == first
    with work.asking(work.evaluator) as by:
        second = actions.take_next(work.survey, by=by)
    assert second is not None
    assert second != first
    note(work, first, "refused")
    assert taken(work) is None


def test_who_was_not_met_three_times_is_asked_at_the_door_and_then_no_more(work: factory.Fieldwork) -> None:
    row = one(work)
    told = []
    for _time in range(6):
        row = note(work, row, "no_reply")
        told.append((row.way, row.state, row.tries))
    assert told == [
        ("phone", "waiting", 1), ("phone", "waiting", 2), ("door", "waiting", 0), ("door", "waiting", 1),
        ("door", "waiting", 2), ("door", "lost", 0),
    ]  # fmt: skip
    assert row.reached is False


def test_a_wrong_number_goes_to_the_door_at_once_and_a_refusal_ends_it(work: factory.Fieldwork) -> None:
    first = note(work, one(work), "wrong")
    assert (first.way, first.state, first.reached) == ("door", "waiting", False)
    second = note(work, one(work), "refused")
    assert (second.state, second.reached) == ("refused", True)
    with pytest.raises(Refused, match="已经有结果了"):
        note(work, second, "no_reply")


def test_a_call_agreed_on_waits_for_its_time(work: factory.Fieldwork) -> None:
    row = note(work, one(work), "later", timezone.now() + timedelta(hours=2))
    assert (row.reached, row.tries) == (True, 0)
    assert one(work) != row


def test_the_number_is_told_with_a_look_and_only_while_she_is_asked(
    work: factory.Fieldwork, residents: list[Person]
) -> None:
    row = next(row for row in work.respondents() if row.person_id == residents[0].pk)
    with work.asking() as by:
        assert actions.reveal_number(row, by=by) == f"+86{PHONE}"
    look = Look.objects.get(kind="survey.number")
    assert (look.persons, look.by_post, look.fields) == ([residents[0].pk], work.interviewer.post, ["telephone"])
    note(work, row, "refused")
    with work.asking() as by, pytest.raises(Refused, match="已经有结果了"):
        actions.reveal_number(Respondent.objects.get(pk=row.pk), by=by)


def test_the_page_shows_a_surname_and_the_number_when_it_is_asked_for(
    work: factory.Fieldwork, residents: list[Person]
) -> None:
    row = next(row for row in work.respondents() if row.person_id == residents[0].pk)
    client = sign_in(Client(), work.interviewer)
    page = client.get(f"/m/surveys/ask/{row.pk}/").content.decode()
    assert "居某" in page
    assert residents[0].name not in page
    assert PHONE not in page
    assert work.survey.callback in page
    shown = client.post(f"/m/surveys/ask/{row.pk}/number/").content.decode()
    assert f'href="tel:+86{PHONE}"' in shown


def test_a_whole_interview_is_kept_at_once_and_what_was_not_said_is_skipped(work: factory.Fieldwork) -> None:
    row = one(work)
    client = sign_in(Client(), work.interviewer)
    bad = client.post(f"/m/surveys/ask/{row.pk}/", {"do": "answered", "q_overall": "7"})
    assert bad.status_code == 422
    assert "请在列出的里面选一个。" in bad.content.decode()
    told = {"do": "answered", "q_overall": "4", "q_why": ["kind", "quick"]}
    assert client.post(f"/m/surveys/ask/{row.pk}/", told).status_code == 302
    with seeing(work.evaluator.scope):
        kept = {answer.question: (answer.value, answer.way) for answer in Answer.objects.filter(respondent=row)}
        attempt = Attempt.objects.get(respondent=row)
    assert kept == {
        "overall": (4, "phone"), "why": (["quick", "kind"], "phone"), "help": (None, "phone"), "words": (None, "phone"),
    }  # fmt: skip
    assert (attempt.outcome, attempt.by_post) == ("answered", work.interviewer.post)


def test_a_sheet_of_paper_is_found_again_by_its_digits(work: factory.Fieldwork) -> None:
    row = next(row for row in work.respondents() if row.way == "door")
    client = sign_in(Client(), work.interviewer)
    sheet = client.get(f"/m/surveys/ask/{row.pk}/sheet/")
    assert sheet.content.startswith(b"%PDF")
    led = client.post(f"/m/surveys/{work.survey.pk}/next/", {"paper": row.paper})
    assert led["Location"] == f"/m/surveys/ask/{row.pk}/?paper=1"
    client.post(led["Location"], {"do": "answered", "q_overall": "3"})
    with seeing(work.evaluator.scope):
        assert set(Answer.objects.filter(respondent=row).values_list("way", flat=True)) == {"paper"}
    none = client.post(f"/m/surveys/{work.survey.pk}/next/", {"paper": "00000000"})
    assert none["Location"] == f"/m/surveys/{work.survey.pk}/"


@pytest.mark.parametrize("page", ["", "number/", "sheet/"])
def test_whoever_does_not_work_in_it_meets_404(
    county: County, work: factory.Fieldwork, page: str, post: Callable[..., Any]
) -> None:
    row = work.respondents()[0]
    for role in ("interviewer", "evaluator", "station_lead", "county_officer"):
        place = county.towns[0] if role == "station_lead" else county.division
        client = sign_in(Client(), factory.actor(role, place))
        send = client.post if page == "number/" else client.get
        assert send(f"/m/surveys/ask/{row.pk}/{page}").status_code == 404
