"""结案清单: what a file must have before it is closed, one line each, asked of one case or of thousands in one query.

A line is a yes-or-no expression over the rows of cases. Modules of the room add theirs with :func:`register`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, IntegerField, OuterRef, Q, QuerySet, When
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.people.guardians import GROWN_UP
from linli.people.numbers import years_before
from linli.practice.models import AidApplication, CarePlan, CaseClosure, CaseFile, CrisisResponse, PlanGoal, Referral
from linli.practice.models.referrals import OVER, Standing
from linli.tasks.models import Task

PENDING_REFERRALS = sorted(set(Standing.values) - OVER)
PENDING_AID = ("community", "street", "county", "returned")


@dataclass(frozen=True)
class Line:
    """One line: ``done`` makes the expression anew each time; ``page`` is the page of the case where it is done.

    ``given`` names the field of the closing form that answers it, when it is asked there.
    """

    code: str
    label: str | Promise
    done: Callable[[], Combinable]
    page: str = "case"
    given: str = ""


@dataclass(frozen=True)
class Told:
    """One line of one case."""

    code: str
    label: str
    done: bool
    url: str
    given: str


LINES: dict[str, Line] = {}


def register(line: Line) -> None:
    """Add a line, or put another in the place of the one with its code."""
    LINES[line.code] = line


def when(condition: Q | Combinable) -> Combinable:
    """Return a condition as an expression that is true or false, never nothing."""
    return Case(When(Q(condition), then=True), default=False, output_field=BooleanField())


def of_case(model: Any, **facts: Any) -> Exists:
    """Return whether a case has a row of a model with some facts."""
    return Exists(model.objects.filter(case=OuterRef("pk"), **facts))


def marked(rows: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """Return the same cases with ``done_<code>`` for each line and ``missing``, how many are not done."""
    rows = rows.annotate(**{f"done_{code}": line.done() for code, line in LINES.items()})
    missing = [Case(When(**{f"done_{code}": False}, then=1), default=0) for code in LINES]
    total: Any = sum(missing[1:], start=missing[0])
    return rows.annotate(missing=ExpressionWrapper(total, IntegerField()))


def lines(case: CaseFile) -> list[Told]:
    """Return the list of one case, in one query."""
    found = marked(CaseFile.objects.filter(pk=case.pk)).values(*(f"done_{code}" for code in LINES)).get()
    return [
        Told(code, str(line.label), found[f"done_{code}"], reverse(line.page, args=[case.pk]), line.given)
        for code, line in LINES.items()
    ]


def _closing(**facts: Any) -> Callable[[], Combinable]:
    """Return whether the closing that is asked for now (or was granted) says something."""
    return lambda: when(Exists(CaseClosure.objects.exclude(granted=False).filter(case=OuterRef("pk"), **facts)))


def _guardian() -> Combinable:
    grown = Q(client__birth_date=None) | Q(client__birth_date__lte=years_before(timezone.localdate(), GROWN_UP))
    return when(grown | Q(_closing_has("guardian_words_sealed")))


def _closing_has(column: str) -> Exists:
    told = CaseClosure.objects.exclude(granted=False).filter(case=OuterRef("pk"))
    return Exists(told.filter(**{f"{column}__isnull": False}))


def _todos() -> Combinable:
    waiting = Task.objects.filter(subject_kind="practice.casefile", done_at=None, subject__isnull=False)
    return when(~Q(pk__in=waiting.values("subject")))


def _ended(model: Any, pending: Sequence[str]) -> Callable[[], Combinable]:
    return lambda: when(~of_case(model, state__in=pending))


def _goals() -> Combinable:
    """Return whether there is an approved plan, and the newest word on each goal of it says how it ended."""
    later = PlanGoal.objects.filter(
        case=OuterRef("case"), line=OuterRef("line"), plan__number__gt=OuterRef("plan__number"),
        plan__approved_at__isnull=False,
    )  # fmt: skip
    runs = PlanGoal.objects.filter(~Exists(later), case=OuterRef("pk"), plan__approved_at__isnull=False, ended="")
    return when(Q(of_case(CarePlan, approved_at__isnull=False)) & ~Q(Exists(runs)))


register(Line("goals", _("每个目标都有了结果"), _goals))
register(Line("evaluated", _("做过评估"), lambda: when(Q(state="evaluation"))))
register(Line("crisis", _("没有还在进行的危机"), lambda: when(~of_case(CrisisResponse, ended_at=None)), "case_crisis"))
register(Line("referrals", _("转介都有了结果"), _ended(Referral, PENDING_REFERRALS), "case_referral"))
register(Line("aid", _("救助申请都有了结果"), _ended(AidApplication, PENDING_AID), "case_aid"))
register(Line("todos", _("没有没办完的待办"), _todos))
register(Line("face", _("满意度"), _closing(face__isnull=False), "case_close", "face"))
register(
    Line("client", _("服务对象的话"), lambda: when(_closing_has("client_words_sealed")), "case_close", "client_words")
)
register(Line("guardian", _("监护人的话（孩子）"), _guardian, "case_close", "guardian_words"))
register(
    Line("reflection", _("社工的反思"), lambda: when(_closing_has("reflection_sealed")), "case_close", "reflection")
)
register(Line("follow_ups", _("回访计划"), _closing(follow_ups__len__gt=0), "case_close", "follow_ups"))
