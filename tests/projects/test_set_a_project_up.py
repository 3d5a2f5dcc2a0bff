"""A purchaser sets a project up, from a template or bare; what does not add up is refused at its field."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.kernel.period import Period
from linli.kernel.policy import Refused, acting
from linli.projects import actions
from linli.projects.models import Criterion, Indicator, Milestone, Need, ServiceProject
from linli.projects.queries import plan
from linli.projects.told import CriterionRow, LineRow, MilestoneRow
from linli.records import definitions
from tests.factories import projects
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.factories.records import record


@pytest.fixture
def bare(county: County, who: Buying) -> ServiceProject:
    return actions.open_project(county.division, projects.basics(), by=who.buyer)


def refused(field: str, verb: Any, *told: Any, match: str | None = None, **facts: Any) -> None:
    with pytest.raises(Refused, match=match) as caught:
        verb(*told, **facts)
    assert caught.value.field == field


@pytest.mark.parametrize("role", ["street_officer", "station_lead", "evaluator", "provider_lead"])
def test_nobody_else_opens_a_project(county: County, who: Buying, role: str) -> None:
    somebody = who.head if role == "provider_lead" else projects.actor(role, county.towns[0])
    with pytest.raises(Refused, match="立项由购买方来做"):
        actions.open_project(county.division, projects.basics(), by=somebody)


def test_a_town_does_not_buy_for_the_county(county: County) -> None:
    buyer = projects.actor("purchaser", county.towns[0])
    with pytest.raises(Refused, match="不在您负责的范围"):
        actions.open_project(county.division, projects.basics(), by=buyer)
    assert actions.open_project(county.towns[0], projects.basics(), by=buyer).town_id == county.towns[0].pk


def test_the_project_itself_hangs_together(county: County, who: Buying) -> None:
    day = timezone.localdate()
    open_it, place = actions.open_project, county.division
    refused("ends_on", open_it, place, projects.basics(starts_on=day, ends_on=day), by=who.buyer, match="晚于开始")
    refused("ends_on", open_it, place, projects.basics(ends_on=day + timedelta(days=9999)), by=who.buyer, match="最长")
    refused("total", open_it, place, projects.basics(total=0), by=who.buyer, match="大于 0")
    refused("name", open_it, place, projects.basics(name=" "), by=who.buyer, match="名称")
    refused("template", open_it, place, projects.basics(), by=who.buyer, template="none", match="没有这个模板")
    assert not ServiceProject.objects.exists()


def test_budget_lines_that_miss_the_total_are_refused(bare: ServiceProject, who: Buying) -> None:
    rows = [LineRow("人员", 10_000_000), LineRow("活动", 4_000_000)]
    refused("1.amount", actions.set_budget, bare, rows, by=who.buyer, match="少 10,000 元")
    refused("1.name", actions.set_budget, bare, [rows[0], rows[0]], by=who.buyer, match="写了两遍")
    refused("0.name", actions.set_budget, bare, [], by=who.buyer, match="至少写一个科目")
    assert not bare.budgetlines.exists()
    actions.set_budget(bare, [rows[0], LineRow("活动", 5_000_000)], by=who.buyer)
    assert [row.amount for row in bare.budgetlines.all()] == [10_000_000, 5_000_000]


def test_weights_that_do_not_make_a_hundred_are_refused(bare: ServiceProject, who: Buying) -> None:
    rows = [CriterionRow("完成", "指标", 60), CriterionRow("成效", "质量", 39)]
    refused("1.weight", actions.set_criteria, bare, rows, by=who.buyer, match="相加是 99 分，要正好 100 分")
    refused("0.weight", actions.set_criteria, bare, [CriterionRow("完成", "指标", 0)], by=who.buyer, match="1 到 100")
    assert not Criterion.objects.exists()


def test_milestones_that_overlap_or_do_not_make_the_whole_are_refused(bare: ServiceProject, who: Buying) -> None:
    first, second, third = projects.milestones(bare)
    over = MilestoneRow("中期", 40, "mid_term", first.ends_on, second.ends_on, second.ends_on, "pass")
    set_them = actions.set_milestones
    refused("1.starts_on", set_them, bare, [first, over, third], by=who.buyer, match="重叠了")
    refused("1.percent", set_them, bare, [first, second], by=who.buyer, match="相加是 80%，要正好 100%")
    bad = MilestoneRow("中期", 60, "mid_term", second.starts_on, third.ends_on, third.ends_on)
    refused("1.grade", set_them, bare, [first, bad], by=who.buyer, match="哪一等")
    late = MilestoneRow("末期", 20, "final", third.starts_on, bare.ends_on + timedelta(days=1), bare.ends_on, "pass")
    refused("2.ends_on", set_them, bare, [first, second, late], by=who.buyer, match="项目结束之后")
    assert not Milestone.objects.exists()


def test_the_database_keeps_milestones_apart_too(bare: ServiceProject) -> None:
    facts = {"project": bare, "percent": 50, "condition": "signed", "planned_on": bare.starts_on,
             "starts_on": bare.starts_on, "ends_on": bare.ends_on}  # fmt: skip
    with pytest.raises(IntegrityError, match="milestones_do_not_overlap"), transaction.atomic(), acting():
        Milestone.objects.create(position=1, name="一", **facts)
        Milestone.objects.create(position=2, name="二", **facts)


def test_a_rule_that_matches_nothing_is_told_with_what_was_looked_for(
    county: County, bare: ServiceProject, who: Buying
) -> None:
    asked = projects.indicator(name="小组", kinds=("group_session",), knowing=False)
    refused("kinds", actions.say_indicator, bare, asked, by=who.buyer, match="个案、小组或项目数.*只数小组节次")
    knowing = projects.indicator(name="小组", kinds=("group_session",), knowing=True)
    assert actions.say_indicator(bare, knowing, by=who.buyer).name == "小组"
    visits = projects.indicator(name="走访", measure="records", kinds=("home_visit",), min_acts=0, knowing=False)
    refused("kinds", actions.say_indicator, bare, visits, by=who.buyer, match="没有一条记录")
    worker = projects.actor("social_worker", county.towns[0])
    record(worker, county.communities[0], happened_on=timezone.localdate())
    assert actions.say_indicator(bare, visits, by=who.buyer).rule["kind"] == ["home_visit"]


@pytest.mark.parametrize(
    ("facts", "field", "match"),
    [
        ({"target": 0}, "target", "大于 0"),
        ({"how": "own", "measure": ""}, "measure", "数什么"),
        ({"how": "definition", "definition": "nothing"}, "definition", "统一口径"),
        ({"measure": "persons"}, "min_acts", "只用在"),
        ({"measure": "records"}, "min_acts", "一条就是一次"),
        ({"starts_on": projects.DAY}, "ends_on", "都写"),
        ({"starts_on": projects.DAY, "ends_on": projects.DAY}, "starts_on", "项目期里"),
        ({"nature": "x"}, "nature", "产出还是成效"),
        ({"kinds": ("x",)}, "kinds", "没有“x”"),
        ({"proof": ""}, "proof", "作证"),
    ],
)
def test_an_indicator_that_does_not_hang_together_is_refused(
    bare: ServiceProject, who: Buying, facts: dict[str, Any], field: str, match: str
) -> None:
    refused(field, actions.say_indicator, bare, projects.indicator(**facts), by=who.buyer, match=match)
    assert not Indicator.objects.exists()


def test_a_need_is_picked_from_the_records_with_its_period_and_definition(
    county: County, bare: ServiceProject, who: Buying
) -> None:
    worker = projects.actor("social_worker", county.towns[0])
    day = timezone.localdate()
    record(worker, county.communities[0], happened_on=day, kind="event", head_count=30)
    need = actions.pick_need(bare, "community_heads", Period(day, day), by=who.buyer)
    told = definitions.of(county.division)
    assert (need.kind, need.value, need.starts_on, need.ends_on, need.definitions, need.place_id) == (
        "records", 30, day, day, told.key, county.division.pk,
    )  # fmt: skip
    refused("indicator", actions.pick_need, bare, "nothing", Period(day, day), by=who.buyer)
    refused("source", actions.say_need, bare, "没人看", "", by=who.buyer, match="出处")
    actions.drop_need(need, by=who.buyer)
    assert not Need.objects.exists()


def test_a_template_fills_every_part_and_lacks_nothing(county: County, who: Buying) -> None:
    project = actions.open_project(
        county.division, projects.basics(objective="", standards="", total=15_000_001), by=who.buyer,
        template="mountain_left_behind",
    )  # fmt: skip
    assert plan.missing(project) == []
    assert sum(row.amount for row in project.budgetlines.all()) == 15_000_001
    assert [row.percent for row in project.milestones.all()] == [40, 40, 20]
    assert project.milestones.last().ends_on == project.ends_on  # type: ignore[union-attr]
    assert sum(row.weight for row in project.criterions.all()) == 100
    assert project.criterions.get(name="指标完成").bands[0] == {"from": 100, "points": 25}
    assert [row.how for row in project.indicators.all()].count("survey") == 1
    assert project.indicators.get(name="小组").rule["undertaking"] == ["group"]


def test_bands_of_an_item_that_stays_are_kept(county: County, who: Buying) -> None:
    project = actions.open_project(county.division, projects.basics(), by=who.buyer, template="mountain_left_behind")
    rows = [CriterionRow(row.block, row.name, row.weight) for row in project.criterions.all()]
    actions.set_criteria(project, rows, by=who.buyer)
    assert len(project.criterions.get(name="指标完成").bands) == 4


def test_numbers_are_given_once(county: County, who: Buying) -> None:
    year = timezone.localdate().year
    made = [actions.open_project(county.division, projects.basics(name=name), by=who.buyer) for name in ("一", "二")]
    assert [one.number for one in made] == [f"XM-{year}-001", f"XM-{year}-002"]
