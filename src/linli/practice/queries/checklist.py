"""What a file must have, one line each: 结案清单 before it is closed, 档案里缺什么 while it runs. One registry of both.

A line is a yes-or-no expression over the rows of cases, asked of one case or of thousands in one query. Modules of the
room add theirs with :func:`register`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.lookups import LessThan
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.people.guardians import GROWN_UP
from linli.people.numbers import years_before
from linli.practice.models import (
    OPEN,
    AidApplication,
    Assessment,
    CarePlan,
    CaseClosure,
    CaseFile,
    CaseReview,
    CaseSession,
    CaseWorker,
    CrisisResponse,
    PlanGoal,
    Referral,
    Risk,
    State,
)
from linli.practice.models.cases import shut_rows
from linli.practice.models.referrals import OVER, Standing
from linli.practice.packs import clocks
from linli.tasks.models import Task

PENDING_REFERRALS = sorted(set(Standing.values) - OVER)
PLANNED = (State.INTERVENTION, State.EVALUATION)
PAST_INTAKE = tuple(sorted(OPEN - {State.INTAKE}))
CLOCKS = ("case_session", "case_review")  # the next session and the next review that every running case has
PENDING_AID = ("community", "street", "county", "returned")


@dataclass(frozen=True)
class Line:
    """One line: ``done`` makes the expression anew each time; ``page`` is the page of the case where it is done.

    With a ``label`` it stands on the closing list; ``given`` names the field of the closing form that answers it, when
    it is asked there. With ``lacking``, what is said of a running file where it is not done, it stands on the list of
    what is missing; ``within`` are the stages it is looked for in, none: in all.
    """

    code: str
    label: str | Promise
    done: Callable[[], Combinable]
    page: str = "case"
    given: str = ""
    lacking: str | Promise = ""
    within: tuple[str, ...] = ()

    @property
    def missing(self) -> Q:
        """Of which running cases, marked with ``done_<code>``, it is missing."""
        return Q(**{f"done_{self.code}": False}, **({"state__in": self.within} if self.within else {}))


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


def unless(condition: Q | Combinable) -> Combinable:
    """Return whether a condition does not hold, as an expression that is true or false, never nothing."""
    return Case(When(Q(condition), then=False), default=True, output_field=BooleanField())


def closing() -> dict[str, Line]:
    """Return the lines of the closing list."""
    return {code: line for code, line in LINES.items() if line.label}


def lacks() -> list[Line]:
    """Return what is looked for in a running file, from the beginning of a case to its end."""
    return [line for line in LINES.values() if line.lacking]


def of_case(model: Any, **facts: Any) -> Exists:
    """Return whether a case has a row of a model with some facts."""
    return Exists(model.objects.filter(case=OuterRef("pk"), **facts))


def marked(rows: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """Return the same cases with ``done_<code>`` for each line of the closing list and how many are ``missing``."""
    told = closing()
    rows = rows.annotate(**{f"done_{code}": line.done() for code, line in told.items()})
    missing = [Case(When(**{f"done_{code}": False}, then=1), default=0) for code in told]
    total: Any = sum(missing[1:], start=missing[0])
    return rows.annotate(missing=ExpressionWrapper(total, IntegerField()))


def lines(case: CaseFile) -> list[Told]:
    """Return the closing list of one case, in one query."""
    told = closing()
    found = marked(CaseFile.objects.filter(pk=case.pk)).values(*(f"done_{code}" for code in told)).get()
    return [
        Told(code, str(line.label), found[f"done_{code}"], reverse(line.page, args=[case.pk]), line.given)
        for code, line in told.items()
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
    """Return whether no todo about the case waits, but for those its own clocks set: they end with it."""
    waiting = Task.objects.filter(subject_kind="practice.casefile", done_at=None, subject__isnull=False)
    waiting = waiting.exclude(kind__in=CLOCKS)
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


def _held() -> QuerySet[CaseSession]:
    return CaseSession.objects.filter(case=OuterRef("pk"), superseded_at=None)


def _noted() -> Combinable:
    """Return whether the session that was agreed on last has been written down, or is still to come."""
    newest = Subquery(_held().order_by("-number", "-id").values("next_on")[:1])
    return unless(LessThan(newest, timezone.localdate()))


def _looked_back() -> Combinable:
    """Return whether it is worked by a plan for less than a quarter, or was looked back on since."""
    since = timezone.localdate() - timedelta(days=clocks()["review_days"])
    old = CarePlan.objects.filter(case=OuterRef("pk"), approved_at__date__lt=since)
    lately = CaseReview.objects.filter(case=OuterRef("pk"), on__gte=since)
    return unless(Q(Exists(old)) & ~Q(Exists(lately)))


def _in_time() -> Combinable:
    return unless(~Q(state=State.SUSPENDED) & Q(due_on__lt=timezone.localdate()))


def _team(*told: Q, **facts: Any) -> Exists:
    return Exists(CaseWorker.objects.filter(*told, case=OuterRef("pk"), ended_at=None, **facts))


def _decided() -> Combinable:
    plans = CarePlan.objects.filter(case=OuterRef("pk"), approved_at=None).exclude(submitted_at=None)
    return unless(Exists(plans))


def _shut() -> Exists:
    return _team(shut_rows())


for _line in (
    Line("late", "", _in_time, lacking=_("这一步过了日子")),
    Line("risk", "", lambda: unless(Q(risk=Risk.UNKNOWN)), "case_assess", "", _("风险还没有评"), PAST_INTAKE),
    Line("supervisor", "", lambda: when(_team(part=CaseWorker.Part.SUPERVISOR)), lacking=_("没有督导")),
    Line("approval", "", lambda: unless(_shut()), lacking=_("团队里有人还没有批准打开")),
    Line(
        "assessed", _("写过预估"), lambda: when(of_case(Assessment)), "case_assess", "", _("没有写预估"),
        (State.PLANNING, *PLANNED),
    ),
    Line(
        "plan", "", lambda: when(of_case(CarePlan, approved_at__isnull=False)), "case_plan", "", _("没有批准的计划"),
        PLANNED,
    ),
    Line("decision", "", _decided, lacking=_("计划在等批准")),
    Line("session", "", lambda: when(Exists(_held())), "session_write", "", _("还没有会谈记录"), PLANNED),
    Line("note", "", _noted, "session_write", "", _("说好的会谈过了，没有记录")),
    Line("review", "", _looked_back, "case_review", "", _("到了没有阶段回顾"), (State.INTERVENTION,)),
):  # fmt: skip
    register(_line)
register(Line("goals", _("每个目标都有了结果"), _goals))
register(Line("evaluated", _("做过评估"), lambda: when(Q(state="evaluation"))))
register(
    Line(
        "crisis", _("没有还在进行的危机"), lambda: when(~of_case(CrisisResponse, ended_at=None)), "case_crisis",
        lacking=_("危机还没有结果"),
    )
)  # fmt: skip
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
