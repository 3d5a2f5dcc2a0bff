"""A station confirms its report, the street sums up, the county receives; nobody types a number."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.insights import actions, showing
from linli.insights.models import Report, ReportMove, State
from linli.kernel.period import Period
from linli.kernel.policy import Refused, acting
from linli.records import actions as records
from linli.records.models import Kind
from tests.conftest import Standing
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]
QUARTER = Period(date(2024, 4, 1), date(2024, 6, 30))


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def street(county: County, post: Post) -> Standing:
    return post(Role.STREET_OFFICER, county.towns[0])


@pytest.fixture
def officer(county: County, post: Post) -> Standing:
    return post(Role.COUNTY_OFFICER, county.division)


@pytest.fixture
def draft(county: County, lead: Standing) -> Report:
    record(lead.actor, county.communities[0])
    return actions.generate(county.towns[0], QUARTER, by=lead.actor)


@pytest.mark.parametrize(
    "role", [Role.SOCIAL_WORKER, Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.EVALUATOR, Role.SYSTEM_ADMIN]
)
def test_front_line_workers_evaluators_and_administrators_make_no_reports(
    county: County, post: Post, role: str
) -> None:
    with pytest.raises(Refused, match="由站长、镇街经办人或区县经办人"):
        actions.generate(county.towns[0], QUARTER, by=post(role, county.towns[0]).actor)


def test_a_station_makes_no_report_of_another_town_or_of_the_county(county: County, lead: Standing) -> None:
    for place in (county.towns[1], county.division, county.communities[0]):
        with pytest.raises(Refused, match="不在您负责的范围"):
            actions.generate(place, QUARTER, by=lead.actor)


def test_a_period_that_has_not_begun_has_no_report(county: County, lead: Standing) -> None:
    with pytest.raises(Refused, match="还没有到"):
        actions.generate(county.towns[0], Period(date(2126, 1, 1), date(2126, 3, 31)), by=lead.actor)


def test_making_it_twice_gives_the_same_report(county: County, lead: Standing, draft: Report) -> None:
    assert actions.generate(county.towns[0], QUARTER, by=lead.actor) == draft
    assert Report.objects.count() == 1


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.STREET_OFFICER, Role.COUNTY_OFFICER, Role.EVALUATOR])
def test_only_the_station_lead_confirms(county: County, post: Post, draft: Report, role: str) -> None:
    place = county.division if role in (Role.COUNTY_OFFICER, Role.EVALUATOR) else county.towns[0]
    with pytest.raises(Refused, match="站长来确认"):
        actions.confirm(draft, by=post(role, place).actor)


def test_the_lead_of_another_town_neither_confirms_nor_sees_it(county: County, post: Post, draft: Report) -> None:
    other = post(Role.STATION_LEAD, county.towns[1])
    with pytest.raises(Refused, match="站长来确认"):
        actions.confirm(draft, by=other.actor)
    assert not Report.objects.visible_to(other.actor).exists()


def test_each_hand_takes_only_its_own_step(
    county: County, post: Post, draft: Report, lead: Standing, street: Standing, officer: Standing
) -> None:
    with pytest.raises(Refused, match="这一步做不了"):
        actions.sum_up(draft, by=street.actor)
    actions.confirm(draft, by=lead.actor)
    with pytest.raises(Refused, match="这一步做不了"):
        actions.confirm(draft, by=lead.actor)
    with pytest.raises(Refused, match="本镇街的经办人"):
        actions.sum_up(draft, by=post(Role.STREET_OFFICER, county.towns[1]).actor)
    with pytest.raises(Refused, match="由区县经办人"):
        actions.receive(draft, by=street.actor)
    with pytest.raises(Refused, match="这一步做不了"):
        actions.receive(draft, by=officer.actor)
    actions.sum_up(draft, by=street.actor)
    with pytest.raises(Refused, match="封存的是全县的季报"):
        actions.seal(draft, by=officer.actor)
    assert actions.receive(draft, by=officer.actor).state == State.RECEIVED


def test_confirmed_numbers_stay_while_the_records_go_on(county: County, lead: Standing, draft: Report) -> None:
    actions.remark(draft, "下季度多走访。", by=lead.actor)
    confirmed = actions.confirm(draft, by=lead.actor)
    record(lead.actor, county.communities[0])
    visits = showing.numbers_of(confirmed).cell("visit_count")
    assert visits is not None
    assert (visits.value, visits.records) == (1, 1)
    assert confirmed.remark == "下季度多走访。"


def test_sending_back_says_why_and_lets_the_numbers_follow_again(
    county: County, lead: Standing, street: Standing, draft: Report
) -> None:
    with pytest.raises(Refused, match="还在站点手里"):
        actions.send_back(draft, by=street.actor, sentence="时长不对")
    actions.confirm(draft, by=lead.actor)
    with pytest.raises(Refused, match="写一句为什么"):
        actions.send_back(draft, by=street.actor, sentence="  ")
    with pytest.raises(Refused, match="现在经手的"):
        actions.send_back(draft, by=lead.actor, sentence="我再看看")
    back = actions.send_back(draft, by=street.actor, sentence="有一次走访没写时长")
    assert (back.state, back.figures, back.as_of) == (State.DRAFT, None, None)
    record(lead.actor, county.communities[0])
    visits = showing.numbers_of(back).cell("visit_count")
    assert visits is not None
    assert visits.value == 2
    assert [move.verb for move in ReportMove.objects.order_by("at")] == ["confirm", "send_back"]
    assert Event.objects.filter(verb="report.sent_back", subject=draft.pk).count() == 1


def test_the_road_of_a_report_is_never_rewritten(lead: Standing, draft: Report) -> None:
    actions.confirm(draft, by=lead.actor)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), acting():
        ReportMove.objects.update(sentence="改")


def test_a_remark_is_written_by_whoever_has_the_report(lead: Standing, street: Standing, draft: Report) -> None:
    with pytest.raises(Refused, match="由经手的人来写"):
        actions.remark(draft, "街道的话", by=street.actor)
    actions.confirm(draft, by=lead.actor)
    with pytest.raises(Refused, match="由经手的人来写"):
        actions.remark(draft, "站点的话", by=lead.actor)
    assert actions.remark(draft, "街道的话", by=street.actor).remark == "街道的话"


def test_a_gap_is_filled_by_the_lead_before_confirming_only(
    county: County, lead: Standing, street: Standing, draft: Report
) -> None:
    gap = record(lead.actor, county.communities[0], minutes=None)
    with pytest.raises(Refused, match="由站长在上报之前补"):
        actions.fill_gap(draft, gap, by=street.actor, minutes=30)
    actions.confirm(draft, by=lead.actor)
    with pytest.raises(Refused, match="先让镇街退回"):
        actions.fill_gap(draft, gap, by=lead.actor, minutes=30)


def test_filling_a_gap_is_a_correction_and_moves_the_number(county: County, lead: Standing, draft: Report) -> None:
    gap = record(lead.actor, county.communities[0], minutes=None)
    hours = lambda: showing.numbers_of(draft).cell("visit_hours").amount  # type: ignore[union-attr]  # noqa: E731
    before = hours()
    made = actions.fill_gap(draft, gap, by=lead.actor, minutes=45)
    assert (hours() - before, made.corrects_id, made.reason) == (45, gap.pk, "季报核对时补时长")


def test_a_group_without_names_is_filled_with_those_who_usually_come(county: County, lead: Standing) -> None:
    from tests.factories import people

    group = records.undertake(
        "group", "示范小组", county.communities[0], by=lead.actor, source="t", source_id="1", opened_on=date(2024, 4, 1)
    )
    members = [people.person(county.communities[0], f"组员{number}") for number in range(3)]
    facts = {"kind": Kind.GROUP_SESSION, "undertaking": group}
    record(lead.actor, county.communities[0], persons=members, **facts)
    silent = record(lead.actor, county.communities[0], head_count=5, **facts)
    report = actions.generate(county.towns[0], QUARTER, by=lead.actor)
    (gap,) = showing.page(report, lead.actor)["gaps"].first
    assert (gap.record, set(gap.usual)) == (silent, set(members))
    with pytest.raises(Refused, match="至少选一位"):
        actions.fill_gap(report, silent, by=lead.actor, persons=[])
    made = actions.fill_gap(report, silent, by=lead.actor, persons=[one.pk for one in members])
    assert (made.beneficiaries.count(), made.head_count) == (3, 5)
    assert showing.page(report, lead.actor)["gaps"].total == 0


def test_the_draft_says_what_the_data_says_and_nothing_else(county: County, lead: Standing) -> None:
    records.undertake(
        "case", "示范个案", county.communities[0], by=lead.actor, source="t", source_id="1", opened_on=date(2024, 4, 1)
    )
    record(lead.actor, county.communities[0], minutes=None)
    lines = actions.generate(county.towns[0], QUARTER, by=lead.actor).remark.split("\n")
    assert lines == [
        "1 个个案超过 30 天没有会谈，下一步先把会谈约上。",
        "1 次走访没有写时长，补上以后再核一遍小时数。",
        "按合同核对：个案 1 个，0 个算数，1 个还不算。下一步把次数补足。",
    ]


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN])
def test_other_posts_do_not_learn_that_a_report_exists(
    county: County, post: Post, sign_in: Callable[[Standing], Client], draft: Report, role: str
) -> None:
    client = sign_in(post(role, county.towns[0]))
    for address in ("/m/reports/", f"/m/reports/{draft.pk}/", f"/m/reports/{draft.pk}/cells/visit_count/"):
        assert client.get(address).status_code == 404


def test_strangers_are_asked_to_sign_in_and_another_town_meets_404(
    county: County, post: Post, client: Client, sign_in: Callable[[Standing], Client], draft: Report
) -> None:
    address = f"/m/reports/{draft.pk}/"
    assert client.get(address).status_code == 302
    assert sign_in(post(Role.STATION_LEAD, county.towns[1])).get(address).status_code == 404
    assert client.post(f"{address}move/confirm/").status_code == 404
