"""What is missing in which file: told of every open case in reach by one query, whatever their number."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.practice.models import CarePlan, CaseFile, CaseReview, CaseSession, CaseWorker, CrisisResponse, Risk, State
from linli.practice.models.cases import OPEN
from linli.practice.packs import clocks

PLANNED = [State.INTERVENTION, State.EVALUATION]


@dataclass(frozen=True)
class Lack:
    """One thing a file can lack: its code, how it is called, and of which case that is true."""

    code: str
    name: str | Promise
    true: Q


def lacks(today: date) -> tuple[Lack, ...]:
    """Return what is looked for, from the beginning of a case to its end."""
    team = CaseWorker.objects.filter(case=OuterRef("pk"), ended_at=None)
    plans = CarePlan.objects.filter(case=OuterRef("pk"))
    held = CaseSession.objects.filter(case=OuterRef("pk"), superseded_at=None)
    crises = CrisisResponse.objects.filter(case=OuterRef("pk"), ended_at=None)
    return (
        Lack("late", _("这一步过了日子"), ~Q(state=State.SUSPENDED) & Q(due_on__lt=today)),
        Lack("risk", _("风险还没有评"), Q(risk=Risk.UNKNOWN) & ~Q(state=State.INTAKE)),
        Lack("supervisor", _("没有督导"), ~Q(Exists(team.filter(part=CaseWorker.Part.SUPERVISOR)))),
        Lack("approval", _("团队里有人还没有批准打开"), Q(Exists(team.filter(locked=True, approved_by=None)))),
        Lack("plan", _("没有批准的计划"), Q(state__in=PLANNED) & ~Q(Exists(plans.exclude(approved_at=None)))),
        Lack("decision", _("计划在等批准"), Q(Exists(plans.filter(approved_at=None).exclude(submitted_at=None)))),
        Lack("session", _("还没有会谈记录"), Q(state__in=PLANNED) & ~Q(Exists(held))),
        Lack("note", _("说好的会谈过了，没有记录"), Q(last_next_on__lt=today)),
        Lack("review", _("到了没有阶段回顾"), _review_is_late(today)),
        Lack("crisis", _("危机还没有结果"), Q(Exists(crises))),
    )


def _review_is_late(today: date) -> Q:
    """Worked by a plan for longer than a quarter, and not looked back on since."""
    since = today - timedelta(days=clocks()["review_days"])
    old = CarePlan.objects.filter(case=OuterRef("pk"), approved_at__date__lt=since)
    lately = CaseReview.objects.filter(case=OuterRef("pk"), on__gte=since)
    return Q(state=State.INTERVENTION) & Q(Exists(old)) & ~Q(Exists(lately))


def missing(actor: Actor) -> QuerySet[CaseFile]:
    """Return the open cases an actor may open that lack something; ``lacks_<code>`` tells what of each."""
    held = CaseSession.objects.filter(case=OuterRef("pk"), superseded_at=None).order_by("-number", "-id")
    rows = CaseFile.objects.visible_to(actor).filter(state__in=OPEN, client__restricted_at=None)
    rows = rows.annotate(last_next_on=Subquery(held.values("next_on")[:1]))
    told = lacks(timezone.localdate())
    marks: dict[str, Any] = {f"lacks_{one.code}": one.true for one in told}
    rows = rows.annotate(**marks)
    some = Q()
    for name in marks:
        some |= Q(**{name: True})
    owner = CaseWorker.objects.filter(case=OuterRef("pk"), ended_at=None, part=CaseWorker.Part.OWNER)
    return rows.filter(some).annotate(owner_name=Subquery(owner.values("post__user__name")[:1]))


def named(case: CaseFile, told: tuple[Lack, ...]) -> list[str | Promise]:
    """Return the names of what a row of :func:`missing` lacks."""
    return [one.name for one in told if vars(case)[f"lacks_{one.code}"]]
