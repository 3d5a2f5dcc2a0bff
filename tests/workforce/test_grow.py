"""我的成长: what was learnt counts once somebody confirmed it, against a rule that says where it comes from."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.desk import supervised
from linli.kernel import packs as kernel_packs
from linli.kernel.policy import Refused
from linli.workforce import actions, packs, queries
from linli.workforce.hours import Supervised
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.workforce.conftest import certificate


@pytest.fixture
def grown(county: County, joined: Any, officer: Standing) -> tuple[Standing, Any]:
    """A worker with a verified certificate whose term ends in a year."""
    standing, worker = joined(county.towns[0])
    until = timezone.localdate() + timedelta(days=365)
    told = actions.add_credential(worker, certificate("assistant", valid_until=until), by=standing.actor)
    actions.verify_credentials([told.pk], "original", by=officer.actor)
    return standing, worker


def note(standing: Standing, worker: Any, kind: str = "course", minutes: int = 600, on: date | None = None) -> Any:
    day = on or timezone.localdate()
    return actions.note_growth(worker, kind=kind, title="个案工作", on=day, minutes=minutes, by=standing.actor)


def test_what_nobody_confirmed_does_not_count(county: County, grown: Any, officer: Standing) -> None:
    standing, worker = grown
    first, second = note(standing, worker), note(standing, worker, minutes=60)
    see(county.division)
    credentials = list(worker.credentials.all())
    assert queries.terms(worker, credentials)[0].minutes == 0
    actions.confirm_growth([first.pk], by=officer.actor)
    actions.send_back_growth(second, "没有合格证明", by=officer.actor)
    (term,) = queries.terms(worker, credentials)
    assert (term.minutes, term.hours, term.left) == (600, 72, 72 * 60 - 600)


def test_only_courses_of_the_term_count(county: County, grown: Any, officer: Standing) -> None:
    standing, worker = grown
    long_ago = timezone.localdate() - timedelta(days=4 * 366)
    told = [note(standing, worker, "tour"), note(standing, worker, on=long_ago), note(standing, worker, "lecture", 90)]
    see(county.division)
    actions.confirm_growth([one.pk for one in told], by=officer.actor)
    assert queries.terms(worker, worker.credentials.all())[0].minutes == 90


def test_the_rule_says_where_it_comes_from_and_without_one_nothing_is_missing(
    county: County, grown: Any, sign_in: Callable[[Standing], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(grown[0])
    page = client.get("/me/growth/").content.decode()
    assert "社会工作者继续教育办法" in page and "请核对" in page
    bare = {name: value for name, value in kernel_packs.load("workforce").items() if name != "education"}
    monkeypatch.setattr(packs, "_pack", lambda: bare)
    page = client.get("/me/growth/").content.decode()
    assert "还没有继续教育学时的规定" in page
    assert "还差" not in page


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"title": "  "}, "title"),
        ({"on": date(2999, 1, 1)}, "on"),
        ({"minutes": -5}, "minutes"),
        ({"minutes": 0}, "minutes"),
    ],
)
def test_what_does_not_fit_is_told(county: County, joined: Any, facts: dict[str, Any], field: str) -> None:
    standing, worker = joined(county.towns[0])
    told = {"kind": "course", "title": "个案工作", "on": timezone.localdate(), "minutes": 60} | facts
    with pytest.raises(Refused) as refused:
        actions.note_growth(worker, by=standing.actor, **told)
    assert refused.value.field == field


def test_hours_of_supervision_come_as_numbers(
    county: County, grown: Any, sign_in: Callable[[Standing], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.workforce.hours._tellers", [lambda by: Supervised(3, 150)])
    assert "接受督导3次，150分钟" in sign_in(grown[0]).get("/me/growth/").content.decode()


def test_the_meetings_she_sat_in_are_hers(county: County, post: Callable[..., Standing]) -> None:
    from tests.workforce.meetings import meeting

    lead, worker = post(Role.SUPERVISOR, county.towns[0]), post(Role.SOCIAL_WORKER, county.towns[0])
    meeting(lead, worker, 50)
    meeting(lead, worker, 40)
    meeting(lead, post(Role.SOCIAL_WORKER, county.towns[0]), 90)
    see(county.division)
    assert supervised.of(worker.actor) == Supervised(2, 90)
    assert supervised.of(lead.actor) == Supervised(0, 0)


def test_she_notes_and_reads_on_her_pages(county: County, grown: Any, sign_in: Callable[[Standing], Client]) -> None:
    client = sign_in(grown[0])
    told = {"kind": "award", "title": "县优秀社工", "on": "2024-05-01", "hours": "", "giver": "青禾县民政局"}
    assert client.post("/me/growth/entry/", told).status_code == 302
    page = client.get("/me/growth/").content.decode()
    assert "县优秀社工" in page and "等核对" in page and "还没有别人看过" in page
    assert client.post("/me/growth/entry/", {"kind": "course"}).status_code == 422
