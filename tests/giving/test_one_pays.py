"""One activity is reported to several departments and is paid by one: a second payer is told who the first is."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.directory.models import Programme
from linli.giving import actions, queries
from linli.giving.models import Application, MoneySource, Reporting
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import enter
from linli.places.models import Division
from linli.records import actions as records
from tests.conftest import Standing, see
from tests.factories import projects
from tests.factories.places import County
from tests.factories.records import record
from tests.giving.conftest import draft, event, fund
from tests.support.threads import race


def reported(place: Division, source: MoneySource, by: Standing, *keys: Any, title: str) -> Reporting:
    """Report activities to a funder that grants; return the first of them there."""
    made = draft(place, source, by, title=title, codes=["community_heads"])
    actions.report(made, keys, by=by.actor)
    made = actions.send(made, by=by.actor)
    actions.answer(made, 1_000_000, timezone.localdate(), paper="9号", by=by.actor)
    return made.reportings.select_related("application").get(record=keys[0])


def test_only_activities_of_the_place_and_days_are_reported(
    county: County, officer: Standing, worker: Standing, lottery: MoneySource
) -> None:
    held = event(county.communities[0], worker)
    visit = record(worker.actor, county.communities[0])
    shut = event(county.communities[0], worker, protected=True)
    see(county.division)
    made = draft(county.division, lottery, officer)
    for wrong in (visit, shut):
        with pytest.raises(Refused, match="不在这些日子"):
            actions.report(made, [held.pk, wrong.pk], by=officer.actor)
    with pytest.raises(Refused, match="不在这些日子"):
        actions.report(draft(county.towns[1], lottery, officer), [held.pk], by=officer.actor)
    assert not Reporting.objects.exists()
    assert actions.report(made, [held.pk], by=officer.actor) == 1
    assert actions.report(made, [], by=officer.actor) == 0


def test_reported_to_two_it_is_paid_by_the_first(
    county: County, officer: Standing, worker: Standing, lottery: MoneySource, federation: MoneySource, sign_in: Any
) -> None:
    held = event(county.communities[0], worker)
    see(county.division)
    first = reported(county.division, lottery, officer, held.pk, title="一")
    second = reported(county.division, federation, officer, held.pk, title="二")
    actions.pays(first, by=officer.actor)
    actions.pays(first, by=officer.actor)
    with pytest.raises(Refused, match="已经由“市福彩公益金”付了，一个活动只由一家付"):
        actions.pays(second, by=officer.actor)
    with acting(), transaction.atomic(), pytest.raises(IntegrityError, match="act_is_paid_by_one"):
        Reporting.objects.filter(pk=second.pk).update(paid_at=timezone.now())
    address = f"/m/applications/{second.application_id}/"
    told = sign_in(officer).post(address, {"part": "pays", "reporting": str(second.pk)})
    assert (told.status_code, "已经由“市福彩公益金”付了" in told.content.decode()) == (422, True)
    actions.no_longer_pays(first, by=officer.actor)
    actions.pays(second, by=officer.actor)
    payer = queries.payer_of(first.act)
    assert payer is not None and payer.application.source == federation


def test_a_corrected_activity_is_the_same_activity(
    county: County, officer: Standing, worker: Standing, lottery: MoneySource, federation: MoneySource
) -> None:
    held = event(county.communities[0], worker)
    see(county.division)
    first = reported(county.division, lottery, officer, held.pk, title="一")
    actions.pays(first, by=officer.actor)
    see(county.communities[0])
    later = records.correct(held, by=worker.actor, reason="人数记少了", head_count=40)
    see(county.division)
    second = reported(county.division, federation, officer, later.pk, title="二")
    assert second.act == first.act
    with pytest.raises(Refused, match="已经由“市福彩公益金”付了"):
        actions.pays(second, by=officer.actor)


def test_what_a_programme_pays_for_nobody_else_pays_for(
    county: County, officer: Standing, worker: Standing, lottery: MoneySource
) -> None:
    with acting():
        programme = Programme.objects.create(
            name="三留守",
            county_id=county.division.pk,
            starts_on=timezone.localdate().replace(year=2024, month=1, day=1),
        )
    held = event(county.communities[0], worker, programme=programme)
    see(county.division)
    row = reported(county.division, lottery, officer, held.pk, title="一")
    with pytest.raises(Refused, match="算在“三留守”里，由那个项目付"):
        actions.pays(row, by=officer.actor)


def test_nothing_is_paid_before_it_is_granted_or_out_of_reach(
    county: County, officer: Standing, worker: Standing, lottery: MoneySource, post: Any
) -> None:
    held = event(county.communities[0], worker)
    see(county.division)
    made = draft(county.division, lottery, officer, codes=["community_heads"])
    actions.report(made, [held.pk], by=officer.actor)
    row = Reporting.objects.select_related("application").get()
    with pytest.raises(Refused, match="现在是“起草”"):
        actions.pays(row, by=officer.actor)
    with pytest.raises(Refused, match="不在您负责的范围"):
        actions.pays(row, by=post("street_officer", county.towns[0]).actor)


def test_money_is_set_aside_for_a_project_once_from_each_sum_and_found_from_it(
    county: County, officer: Standing, lottery: MoneySource, sign_in: Any
) -> None:
    who = projects.buying(county.division)
    project = projects.draft(county.division, who.buyer)
    line = fund(county.division, lottery, officer, came=1_000_000)
    client = sign_in(officer)
    form = {
        "part": "allot", "allot-amount": "6,000", "allot-subject": f"projects.serviceproject:{project.pk}",
    }  # fmt: skip
    address = f"/m/funds/{line.pk}/"
    assert client.post(address, form).status_code == 302
    again = client.post(address, form | {"allot-amount": "1"})
    assert (again.status_code, "已经给" in again.content.decode()) == (422, True)
    told = queries.financing("projects.serviceproject", project.pk)
    assert [(one.allotment.line.source.name, one.left, one.drawn) for one in told] == [("市福彩公益金", 600_000, 0)]
    assert f"/m/projects/{project.pk}/" in client.get(address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_that_pay_at_once_one_is_told_of_the_other(
    county: County, officer: Standing, worker: Standing, lottery: MoneySource, federation: MoneySource
) -> None:
    with transaction.atomic():
        see(county.division)
        held = event(county.communities[0], worker)
        rows = [
            reported(county.division, source, officer, held.pk, title=source.name) for source in (lottery, federation)
        ]
    found = race(officer.actor.scope, *(lambda row=row: actions.pays(row, by=officer.actor) for row in rows))
    told = [one.sentence for one in found if isinstance(one, Refused)]
    assert found.count(None) == 1 and len(told) == 1, found
    with transaction.atomic():
        enter(officer.actor.scope)
        first = Reporting.objects.select_related("application__source").get(paid_at__isnull=False)
        assert first.application.source.name in told[0]
        assert Application.objects.filter(state="granted").count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_that_set_the_same_money_aside_at_once_one_is_refused(
    county: County, officer: Standing, lottery: MoneySource
) -> None:
    with transaction.atomic():
        see(county.division)
        line = fund(county.division, lottery, officer, came=1_000_000)
    found = race(
        officer.actor.scope,
        *(lambda name=name: actions.allot(line, 700_000, name=name, by=officer.actor).name for name in ("甲", "乙")),
    )
    assert sorted(isinstance(one, Refused) for one in found) == [False, True], found
    with transaction.atomic():
        enter(officer.actor.scope)
        assert queries.balances(queries.LINE, [line.pk]) == {line.pk: 300_000}
        assert [one.left for one in queries.parts(line)] == [700_000]
