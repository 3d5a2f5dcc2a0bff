"""Scores: bands as data, the plan and the bid, the published scheme as far as it is known; exact, without a float."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.utils import timezone

from linli.kernel.policy import Refused, acting
from linli.projects.evaluation import actions, scoring
from linli.projects.evaluation.packs import schemes, terms
from linli.projects.evaluation.queries import scores
from linli.projects.evaluation.scoring import Counted
from linli.projects.models import Criterion, Indicator, IndicatorFigure, ServiceProject
from linli.projects.models.evaluation import Evaluation, Score
from linli.projects.packs import rules
from linli.projects.queries import plan
from tests.factories import evaluation as factory
from tests.factories.places import County
from tests.factories.projects import Buying

SHANGHAI = schemes("national")["shanghai_bidding"]
QUANTITY = [{"from": 100, "points": 3}, {"from": 80, "points": 2}, {"from": 60, "points": 1}, {"from": 0, "points": 0}]


@pytest.mark.parametrize(
    ("done", "plan", "points"),
    [
        (100, 100, 3), (101, 100, 3), (999, 1000, 2), (80, 100, 2), (799, 1000, 1), (60, 100, 1), (599, 1000, 0),
        (0, 7, 0),
    ],
)  # fmt: skip
def test_the_bands_of_the_published_scheme_begin_where_it_says(done: int, plan: int, points: int) -> None:
    told = scoring.banded(scoring.completion([Counted("x", done, (plan,))]), QUANTITY)
    assert (told, type(told)) == (Decimal(points), Decimal)


def test_output_is_held_against_the_bid_as_well_as_the_plan_and_the_lower_share_counts() -> None:
    assert Counted("人数", 95, (100, 120)).percent == Fraction(9500, 120)
    assert scoring.banded(Counted("人数", 95, (100, 120)).percent, QUANTITY) == 1
    assert scoring.banded(Counted("人数", 95, (100,)).percent, QUANTITY) == 2  # the control: without the bid


def test_what_is_overfulfilled_does_not_make_up_for_what_is_missing() -> None:
    some = [Counted("a", 300, (100,)), Counted("b", 1, (3,))]
    assert scoring.completion(some) == Fraction(400, 6)


def test_the_known_items_of_the_scheme_are_these_and_the_rest_is_said_to_be_unknown() -> None:
    told = [(one.block.rpartition("·")[2], one.name, one.weight) for one in SHANGHAI.criteria]
    assert told == [
        ("进度", "内容与计划相符", 2), ("进度", "人群与计划相符", 2), ("进度", "专业方法与计划相符", 2),
        ("进度", "时间与计划相符", 2), ("产出", "服务人数", 3), ("产出", "服务量", 3),
    ]  # fmt: skip
    assert sum(one.weight for one in SHANGHAI.criteria) == 14
    assert [list(one.bands) for one in SHANGHAI.criteria if one.bands] == [QUANTITY, QUANTITY]
    assert "留空" in SHANGHAI.unknown
    assert all(one.source for one in SHANGHAI.criteria)


def test_grades_are_those_that_milestones_name_and_end_at_nothing() -> None:
    lines = terms("national").lines
    assert [code for code, _least in lines] == list(rules("national").grades)
    assert [scoring.grade(Decimal(one), lines) for one in ("90", "89.99", "80", "60", "59.99", "0")] == [
        "excellent", "good", "good", "pass", "fail", "fail",
    ]  # fmt: skip
    assert scoring.passes("good", "pass", lines)
    assert not scoring.passes("fail", "pass", lines)


@pytest.fixture
def shanghai(county: County, running: ServiceProject, who: Buying) -> Evaluation:
    """A final evaluation by the known part of the scheme: persons 95 of 100, person-times 1,600 of 2,000."""
    with acting():
        Criterion.objects.filter(project=running).delete()
        Indicator.objects.filter(project=running).delete()
        for number, one in enumerate(SHANGHAI.criteria, 1):
            Criterion.objects.create(
                project=running, position=number, block=one.block, name=one.name, weight=one.weight,
                bands=list(one.bands), rule=one.rule, source=one.source,
            )  # fmt: skip
        for name, measure, target, amount in (("人", "persons", 100, 95), ("人次", "person_times", 2000, 1600)):
            row = Indicator.objects.create(
                project=running, position=target, nature="output", name=name, meaning="一", how="own", target=target,
                unit=name, measure=measure, rule={"measure": measure}, proof="记录",
            )  # fmt: skip
            IndicatorFigure.objects.create(indicator=row, amount=amount, records=9, minutes=0, made_at=timezone.now())
    made = factory.called(running, who, kind="final")
    worker = factory.projects.actor("social_worker", county.towns[0])
    factory.served(running, county.communities[:1], worker, each=1)
    by = factory.evaluator(made)
    factory.enter(by.scope)
    return actions.draw(made, by=by)


def test_the_golden_fixture_is_scored_exactly(shanghai: Evaluation) -> None:
    by = factory.evaluator(shanghai)
    people = shanghai.project.indicators.get(measure="persons")
    made = actions.count_scores(shanghai, {str(people.pk): 120}, by=by)
    assert {row.criterion.name: row.points for row in made} == {"服务人数": Decimal(1), "服务量": Decimal(2)}
    told = {row.criterion.name: row.figures[0] for row in made}
    assert told["服务人数"] == {"indicator": str(people.pk), "name": "人", "done": 95, "plan": 100, "bid": 120}
    given = {"内容与计划相符": "2", "人群与计划相符": "1.5", "专业方法与计划相符": "2", "时间与计划相符": "1"}
    for one in shanghai.project.criterions.filter(name__in=given):
        actions.score(shanghai, one, Decimal(given[one.name]), by=by, reason="看了计划和记录")
    kept = list(Score.objects.filter(evaluation=shanghai).values_list("points", flat=True))
    assert scoring.total(kept) == Decimal("9.50")
    assert all(isinstance(one, Decimal) for one in kept)


def test_what_records_tell_is_not_scored_by_hand(shanghai: Evaluation) -> None:
    by = factory.evaluator(shanghai)
    item = shanghai.project.criterions.get(name="服务人数")
    with pytest.raises(Refused, match="由记录数出来"):
        actions.score(shanghai, item, Decimal(3), by=by, reason="我看够了")
    with acting():
        Indicator.objects.filter(project=shanghai.project, measure="persons").update(measure="records")
    with pytest.raises(Refused, match="档位里的分"):
        actions.score(shanghai, item, Decimal("2.5"), by=by, reason="没有指标可数")
    assert actions.score(shanghai, item, Decimal(2), by=by, reason="没有指标可数").points == 2


@pytest.mark.parametrize("points", ["-0.01", "2.01", "NaN", "Infinity", "1.234", "1e9"])
def test_a_score_out_of_its_range_is_refused(shanghai: Evaluation, points: str) -> None:
    item = shanghai.project.criterions.get(name="内容与计划相符")
    with pytest.raises(Refused, match=r"0 到 2 分|两位小数"):
        actions.score(shanghai, item, Decimal(points), by=factory.evaluator(shanghai), reason="看了")
    assert not Score.objects.filter(evaluation=shanghai).exists()


@pytest.mark.parametrize("offered", [{"x": 3}, {"own": 0}, {"own": -1}])
def test_a_promise_that_is_none_is_refused(shanghai: Evaluation, offered: dict[str, int]) -> None:
    own = str(shanghai.project.indicators.get(measure="persons").pk)
    told: dict[str, Any] = {own if name == "own" else name: amount for name, amount in offered.items()}
    with pytest.raises(Refused, match="大于 0"):
        actions.count_scores(shanghai, told, by=factory.evaluator(shanghai))


def test_a_draft_begins_with_the_known_items_and_lacks_the_rest(county: County, who: Buying) -> None:
    project = factory.projects.draft(county.division, who.buyer)
    with pytest.raises(Refused, match="没有这套指标"):
        actions.take_scheme(project, "x", by=who.buyer)
    with pytest.raises(Refused, match="由购买方来做"):
        actions.take_scheme(project, SHANGHAI.code, by=who.head)
    actions.take_scheme(project, SHANGHAI.code, by=who.buyer)
    kept = project.criterions.get(name="服务人数")
    assert (kept.bands, kept.rule["compare"]) == (QUANTITY, ["plan", "bid"])
    assert [one for one in plan.missing(project) if "14 分" in one]


def test_a_running_plan_keeps_its_scheme(running: ServiceProject, who: Buying) -> None:
    with pytest.raises(Refused, match="成交以后不能再改"):
        actions.take_scheme(running, SHANGHAI.code, by=who.buyer)


def test_hours_are_printed_as_hours_and_large_numbers_with_commas(running: ServiceProject) -> None:
    with acting():
        hours = Indicator.objects.create(
            project=running, position=2, nature="output", name="工时", meaning="x", how="own", target=300,
            unit="小时", proof="记录", measure="hours", rule={"measure": "hours"},
        )  # fmt: skip
    visits = Indicator.objects.get(project=running, position=1)
    told = [
        {"indicator": str(hours.pk), "name": "工时", "done": 26_710, "plan": 10_602, "bid": None},
        {"indicator": str(visits.pk), "name": "走访", "done": 1_380, "plan": 530, "bid": 600},
    ]  # fmt: skip
    (row,) = scores.printed(running, [Score(figures=told)])
    assert [(one["done"], one["plan"], one["bid"]) for one in vars(row)["shown"]] == [
        ("445.2", "176.7", None), ("1,380", "530", "600"),
    ]  # fmt: skip
    assert row.figures == told
