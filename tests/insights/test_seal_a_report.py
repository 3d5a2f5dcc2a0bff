"""A sealed report is one content with one hash, and recomputes identically whatever happens later."""

from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from linli.accounts.models import Role
from linli.insights import actions, sealing, showing
from linli.insights.models import Report, ReportSnapshot, State
from linli.kernel.period import Period
from linli.kernel.policy import Refused, acting
from linli.records import actions as records
from linli.records import definitions, tasks
from linli.records.models import Kind
from tests.conftest import Standing, see
from tests.factories.histories import History
from tests.factories.places import County
from tests.factories.records import record
from tests.support.recount import recount

Post = Callable[..., Standing]
QUARTER = Period(date(2023, 4, 1), date(2023, 6, 30))


@pytest.fixture
def officer(county: County, post: Post) -> Standing:
    return post(Role.COUNTY_OFFICER, county.division)


@pytest.fixture
def history(county: County) -> History:
    made = History(county, 22)
    made.go_on(40)
    return made


def hand_up(county: County, post: Post, officer: Standing) -> Report:
    """Let every town's report go its road, and return the county's."""
    for town in county.towns:
        lead, street = post(Role.STATION_LEAD, town), post(Role.STREET_OFFICER, town)
        draft = actions.generate(town, QUARTER, by=lead.actor)
        actions.confirm(draft, by=lead.actor, sentence=f"{town.name}都核过了")
        actions.sum_up(draft, by=street.actor)
        actions.receive(draft, by=officer.actor)
    return actions.generate(county.division, QUARTER, by=officer.actor)


def test_a_county_is_not_sealed_while_a_town_with_records_is_missing(
    county: County, post: Post, officer: Standing, history: History
) -> None:
    report = actions.generate(county.division, QUARTER, by=officer.actor)
    with pytest.raises(Refused, match="还有 2 个镇街没有收到：示范镇、柳河街道"):
        actions.seal(report, by=officer.actor)
    assert not ReportSnapshot.objects.exists()


@pytest.mark.parametrize("role", [Role.STATION_LEAD, Role.STREET_OFFICER, Role.EVALUATOR])
def test_nobody_below_the_county_seals(county: County, post: Post, officer: Standing, role: str) -> None:
    report = actions.generate(county.division, QUARTER, by=officer.actor)
    place = county.division if role == Role.EVALUATOR else county.towns[0]
    with pytest.raises(Refused, match="封存由区县经办人来做"):
        actions.seal(report, by=post(role, place).actor)
    with pytest.raises(Refused, match="由区县经办人来做"):
        actions.revise(report, by=post(role, place).actor, reason="改")


def test_towns_add_up_to_the_county_and_people_are_counted_once(
    county: County, post: Post, officer: Standing, history: History
) -> None:
    report = hand_up(county, post, officer)
    tasks.bring_up_to_date()
    numbers = showing.numbers_of(report)
    by_hand = recount(county.division, QUARTER, numbers.definitions.indicators)
    for cell in numbers.cells:
        assert (cell.amount, cell.records) == by_hand[cell.code]
        handed = [
            {code: amount for code, amount, _ in town.figures or []} for town in Report.objects.exclude(town_id=None)
        ]
        total = sum(town[cell.code] for town in handed)
        assert total == cell.amount if cell.definition.adds_up else total >= cell.amount
    towns = showing.towns(report, numbers)
    assert [row["report"].place for row in towns["rows"]] == county.towns
    assert ("group_persons", "不相加") in [(one.code, value) for one, value in towns["total"]]


def test_a_sealed_report_recomputes_identically_after_any_later_change(
    county: County, post: Post, officer: Standing, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = actions.seal(hand_up(county, post, officer), by=officer.actor)
    assert sealed.digest == sealing.digest(sealed.content)
    assert set(Report.objects.values_list("state", flat=True)) == {State.SEALED}
    history.go_on(25)
    new = definitions.Definitions(
        "990722", 9, date(2028, 1, 1), "later", definitions.of(county.division).indicators[:3]
    )
    monkeypatch.setattr(definitions, "of", lambda place: new)
    sealed.refresh_from_db()
    assert sealing.digest(sealing.recomputed(sealed)) == sealed.digest
    for told in (str(sealed.pk), sealed.digest[:12]):
        out = StringIO()
        call_command("recount", told, stdout=out)
        assert "和封存的一样" in out.getvalue()


def test_a_sealed_number_still_opens_exactly_its_records(
    county: County, post: Post, officer: Standing, history: History
) -> None:
    report = actions.seal(hand_up(county, post, officer), by=officer.actor).report
    history.go_on(20)
    see(county.division)
    from linli.insights import lists

    for cell in showing.numbers_of(report).cells:
        assert lists.behind(report, cell.definition, officer.actor).count() == cell.records


def test_a_sealed_content_cannot_be_changed_and_a_forged_one_is_found(
    county: County, post: Post, officer: Standing, history: History
) -> None:
    sealed = actions.seal(hand_up(county, post, officer), by=officer.actor)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), acting():
        ReportSnapshot.objects.filter(pk=sealed.pk).update(digest="0" * 64)
    forged = {**sealed.content, "cells": [[code, amount + 1, n] for code, amount, n in sealed.content["cells"]]}
    with acting():
        ReportSnapshot.objects.create(
            report=sealed.report, version=2, as_of=sealed.as_of, definitions="x", content=forged, reason="伪造",
            digest=sealing.digest(forged), at=sealed.at,
        )  # fmt: skip
    with pytest.raises(CommandError, match="重数的结果不一样"):
        call_command("recount", sealing.digest(forged))


def test_a_later_correction_makes_a_new_version_and_keeps_the_old(
    county: County, post: Post, officer: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    visit = record(worker.actor, county.communities[0], kind=Kind.HOME_VISIT, happened_on=date(2023, 5, 6))
    first = actions.seal(hand_up(county, post, officer), by=officer.actor)
    records.correct(visit, by=worker.actor, reason="时长写错", minutes=90)
    with pytest.raises(Refused, match="写一句为什么"):
        actions.revise(first.report, by=officer.actor, reason=" ")
    second = actions.revise(first.report, by=officer.actor, reason="示范镇一次走访时长更正")
    assert (second.version, second.reason) == (2, "示范镇一次走访时长更正")
    rows = showing.differences(first.content, second.content)
    assert [(row["place"], row["label"], row["before"], row["after"]) for row in rows] == [
        ("青禾县(示范)", "走访时长", "0.5", "1.5"),
        ("示范镇", "走访时长", "0.5", "1.5"),
    ]
    first.refresh_from_db()
    assert sealing.digest(sealing.recomputed(first)) == first.digest
    page = sign_in(officer).get(f"/m/reports/{first.report_id}/versions/").content.decode()
    assert first.digest in page
    assert second.digest in page
    assert "示范镇一次走访时长更正" in page


def test_a_report_that_was_not_sealed_has_no_versions(
    county: County, officer: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    report = actions.generate(county.division, QUARTER, by=officer.actor)
    with pytest.raises(Refused, match="还没有封存"):
        actions.revise(report, by=officer.actor, reason="改")
    assert sign_in(officer).get(f"/m/reports/{report.pk}/versions/").status_code == 404


def test_sealing_waits_for_whoever_is_recording(county: County, officer: Standing) -> None:
    report = actions.generate(county.division, QUARTER, by=officer.actor)
    actions.seal(report, by=officer.actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND objid = %s", [county.division.pk])
        assert ("ExclusiveLock",) in cursor.fetchall()
