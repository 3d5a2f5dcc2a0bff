"""A sealed county is its towns as they confirmed; what came in later is listed, never slipped in."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.audit.models import Event
from linli.insights import actions, lists, sealing, showing
from linli.insights.models import Report, ReportSnapshot
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.kernel.policy import Refused, acting
from linli.records import actions as records
from linli.records import definitions
from linli.records.models import Kind, ServiceRecord
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]
QUARTER = Period(date(2023, 4, 1), date(2023, 6, 30))
DAY = date(2023, 5, 6)


@pytest.fixture
def officer(county: County, post: Post) -> Standing:
    return post(Role.COUNTY_OFFICER, county.division)


@pytest.fixture
def worker(county: County) -> Actor:
    """Somebody who writes in every town."""
    return system_actor()


def confirm(county: County, post: Post, officer: Standing, number: int) -> Report:
    """Let the report of one town go its road up to the county."""
    town = county.towns[number]
    lead, street = post(Role.STATION_LEAD, town), post(Role.STREET_OFFICER, town)
    draft = actions.generate(town, QUARTER, by=lead.actor)
    actions.confirm(draft, by=lead.actor)
    actions.sum_up(draft, by=street.actor)
    return actions.receive(draft, by=officer.actor)


@pytest.fixture
def visit(county: County, worker: Actor) -> ServiceRecord:
    return record(worker, county.communities[0], happened_on=DAY, minutes=30)


@pytest.fixture
def report(county: County, post: Post, officer: Standing, worker: Actor, visit: ServiceRecord) -> Report:
    """The county's report after both towns confirmed: three visits; then a fourth comes in, in the first town."""
    for _ in range(2):
        record(worker, county.communities[2], happened_on=DAY, minutes=60)
    for number in range(2):
        confirm(county, post, officer, number)
    record(worker, county.communities[0], happened_on=DAY, minutes=45)
    return actions.generate(county.division, QUARTER, by=officer.actor)


def told(cells: list[list[Any]]) -> dict[str, tuple[int, int]]:
    return {code: (amount, number) for code, amount, number in cells if number}


def test_later_records_are_never_left_out_unsaid(county: County, officer: Standing, report: Report) -> None:
    for knowing in ([], [county.towns[1].pk]):
        with pytest.raises(Refused, match="^示范镇上报以后数字又有变化。请退回重新确认"):
            actions.seal(report, by=officer.actor, knowing=knowing)
    assert not ReportSnapshot.objects.exists()


def test_one_act_is_not_counted_in_two_towns(
    county: County, post: Post, officer: Standing, worker: Actor, visit: ServiceRecord
) -> None:
    confirm(county, post, officer, 0)
    moved = records.correct(visit, by=worker, reason="社区写错", place=county.communities[1])
    records.correct(moved, by=worker, reason="镇街也写错", place=county.communities[2])
    confirm(county, post, officer, 1)
    report = actions.generate(county.division, QUARTER, by=officer.actor)
    with pytest.raises(Refused, match="^示范镇、柳河街道把同一件事各算了一次"):
        actions.seal(report, by=officer.actor, knowing=[town.pk for town in county.towns])
    back = Report.objects.get(place=county.towns[0])
    actions.send_back(back, by=officer.actor, sentence="有一条改到柳河去了")
    confirm(county, post, officer, 0)
    content = actions.seal(report, by=officer.actor).content
    assert [told(part["cells"]) for part in content["parts"]] == [
        {},
        {"visit_count": (1, 1), "visit_hours": (30, 1)},
    ]


def test_towns_that_confirmed_by_other_definitions_confirm_again(
    county: County, post: Post, officer: Standing, visit: ServiceRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(county, post, officer, 0)
    new = definitions.Definitions("990722", 9, date(2028, 1, 1), "later", definitions.of(county.division).indicators)
    with monkeypatch.context() as later:
        later.setattr(definitions, "of", lambda place: new)
        confirm(county, post, officer, 1)
    report = actions.generate(county.division, QUARTER, by=officer.actor)
    with pytest.raises(Refused, match="^示范镇上报时的口径和别的镇街不一样"):
        actions.seal(report, by=officer.actor)


def test_the_seal_counts_by_the_words_the_towns_confirmed_by(
    county: County, post: Post, officer: Standing, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = definitions.of(county.division)
    new = definitions.Definitions("990722", 9, date(2028, 1, 1), "later", old.indicators[:3])
    monkeypatch.setattr(definitions, "of", lambda place: new)
    sealed = actions.seal(report, by=officer.actor, knowing=[county.towns[0].pk])
    assert sealed.definitions == old.key


def test_parts_and_sum_are_what_the_towns_confirmed_and_the_rest_is_listed(
    county: County, officer: Standing, report: Report
) -> None:
    sealed = actions.seal(report, by=officer.actor, knowing=[county.towns[0].pk])
    towns = list(Report.objects.exclude(town_id=None).order_by("place__code"))
    parts = sealed.content["parts"]
    assert [(part["place"]["id"], part["cells"]) for part in parts] == [(one.place_id, one.figures) for one in towns]
    assert [part["as_of"] for part in parts] == [sealing.told_moment(one.as_of) for one in towns if one.as_of]
    assert [told(part["cells"]) for part in parts] == [
        {"visit_count": (1, 1), "visit_hours": (30, 1)},
        {"visit_count": (2, 2), "visit_hours": (120, 2)},
    ]
    assert told(sealed.content["cells"]) == {"visit_count": (3, 3), "visit_hours": (150, 3)}
    assert [(row["place"]["name"], row["cells"]) for row in sealed.content["later"]] == [
        ("示范镇", [["visit_count", 1, 1, 2, 2], ["visit_hours", 30, 1, 75, 2]]),
        ("青禾县(示范)", [["visit_count", 3, 3, 4, 4], ["visit_hours", 150, 3, 195, 4]]),
    ]
    assert Event.objects.get(verb="report.sealed").facts["left_out"] == [county.towns[0].pk, county.division.pk]


def test_it_recomputes_identically_and_each_number_opens_its_records(
    county: County, officer: Standing, worker: Actor, report: Report, visit: ServiceRecord
) -> None:
    sealed = actions.seal(report, by=officer.actor, knowing=[county.towns[0].pk])
    records.correct(visit, by=worker, reason="时长写错", minutes=90)
    record(worker, county.communities[3], happened_on=DAY)
    sealed.refresh_from_db()
    assert sealing.recomputed(sealed) == sealed.content
    assert sealing.digest(sealing.recomputed(sealed)) == sealed.digest
    see(county.division)
    for cell in showing.numbers_of(sealed.report).cells:
        assert lists.behind(sealed.report, cell.definition, officer.actor).count() == cell.records


def test_a_person_served_in_two_towns_is_one_over_exactly_the_records_of_the_parts(
    county: County, post: Post, officer: Standing, worker: Actor
) -> None:
    elder, other = (people.person(county.communities[0], name, birth_date=date(1940, 1, 1)) for name in "甲乙")
    for place in (0, 2):
        record(worker, county.communities[place], happened_on=DAY, persons=[elder])
    for number in range(2):
        confirm(county, post, officer, number)
    record(worker, county.communities[2], happened_on=DAY, persons=[elder, other])
    report = actions.generate(county.division, QUARTER, by=officer.actor)
    content = actions.seal(report, by=officer.actor, knowing=[county.towns[1].pk]).content
    assert [told(part["cells"])["elder_persons"] for part in content["parts"]] == [(1, 1), (1, 1)]
    assert told(content["cells"])["elder_persons"] == (1, 2)
    late = {row["place"]["name"]: {code: rest for code, *rest in row["cells"]} for row in content["later"]}
    assert late["柳河街道"]["elder_persons"] == [1, 1, 2, 2]
    assert late["青禾县(示范)"]["elder_persons"] == [1, 2, 2, 3]


def test_a_change_that_moves_no_number_hinders_nothing(
    county: County, post: Post, officer: Standing, worker: Actor, visit: ServiceRecord
) -> None:
    confirm(county, post, officer, 0)
    records.correct(visit, by=worker, reason="补一句", narrative="家里都好")
    record(worker, county.communities[0], happened_on=date(2023, 7, 1))
    report = actions.generate(county.division, QUARTER, by=officer.actor)
    assert actions.seal(report, by=officer.actor).content["later"] == []


def test_a_revision_takes_in_what_the_seal_left_out(county: County, officer: Standing, report: Report) -> None:
    first = actions.seal(report, by=officer.actor, knowing=[county.towns[0].pk])
    second = actions.revise(report, by=officer.actor, reason="把上报以后的也算进来")
    assert second.content["later"] == []
    assert {part["as_of"] for part in second.content["parts"]} == {sealing.told_moment(second.as_of)}
    rows = [(row["place"], row["label"], row["before"], row["after"]) for row in
            showing.differences(first.content, second.content)]  # fmt: skip
    assert rows == [
        ("青禾县(示范)", "走访", "3", "4"),
        ("青禾县(示范)", "走访时长", "2.5", "3.3"),
        ("示范镇", "走访", "1", "2"),
        ("示范镇", "走访时长", "0.5", "1.3"),
    ]
    for sealed in (first, second):
        assert sealing.digest(sealing.recomputed(sealed)) == sealed.digest


def test_what_was_sealed_at_one_moment_for_all_still_recomputes(
    county: County, officer: Standing, report: Report
) -> None:
    sealed = actions.seal(report, by=officer.actor, knowing=[county.towns[0].pk])
    parts = [
        {"place": part["place"], "cells": sealing.figures(town, QUARTER, definitions.of(town), sealed.as_of)}
        for part, town in zip(sealed.content["parts"], county.towns, strict=True)
    ]
    content = {name: value for name, value in sealed.content.items() if name != "later"}
    cells = sealing.figures(county.division, QUARTER, definitions.of(county.division), sealed.as_of)
    content |= {"format": 1, "parts": parts, "cells": cells}
    with acting():
        old = ReportSnapshot.objects.create(
            report=report, version=2, as_of=sealed.as_of, definitions=sealed.definitions, content=content,
            digest=sealing.digest(content), at=sealed.at, reason="照旧",
        )  # fmt: skip
    assert told(cells)["visit_count"] == (4, 4)
    assert sealing.digest(sealing.recomputed(old)) == old.digest


def test_the_page_lists_the_changes_and_seals_once_they_are_ticked(
    county: County, officer: Standing, report: Report, sign_in: Callable[[Standing], Client]
) -> None:
    client, address = sign_in(officer), f"/m/reports/{report.pk}/"
    page = client.get(address)
    assert [(town["report"].place.name, len(town["rows"])) for town in page.context["late"]] == [("示范镇", 2)]
    told_there = page.content.decode()
    assert "示范镇：照上报的数封存" in told_there
    assert (
        f"示范镇，{timezone.localtime(Report.objects.get(place=county.towns[0]).as_of):%Y-%m-%d %H:%M} 上报"
        in told_there
    )
    refused = client.post(f"{address}move/seal/", {"knowing": ["x", "9" * 30]})
    assert refused.status_code == 422
    assert "示范镇上报以后数字又有变化" in refused.content.decode()
    assert client.post(f"{address}move/seal/", {"knowing": county.towns[0].pk}).status_code == 302
    assert "每个镇街算到它上报的那一刻" in client.get(address).content.decode()
    versions = client.get(f"{address}versions/").content.decode()
    assert "没有算进这一版" in versions
    assert "1 → 2" in versions


def test_nobody_else_is_shown_what_came_later(county: County, post: Post, report: Report) -> None:
    evaluator = post(Role.EVALUATOR, county.division)
    assert showing.page(report, evaluator.actor)["late"] == []


def test_another_kind_of_work_after_the_seal_moves_nothing(
    county: County, officer: Standing, worker: Actor, report: Report
) -> None:
    sealed = actions.seal(report, by=officer.actor, knowing=[county.towns[0].pk])
    record(worker, county.communities[0], happened_on=DAY, kind=Kind.EVENT, head_count=30)
    assert told(sealing.plain(list(showing.numbers_of(sealed.report).cells))) == {
        "visit_count": (3, 3),
        "visit_hours": (150, 3),
    }
