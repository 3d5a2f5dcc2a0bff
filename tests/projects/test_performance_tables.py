"""绩效目标表 and 自评表: targets, what was done, points by bands, deviations; the same in Word and Excel, reopened."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from linli.kernel.policy import Refused, acting
from linli.projects import actions as road
from linli.projects.models import Indicator, IndicatorFigure, ServiceProject
from linli.projects.payment import actions, performance
from linli.projects.payment.performance import rules, scored
from tests.factories import payments, projects
from tests.factories.places import County
from tests.factories.projects import Buying

RULES = rules("national")


@pytest.fixture
def measured(county: County, who: Buying) -> ServiceProject:
    """A project of two outputs and two effects, one of them told by a survey, a tranche paid."""
    project = projects.draft(county.division, who.buyer)
    more: list[dict[str, Any]] = [
        {"name": "走访", "measure": "records", "kinds": ("home_visit",), "min_acts": 0, "target": 300, "unit": "次"},
        {"name": "骨干", "measure": "persons", "kinds": (), "min_acts": 0, "target": 9, "unit": "人",
         "nature": "outcome"},
        {"name": "满意度", "how": "survey", "measure": "", "kinds": (), "min_acts": 0, "target": 90, "unit": "%",
         "nature": "outcome"},
    ]  # fmt: skip
    for told in more:
        road.say_indicator(project, projects.indicator(**told), by=who.buyer)
    road.submit(project, by=who.buyer)
    project = road.agree(project, 0, by=who.chain[0])
    project = road.award(project, who.agency, by=who.buyer, on=project.starts_on, sentence="磋商")
    project = road.sign(project, by=who.buyer, on=project.starts_on, contract="1号")
    payments.paid(project, who)
    for name, amount in (("个案服务", 12), ("走访", 199), ("骨干", 8)):
        _figure(project, name, amount)
    return project


def _figure(project: ServiceProject, name: str, amount: int) -> Indicator:
    row = project.indicators.get(name=name)  # type: ignore[attr-defined]
    with acting():
        IndicatorFigure.objects.update_or_create(
            indicator=row, defaults={"amount": amount, "records": amount, "minutes": 0, "made_at": timezone.now()}
        )
    return row  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("percent", "score"),
    [
        ("100", 1500),
        ("137.5", 1500),
        ("99.99", 1000),
        ("80", 1000),
        ("79.99", 500),
        ("60", 500),
        ("59.99", 0),
        ("0", 0),
    ],
)
def test_points_are_given_by_bands(percent: str, score: int) -> None:
    assert scored(Decimal(percent), 1500, RULES) == score


def test_points_that_thirds_divide_are_rounded_half_up() -> None:
    assert [scored(Decimal(one), 2500, RULES) for one in (80, 60)] == [1667, 833]


def test_the_table_tells_targets_done_points_and_deviations(measured: ServiceProject) -> None:
    told = [
        (row.block, row.name, row.target, row.done, str(row.percent), row.points, row.score, row.deviation)
        for row in performance.table(measured).rows
    ]
    assert told == [
        ("预算执行率", "付款占合同价", "150,000元", "60,000元", "40.00", 1000, 400, "-60.00%"),
        ("产出指标", "个案服务", "≥12个", "12个", "100.00", 2500, 2500, "0%"),
        ("产出指标", "走访", "≥300次", "199次", "66.33", 2500, 833, "-33.67%"),
        ("效益指标", "骨干", "≥9人", "8人", "88.89", 3000, 2000, "-11.11%"),
        ("满意度指标", "满意度", "≥90%", "—", "None", 1000, None, "还没有数"),
    ]
    table = performance.table(measured)
    assert (table.points, table.score) == (9000, 5733)  # the survey is not counted as nothing done


def test_weights_of_the_blocks_make_a_hundred() -> None:
    assert sum(block.weight for block in RULES.blocks) == 100


def test_why_it_deviates_is_said_by_those_who_know(measured: ServiceProject, who: Buying, county: County) -> None:
    row = measured.indicators.get(name="走访")  # type: ignore[attr-defined]
    stranger = projects.actor("provider_lead", None, organisation=projects.agency(county.division.pk, "别家"))
    with pytest.raises(Refused, match="由购买方来做"):
        actions.explain_deviation(row, "不关我事", by=stranger)
    with pytest.raises(Refused, match="请写一句偏差"):
        actions.explain_deviation(row, " ", by=who.head)
    actions.explain_deviation(row, "雨季路断", by=who.head)
    actions.explain_deviation(row, "雨季路断，秋天补上", by=who.buyer)
    assert [one.reason for one in performance.table(measured).rows] == ["", "", "雨季路断，秋天补上", "", ""]


def test_the_excel_reopens_with_every_figure(measured: ServiceProject, who: Buying) -> None:
    book = load_workbook(BytesIO(actions.take_performance(measured, "self", "xlsx", by=who.buyer)))
    assert book.sheetnames == ["绩效自评表", "项目和资金"]
    rows = [list(row) for row in book["绩效自评表"].iter_rows(values_only=True)]
    assert rows[0] == ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "完成率", "分值", "得分", "偏差",
                       "偏差原因分析及改进措施"]  # fmt: skip
    assert rows[3][:9] == ["产出指标", "数量指标", "走访", "≥300次", "199次", "66.33%", 25, 8.33, "-33.67%"]
    assert rows[-1][6:8] == [90, 57.33]
    facts = dict(book["项目和资金"].iter_rows(min_row=2, values_only=True))
    assert (facts["全年执行数（已付）"], facts["执行率"]) == ("60,000元", "40.00%")
    targets = load_workbook(BytesIO(actions.take_performance(measured, "targets", "xlsx", by=who.head)))
    heads = [cell.value for cell in next(targets["绩效目标表"].iter_rows())]
    assert heads == ["一级指标", "二级指标", "三级指标", "年度指标值", "分值", "怎么数"]


def test_the_word_reopens_filled_and_with_no_tag_left(measured: ServiceProject, who: Buying) -> None:
    for form, width in (("self", 10), ("targets", 6)):
        paper = Document(BytesIO(actions.take_performance(measured, form, "docx", by=who.buyer)))
        facts, table = paper.tables
        assert facts.cell(0, 1).text == "山区三留守服务"
        assert len(table.columns) == width
        assert [row.cells[2].text for row in table.rows][1:6] == ["付款占合同价", "个案服务", "走访", "骨干", "满意度"]
        text = "".join(cell.text for one in paper.tables for row in one.rows for cell in row.cells)
        assert "{" not in text + "".join(line.text for line in paper.paragraphs)
    own = Document(BytesIO(actions.take_performance(measured, "self", "docx", by=who.buyer))).tables[1]
    assert [cell.text for cell in own.rows[-1].cells][6:8] == ["90.00", "57.33"]


def test_a_draft_has_no_tables_and_no_other_form_is_made(county: County, who: Buying, running: ServiceProject) -> None:
    with pytest.raises(Refused, match="开始采购以后"):
        actions.take_performance(projects.draft(county.division, who.buyer), "self", "docx", by=who.buyer)
    with pytest.raises(Refused, match="没有这张表"):
        actions.take_performance(running, "other", "docx", by=who.buyer)
