"""采购公告: what is bought, how, until when; criteria that add up; the clocks of the law; the plan as offered."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.kernel.packs import load
from linli.kernel.policy import Refused, acting
from linli.projects import actions as projects
from linli.projects.models import ServiceProject, State, Tender, TenderState
from linli.projects.procurement import actions, queries
from linli.projects.procurement.packs import rules
from linli.projects.procurement.told import CriterionTold
from linli.projects.queries import plan
from tests.factories import projects as factory
from tests.factories import tenders
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.factories.tenders import Fair


@pytest.fixture
def who(county: County) -> Buying:
    return factory.buying(county.division)


@pytest.fixture
def approved(county: County, who: Buying) -> ServiceProject:
    return factory.approved(county.division, who)


@pytest.mark.parametrize(
    ("items", "fixed", "sentence"),
    [
        ((("方案", 60, "judged"), ("报价", 30, "price")), False, "相加是 90 分"),
        ((("方案", 60, "judged"), ("方案", 40, "judged")), False, "同一个名字"),
        ((("方案", 60, "judged"), ("报价", 20, "price"), ("价", 20, "price")), False, "只能有一项"),
        ((("方案", 60, "judged"), ("报价", 40, "price")), True, "不能按报价打分"),
        ((("方案", 100, "judged"),), True, "比的是工时"),
        ((), False, "相加是 0 分"),
    ],
    ids=["not a hundred", "two of a name", "two prices", "fixed and by price", "fixed without hours", "none"],
)
def test_items_that_do_not_fit_are_refused(
    approved: ServiceProject, who: Buying, items: tuple[tuple[str, int, str], ...], fixed: bool, sentence: str
) -> None:
    told = tenders.told(criteria=tuple(CriterionTold(*item) for item in items), fixed=fixed)
    with pytest.raises(Refused, match=sentence):
        actions.draft_tender(approved, told, by=who.buyer)
    assert not Tender.objects.exists()


def test_a_plan_that_is_not_approved_is_not_bought(county: County, who: Buying) -> None:
    draft = factory.draft(county.division, who.buyer)
    with pytest.raises(Refused, match="批准立项以后才能采购"):
        actions.draft_tender(draft, tenders.told(), by=who.buyer)
    approved = factory.approved(county.division, who)
    with pytest.raises(Refused, match="由购买方来做"):
        actions.draft_tender(approved, tenders.told(), by=who.head)


def test_a_tender_stands_open_for_twenty_days_and_more(approved: ServiceProject, who: Buying) -> None:
    today = timezone.localdate()
    told = tenders.told(method="open", closes_on=today + timedelta(days=19))
    tender = actions.draft_tender(approved, told, by=who.buyer)
    with pytest.raises(Refused, match="至少 20 天，现在只有 19 天"):
        actions.publish_tender(tender, by=who.buyer)
    told = tenders.told(method="open", closes_on=today + timedelta(days=20))
    tender = actions.publish_tender(actions.draft_tender(approved, told, by=who.buyer), by=who.buyer)
    assert tender.state == TenderState.PUBLISHED


def test_who_is_invited_is_counted(approved: ServiceProject, who: Buying) -> None:
    invited = tuple(factory.agency(approved.county_id, f"{n}号机构") for n in range(2))
    tender = actions.draft_tender(approved, tenders.told(method="inquiry", invited=invited), by=who.buyer)
    assert queries.lacking(tender) == ["询价至少请 3 家机构，现在是 2 家。"]
    tender = actions.draft_tender(approved, tenders.told(method="single", invited=invited), by=who.buyer)
    assert queries.lacking(tender) == ["单一来源最多请 1 家机构。"]


def test_a_bond_is_a_tenth_at_most(approved: ServiceProject, who: Buying) -> None:
    with pytest.raises(Refused, match="最多 10%") as refused:
        actions.draft_tender(approved, tenders.told(bond_percent=11), by=who.buyer)
    assert refused.value.field == "bond_percent"
    assert actions.draft_tender(approved, tenders.told(bond_percent=10), by=who.buyer).bond_percent == 10


def test_a_notice_freezes_the_plan_and_moves_the_project(fair: Fair) -> None:
    project = ServiceProject.objects.get(pk=fair.project.pk)
    assert project.state == State.TENDERING
    assert fair.tender.digest == plan.digest(plan.content(project)) == plan.digest(fair.tender.content)
    notice = fair.tender.notice
    assert notice is not None
    assert (notice.kind, notice.ends_on) == ("tender", timezone.localdate())
    assert "方案：60 分" in notice.body
    with pytest.raises(Refused, match="不能再改"):
        actions.draft_tender(project, tenders.told(), by=fair.who.buyer)
    with pytest.raises(Refused, match="成交以后不能再改"):
        projects.amend_basics(project, factory.basics(), by=fair.who.buyer)


def test_what_came_to_nothing_is_told_and_may_be_bought_anew(fair: Fair) -> None:
    with pytest.raises(Refused, match="为什么终止"):
        actions.fail_tender(fair.tender, by=fair.who.buyer, reason="无")
    failed = actions.fail_tender(fair.tender, by=fair.who.buyer, reason="要求写错了，重新来。")
    assert (failed.state, failed.project.state) == (TenderState.FAILED, State.APPROVED)
    assert failed.notice is not None
    failed.notice.refresh_from_db()
    assert failed.notice.reason == "要求写错了，重新来。"
    again = actions.draft_tender(failed.project, tenders.told(), by=fair.who.buyer)
    assert (again.number, again.state) == (2, TenderState.DRAFT)
    told = queries.of_project(failed.project)
    assert told is not None
    assert (told.number, told.state, told.reason) == (1, "failed", "要求写错了，重新来。")


def test_the_file_of_a_procedure_is_kept_for_fifteen_years(fair: Fair) -> None:
    failed = actions.fail_tender(fair.tender, by=fair.who.buyer, reason="没有人来投标。")
    today = timezone.localdate()
    assert failed.kept_until is not None
    assert failed.kept_until.year == today.year + 15
    for rows in (failed.tendercriterions.all(), failed.tenderjudges.all(), Tender.objects.filter(pk=failed.pk)):
        with pytest.raises(IntegrityError, match="is kept"), transaction.atomic(), acting():
            rows._raw_delete("default")
    with transaction.atomic(), acting():
        Tender.objects.filter(pk=failed.pk).update(kept_until=today - timedelta(days=3))
        assert failed.tendercriterions.all()._raw_delete("default") == 3


def test_every_method_says_its_law_and_what_is_not_known() -> None:
    methods = rules("national").methods
    assert {one.days_at_least for one in methods.values() if one.code in ("open", "invited")} == {20}
    silent = [one for one in methods.values() if one.days_at_least is None]
    assert len(silent) == 4
    assert all("没有查到" in one.note and one.law for one in silent)
    limits = load("procurement")["limits"]
    assert (limits["bond_percent_at_most"], limits["keep_years"], limits["complain_working_days"]) == (10, 15, 7)
