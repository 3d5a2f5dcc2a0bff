"""执行台: where a project stands against its plan today; every number was kept before, none is counted here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from linli.directory.money import share, yuan
from linli.projects.models import BudgetLine, Expense, Indicator, Milestone, ServiceProject, State
from linli.projects.packs import Rules
from linli.projects.queries.rules import spoken
from linli.records.definitions import Measure
from linli.surveys import queries as surveys
from linli.surveys.queries import Heard

MINUTES = 60


@dataclass(frozen=True)
class Row:
    """One indicator today: target, done and expected in exact units, and what stands behind it."""

    indicator: Indicator
    target: int
    done: int | None
    expected: int
    records: int
    minutes: int
    short: int
    red: bool
    heard: Heard | None = None

    @property
    def is_survey(self) -> bool:
        """True when a survey tells the number."""
        return bool(self.indicator.how == Indicator.How.SURVEY)

    @property
    def rule(self) -> str:
        """Say how it is counted, with the contract's minimums."""
        told = [spoken(self.indicator.rule)]
        if self.indicator.min_acts:
            told.append(_("每个至少%(n)d次") % {"n": self.indicator.min_acts})
        if self.indicator.min_heads:
            told.append(_("每个至少%(n)d人次") % {"n": self.indicator.min_heads})
        return "，".join(told)

    @property
    def target_shown(self) -> str:
        """Return the target as it is printed."""
        return f"{self.indicator.target:,}"

    @property
    def done_shown(self) -> str:
        """Return what was done as it is printed: of a survey the whole figure, or nothing."""
        if self.heard is not None:
            return str(self.heard.result)
        return "—" if self.done is None else _amount(self.indicator, self.done)

    @property
    def expected_shown(self) -> str:
        """Return what is expected by today as it is printed."""
        return "—" if self.is_survey else _amount(self.indicator, self.expected)

    @property
    def hours(self) -> str:
        """Return the service hours behind the number."""
        return hours(self.minutes)


@dataclass(frozen=True)
class Line:
    """One budget line: planned, accepted, on the way; ``over`` in 分 and ``near`` tell what will not last."""

    line: BudgetLine
    spent: int
    on_the_way: int
    near: bool

    @property
    def used(self) -> int:
        """What is gone or on the way."""
        return self.spent + self.on_the_way

    @property
    def spent_shown(self) -> str:
        """Return what was spent as it is printed."""
        return yuan(self.spent)

    @property
    def way_shown(self) -> str:
        """Return what is on the way as it is printed."""
        return yuan(self.on_the_way)

    @property
    def over(self) -> int:
        """By how much the line is overdrawn."""
        return max(self.used - self.line.limit, 0)

    @property
    def over_percent(self) -> str:
        """By how many percent, to one decimal."""
        if not self.over or not self.line.limit:
            return "0"
        return str((Decimal(self.over * 100) / self.line.limit).quantize(Decimal("0.1"), ROUND_HALF_UP))


@dataclass(frozen=True)
class Due:
    """One milestone with its money (分) and how far it is: paid, due, ahead."""

    milestone: Milestone
    amount: int
    state: str
    condition: str


def hours(minutes: int) -> str:
    """Return minutes as hours to one decimal, half up."""
    told = (Decimal(minutes) / MINUTES).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{told:,}" if told != told.to_integral_value() else f"{int(told):,}"


def _amount(indicator: Indicator, exact: int) -> str:
    return hours(exact) if indicator.measure == Measure.HOURS else f"{exact:,}"


def exact_target(indicator: Indicator) -> int:
    """Return a target in the unit that amounts are kept in (minutes for hours)."""
    return indicator.target * MINUTES if indicator.measure == Measure.HOURS else indicator.target


def expected(project: ServiceProject, indicator: Indicator, today: date) -> int:
    """Return what an indicator should have come to by the end of a day: its target laid evenly over its days."""
    starts, ends = indicator.starts_on or project.starts_on, indicator.ends_on or project.ends_on
    days, gone = (ends - starts).days + 1, (min(today, ends) - starts).days + 1
    return exact_target(indicator) * max(gone, 0) // days


def rows(
    project: ServiceProject, indicators: Iterable[Indicator], rules: Rules, today: date, told: Heard | None = None
) -> list[Row]:
    """Return the indicators of a project as they stand; ``indicators`` come with their figures.

    ``told``: what those said whom the project served (:func:`heard`).
    """
    return [_row(project, one, rules, today, told) for one in indicators]


def heard(projects: Iterable[ServiceProject], indicators: Mapping[UUID, Iterable[Indicator]]) -> dict[UUID, Heard]:
    """Return what those said whom projects served, by programme; asks only where an indicator wants to know."""
    wanted = [
        one.programme_id
        for one in projects
        if one.programme_id and any(row.how == Indicator.How.SURVEY for row in indicators.get(one.pk, ()))
    ]
    return surveys.heard(wanted) if wanted else {}


def _row(project: ServiceProject, one: Indicator, rules: Rules, today: date, told: Heard | None) -> Row:
    figure = getattr(one, "figure", None)
    due = expected(project, one, today)
    done = figure.amount if figure is not None else None
    runs = project.state == State.RUNNING and one.how != Indicator.How.SURVEY
    red = runs and due > 0 and (done or 0) * 100 < due * rules.red_below_percent
    records, minutes, short = (figure.records, figure.minutes, figure.short) if figure is not None else (0, 0, 0)
    said = told if one.how == Indicator.How.SURVEY else None
    return Row(one, exact_target(one), done, due, records, minutes, short, red, said)


def indicators_of(projects: Iterable[ServiceProject]) -> dict[UUID, list[Indicator]]:
    """Return the indicators of projects with their figures, in one question."""
    found: dict[UUID, list[Indicator]] = {}
    every = Indicator.objects.filter(project__in=[one.pk for one in projects]).select_related("figure")
    for row in every.order_by("project_id", "position"):
        found.setdefault(row.project_id, []).append(row)
    return found


def lines(project: ServiceProject, rules: Rules) -> list[Line]:
    """Return the budget lines with what was spent of each."""
    gone, coming = Q(expenses__state=Expense.State.ACCEPTED), Q(expenses__state=Expense.State.ON_THE_WAY)
    every = project.budgetlines.annotate(
        gone=Sum("expenses__amount", filter=gone), coming=Sum("expenses__amount", filter=coming)
    ).order_by("position")
    return [_line(row, rules) for row in every]


def _line(row: Any, rules: Rules) -> Line:
    spent, coming = row.gone or 0, row.coming or 0
    return Line(row, spent, coming, (spent + coming) * 100 >= row.limit * rules.near_percent and row.limit > 0)


def money_of(projects: Iterable[ServiceProject]) -> Mapping[UUID, tuple[int, int]]:
    """Return what was spent and what is on the way of each project, in one question."""
    told = Expense.objects.filter(project__in=[one.pk for one in projects]).values("project").annotate(
        gone=Sum("amount", filter=Q(state=Expense.State.ACCEPTED)),
        coming=Sum("amount", filter=Q(state=Expense.State.ON_THE_WAY)),
    )  # fmt: skip
    return {row["project"]: (row["gone"] or 0, row["coming"] or 0) for row in told.order_by()}


def milestones(project: ServiceProject, rules: Rules, today: date) -> list[Due]:
    """Return the milestones with their money; the last takes what rounding leaves."""
    every = list(project.milestones.all())
    amounts = [share(project.worth, row.percent) for row in every]
    if amounts and sum(row.percent for row in every) == 100:
        amounts[-1] += project.worth - sum(amounts)
    return [
        Due(row, amount, "paid" if row.paid_on else "due" if row.planned_on <= today else "ahead",
            condition(row, rules))
        for row, amount in zip(every, amounts, strict=True)
    ]  # fmt: skip


def condition(row: Milestone, rules: Rules) -> str:
    """Say on which condition a milestone is paid."""
    grade = rules.grades.get(row.grade, row.grade)
    return f"{row.get_condition_display()}{_('“%(grade)s”') % {'grade': grade} if grade else ''}"


def spent_of(told: list[Line]) -> dict[str, str]:
    """Return the sums of the budget as they are printed."""
    return {
        "planned": yuan(sum(one.line.limit for one in told)), "spent": yuan(sum(one.spent for one in told)),
        "on_the_way": yuan(sum(one.on_the_way for one in told)),
    }  # fmt: skip
