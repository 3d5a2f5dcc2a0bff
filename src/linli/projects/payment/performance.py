"""绩效目标表 and 自评表: filled from a project's indicators and payments, in Word and Excel; the rules are a pack."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.directory.money import yuan
from linli.kernel import packs as data
from linli.papers import word
from linli.papers.writing import Cell, Sheet, workbook
from linli.projects import packs
from linli.projects.models import Deviation, Indicator, PaymentRequest, PaymentState, ServiceProject
from linli.projects.queries import delivery
from linli.projects.queries.accounts import laid

NAME = "performance"
FORMS = {"targets": gettext_lazy("绩效目标表"), "self": gettext_lazy("绩效自评表")}
KINDS = ("docx", "xlsx")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Block:
    """One 一级指标 and its points."""

    code: str
    name: str
    weight: int


@dataclass(frozen=True)
class Rules:
    """How a county's tables are laid: blocks, where an indicator stands, bands of points."""

    blocks: tuple[Block, ...]
    kinds: dict[tuple[str, bool], tuple[str, str]]
    bands: tuple[tuple[int, int], ...]
    most: int
    source: str


@dataclass(frozen=True)
class Row:
    """One line of a table. ``points`` and ``score`` are hundredths; None where nothing can be told yet."""

    block: str
    kind: str
    name: str
    target: str
    done: str
    percent: Decimal | None
    points: int
    score: int | None
    deviation: str
    reason: str
    meaning: str
    indicator: Indicator | None = None

    @property
    def shown(self) -> dict[str, str]:
        """Return what is printed of it."""
        return {
            "block": self.block, "kind": self.kind, "name": self.name, "target": self.target, "done": self.done,
            "percent": f"{self.percent}%" if self.percent is not None else "—", "points": hundredths(self.points),
            "score": hundredths(self.score), "deviation": self.deviation, "reason": self.reason,
            "meaning": self.meaning,
        }  # fmt: skip


@dataclass(frozen=True)
class Table:
    """All that stands in the two tables."""

    project: ServiceProject
    facts: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]

    @property
    def points(self) -> int:
        """The points of all that can be scored by now, in hundredths."""
        return sum(row.points for row in self.rows if row.score is not None)

    @property
    def score(self) -> int:
        """What was scored, in hundredths."""
        return sum(row.score or 0 for row in self.rows)


@lru_cache(maxsize=256)
def rules(region: str) -> Rules:
    """Return what is in force in a county (its own file, else the national one)."""
    pack = data.load(NAME, region)
    return Rules(
        blocks=tuple(Block(row["code"], row["name"], row["weight"]) for row in pack["blocks"]),
        kinds={(row["nature"], row["survey"]): (row["block"], row["name"]) for row in pack["kinds"]},
        bands=tuple((row["from"], row["points"]) for row in pack["scoring"]["bands"]),
        most=pack["scoring"]["most"],
        source=pack["source"],
    )


def table(project: ServiceProject) -> Table:
    """Return the tables of a project as of now."""
    told = rules(packs.region_of(project.place))
    indicators = delivery.indicators_of([project]).get(project.pk, [])
    reasons = dict(Deviation.objects.filter(project=project).values_list("indicator", "sentence"))
    done = delivery.rows(project, indicators, packs.rules(packs.region_of(project.place)), timezone.localdate())
    paid = PaymentRequest.objects.filter(project=project, state=PaymentState.PAID).aggregate(sum=Sum("amount"))["sum"]
    rows = [_money(project, paid or 0, block) for block in told.blocks if block.code == "money"]
    for block in told.blocks:
        rows += _of_block(block, [one for one in done if _place(one, told)[0] == block.code], told, reasons)
    return Table(project, tuple(_facts(project, paid or 0)), tuple(rows))


def _place(one: delivery.Row, told: Rules) -> tuple[str, str]:
    return told.kinds[(one.indicator.nature, one.is_survey)]


def _of_block(block: Block, done: list[delivery.Row], told: Rules, reasons: dict[Any, str]) -> list[Row]:
    if not done:
        return []
    points = laid(block.weight * 100, [1] * len(done))
    return [_row(block, one, part, told, reasons) for one, part in zip(done, points, strict=True)]


def _row(block: Block, one: delivery.Row, points: int, told: Rules, reasons: dict[Any, str]) -> Row:
    percent = None if one.done is None else percent_of(one.done, one.target)
    unit = one.indicator.unit
    return Row(
        block.name, _place(one, told)[1], one.indicator.name, f"≥{one.target_shown}{unit}",
        "—" if one.done is None else f"{one.done_shown}{unit}", percent, points,
        None if percent is None else scored(percent, points, told), _deviation(percent),
        reasons.get(one.indicator.pk, ""), one.rule, one.indicator,
    )  # fmt: skip


def _money(project: ServiceProject, paid: int, block: Block) -> Row:
    percent = percent_of(paid, project.worth)
    score = int((min(percent, Decimal(100)) * block.weight).quantize(Decimal(1), ROUND_HALF_UP))
    return Row(
        block.name, "", _("付款占合同价"), _("%(n)s元") % {"n": yuan(project.worth)}, _("%(n)s元") % {"n": yuan(paid)},
        percent, block.weight * 100, score, _deviation(percent), "", _("已付的钱除以合同价，乘以分值"),
    )  # fmt: skip


def _facts(project: ServiceProject, paid: int) -> list[tuple[str, str]]:
    return [
        (_("项目名称"), project.name), (_("项目编号"), project.number), (_("购买方所在地"), project.place.name),
        (_("实施单位"), project.organisation.name if project.organisation else "—"),
        (_("起止日期"), f"{project.starts_on} — {project.ends_on}"),
        (_("年初预算数"), _("%(n)s元") % {"n": yuan(project.total)}),
        (_("全年预算数（合同价）"), _("%(n)s元") % {"n": yuan(project.worth)}),
        (_("全年执行数（已付）"), _("%(n)s元") % {"n": yuan(paid)}),
        (_("执行率"), f"{percent_of(paid, project.worth)}%"), (_("总体目标"), project.objective),
    ]  # fmt: skip


def percent_of(done: int, target: int) -> Decimal:
    """Return how much of a target was done, in percent to two decimals, half up."""
    return (Decimal(done * 100) / target).quantize(CENT, ROUND_HALF_UP)


def scored(percent: Decimal, points: int, told: Rules) -> int:
    """Return the points (hundredths) that a completion gets by its band, half up."""
    band = next((got for start, got in told.bands if percent >= start), 0)
    return int((Decimal(points * band) / told.most).quantize(Decimal(1), ROUND_HALF_UP))


def _deviation(percent: Decimal | None) -> str:
    if percent is None:
        return _("还没有数")
    return "0%" if percent == 100 else f"{percent - 100:+}%"


def hundredths(amount: int | None) -> str:
    """Return hundredths of a point as they are printed."""
    return "—" if amount is None else str((Decimal(amount) / 100).quantize(CENT))


def made(project: ServiceProject, form: str, kind: str) -> bytes:
    """Return one of the tables as a file. Raises ``Refused`` when a county's template does not fit."""
    told = table(project)
    return _word(told, form) if kind == "docx" else _excel(told, form)


def columns(form: str) -> list[tuple[str, str]]:
    """Return the columns of a table: code and head."""
    head = [("block", _("一级指标")), ("kind", _("二级指标")), ("name", _("三级指标")), ("target", _("年度指标值"))]
    if form == "targets":
        return [*head, ("points", _("分值")), ("meaning", _("怎么数"))]
    return [
        *head, ("done", _("实际完成值")), ("percent", _("完成率")), ("points", _("分值")), ("score", _("得分")),
        ("deviation", _("偏差")), ("reason", _("偏差原因分析及改进措施")),
    ]  # fmt: skip


def _excel(told: Table, form: str) -> bytes:
    names = columns(form)
    rows: list[list[Cell]] = [[_cell(row, code) for code, _head in names] for row in told.rows]
    if form == "self":
        total: dict[str, Cell] = {
            "block": _("总分"), "points": Decimal(told.points) / 100, "score": Decimal(told.score) / 100,
        }  # fmt: skip
        rows.append([total.get(code) for code, _head in names])
    facts = [[label, value] for label, value in told.facts]
    widths = [14, 18, 20, *[16] * (len(names) - 4), 40]
    return workbook([
        Sheet(str(FORMS[form]), [head for _code, head in names], rows, widths=widths),
        Sheet(_("项目和资金"), [_("项"), _("内容")], facts, widths=[24, 60]),
    ])  # fmt: skip


def _cell(row: Row, code: str) -> Cell:
    numbers = {"points": row.points, "score": row.score}
    if code in numbers:
        return None if numbers[code] is None else Decimal(numbers[code] or 0) / 100
    return row.shown[code]


def _word(told: Table, form: str) -> bytes:
    return word.render(template(packs.region_of(told.project.place), form), {
        "title": told.project.name, "facts": [{"label": label, "value": value} for label, value in told.facts],
        "rows": [row.shown for row in told.rows], "points": hundredths(told.points), "score": hundredths(told.score),
        "made_on": str(timezone.localdate()),
    })  # fmt: skip


def template(region: str, form: str) -> bytes:
    """Return the Word template of a table: the county's own file, else the national one."""
    places: list[Path] = [
        settings.PACKS / place / "papers" / f"performance_{form}.docx" for place in (region, "national")
    ]
    return next(path for path in places if path.exists()).read_bytes()
