"""公示: published by those of the place for a time, read by everybody, withdrawn with a reason, never changed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.sight import system_actor
from linli.audit.models import Event
from linli.kernel import packs
from linli.kernel.actor import STRANGER, Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.kernel.scope import Scope
from linli.transparency import actions, queries
from linli.transparency.actions import Where, where
from linli.transparency.clocks import clocks
from linli.transparency.models import PublicNotice
from tests.conftest import Standing
from tests.factories.notices import SAID, notice, objection
from tests.factories.places import County

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(county: County) -> Where:
    return where(county.towns[0])


@pytest.fixture
def officer(county: County, post: Callable[..., Standing]) -> Standing:
    return post("street_officer", county.towns[0])


@pytest.mark.parametrize("name", ["title", "body", "basis", "publisher", "telephone"])
def test_a_notice_that_lacks_something_is_refused_at_its_field(town: Where, officer: Standing, name: str) -> None:
    with pytest.raises(Refused) as refused:
        notice(town, officer.actor, **{name: " "})
    assert refused.value.field == name
    assert PublicNotice.objects.count() == 0


@pytest.mark.parametrize(("kind", "days"), [("other", None), ("award", -1), ("other", -1)])
def test_a_last_day_that_is_missing_or_over_is_refused(
    town: Where, officer: Standing, kind: str, days: int | None
) -> None:
    day = timezone.localdate() + timedelta(days=days) if days else None
    with pytest.raises(Refused, match="不能早于今天") as refused:
        notice(town, officer.actor, kind=kind, ends_on=day)
    assert refused.value.field == "ends_on"


def test_only_a_post_of_the_place_publishes(county: County, post: Callable[..., Standing], town: Where) -> None:
    resident = Actor(user=new_id(), role="resident", scope=Scope(user=new_id(), persons=(new_id(),)))
    for actor in (post("street_officer", county.towns[1]).actor, resident, STRANGER):
        with pytest.raises(Refused, match="不归您发"):
            notice(town, actor)


def test_an_award_stands_seven_working_days_unless_it_is_said_otherwise(town: Where, officer: Standing) -> None:
    monday = date(2026, 3, 2)
    assert clocks()["award"].ends_on(monday) == date(2026, 3, 11)
    assert clocks()["project"].ends_on(monday) is None
    made = notice(town, officer.actor)
    assert made.ends_on == clocks()["award"].ends_on(timezone.localdate())
    event = Event.objects.get(verb="notice.published")
    assert event.facts == {"kind": "award", "until": made.ends_on.isoformat(), "named": 0}


def test_every_kind_has_a_clock_with_its_certainty(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {clock.certainty for clock in clocks().values()} == {"our reading"}
    assert [clock.kind for clock in clocks().values() if clock.days] == ["award"]
    monkeypatch.setattr(packs, "load", lambda *_: {"clocks": []})
    with pytest.raises(packs.PackError):
        clocks()


def test_names_stand_on_the_page_while_it_runs_and_leave_it_for_good(
    client: Client, town: Where, officer: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = notice(town, officer.actor, names=("示范甲", " ", "示范乙"))
    assert "示范甲" in client.get(f"/notices/{made.pk}/").content.decode()
    tomorrow = made.ends_on + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: tomorrow)
    page = client.get(f"/notices/{made.pk}/").content.decode()
    assert "示范甲" not in page
    assert "个人姓名已经撤下" in page
    assert actions.take_down(by=system_actor()) == 1
    assert actions.take_down(by=system_actor()) == 0
    made.refresh_from_db()
    assert made.names_sealed is None
    assert made.taken_down_at is not None
    with pytest.raises(Refused, match="由系统撤下"):
        actions.take_down(by=officer.actor)


def test_withdrawn_it_says_why_and_names_nobody(client: Client, town: Where, officer: Standing) -> None:
    made = notice(town, officer.actor, names=("示范甲",))
    with pytest.raises(Refused, match="至少五个字"):
        actions.withdraw(made, reason="错了", by=officer.actor)
    actions.withdraw(made, reason="金额写错了，重新公示", by=officer.actor)
    page = client.get(f"/notices/{made.pk}/").content.decode()
    assert "金额写错了，重新公示" in page
    assert "示范甲" not in page
    with pytest.raises(Refused, match="已经撤回了"):
        actions.withdraw(made, reason="再撤回一次看看", by=officer.actor)


def test_the_room_above_reads_how_it_is_with_what_it_announced(
    town: Where, officer: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = new_id()
    assert queries.about("projects.award", subject) is None
    made = notice(town, officer.actor, subject_kind="projects.award", subject=subject)
    told = queries.about("projects.award", subject)
    assert told is not None
    assert (told.running, told.waiting, told.settled) == (True, 0, False)
    one = objection(made)
    tomorrow = made.ends_on + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: tomorrow)
    told = queries.about("projects.award", subject)
    assert told is not None
    assert (told.running, told.waiting, told.settled) == (False, 1, False)
    actions.answer(one, outcome="rejected", words="依据在采购文件第三条。", by=officer.actor)
    told = queries.about("projects.award", subject)
    assert told is not None
    assert told.settled


def test_a_notice_is_published_on_the_page_of_those_who_keep_it(
    county: County, officer: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    browser = sign_in(officer)
    form: dict[str, Any] = {**SAID, "place": county.towns[0].pk, "names": "示范甲\n示范乙", "ends_on": ""}
    wrong = browser.post("/w/notices/new/", {**form, "basis": "", "place": county.towns[1].pk})
    assert wrong.status_code == 422
    assert "写明依据。" in wrong.content.decode()
    assert "请从列表里选一个地方。" in wrong.content.decode()
    sent = browser.post("/w/notices/new/", form, follow=True)
    made = PublicNotice.objects.get()
    assert (made.names, made.town_id) == ("示范甲\n示范乙", county.towns[0].pk)
    assert sent.redirect_chain[-1][0] == f"/w/notices/{made.pk}/"
    browser.post(f"/w/notices/{made.pk}/withdraw/", {"reason": "金额写错了，重新公示"})
    made.refresh_from_db()
    assert made.reason == "金额写错了，重新公示"
