"""Who supervises whom, what was held, for how many hours, and the weeks before and after."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import TruncQuarter
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.practice.models import CaseFile, CaseWorker, Supervision, SupervisionRecord, SupervisionSeat, WorkWeek
from linli.practice.models.cases import RUNNING, reach
from linli.practice.policies import CASEWORKERS
from linli.practice.weights import weights
from linli.records import queries as records
from linli.records.models import Kind
from linli.tasks.models import Task
from linli.tasks.queries import due


@dataclass(frozen=True)
class Hours:
    """What was held with a worker by a supervisor in a quarter; ``quarter`` is its first day."""

    quarter: date
    supervisor: str
    worker: str
    meetings: int
    minutes: int

    @property
    def label(self) -> str:
        """Return the quarter as it is written."""
        return _("%(year)s年第%(number)s季度") % {"year": self.quarter.year, "number": (self.quarter.month + 2) // 3}

    @property
    def hours(self) -> float:
        """Return the minutes as hours, with one decimal."""
        return round(self.minutes / 60, 1)


@dataclass(frozen=True)
class Pair:
    """A worker of the station with her supervisor, how many open cases she has and in how many the supervisor is."""

    worker: Post
    row: Supervision | None
    cases: int
    joined: int


@dataclass(frozen=True)
class Load:
    """A supervisor, how many workers she supervises, and the county's ratio, None where it has set none."""

    supervisor: Post
    workers: int
    limit: int | None

    @property
    def label(self) -> str:
        """Return her name with what she has, and the ratio beside it."""
        name, told = self.supervisor.user.name, {"count": self.workers, "limit": self.limit}
        if self.limit is None:
            return f"{name} · {_('带%(count)d位社工') % told}"
        return f"{name} · {_('带%(count)d位社工，本地定的是%(limit)d位') % told}"


def loads(actor: Actor) -> list[Load]:
    """Return the supervisors in reach, each with how many workers she supervises, in two queries."""
    posts = Post.objects.visible_to(actor).in_force(timezone.localdate()).filter(role=Role.SUPERVISOR)
    rows = Supervision.objects.running().filter(supervisor__in=posts.values("pk")).order_by()
    counts = dict(rows.values_list("supervisor").annotate(count=Count("pk")))
    limit = weights().workers_per_supervisor
    known = posts.select_related("user").order_by("user__name", "id")
    return [Load(one, counts.get(one.pk, 0), limit) for one in known]


def records_of(actor: Actor) -> QuerySet[SupervisionRecord]:
    """Return the meetings an actor may read, with who sat in them at hand."""
    seats = SupervisionSeat.objects.select_related("post__user").order_by("post__user__name", "id")
    rows = SupervisionRecord.objects.visible_to(actor).select_related("supervisor__user", "case")
    return rows.prefetch_related(Prefetch("seats", seats, to_attr="sat"))


def hours(actor: Actor, since: date) -> list[Hours]:
    """Return minutes by quarter, supervisor and worker since a day, newest first, in one query.

    The head of the station sees the sums of her station without a word of what was said; anybody else her own.
    """
    rows = SupervisionSeat.objects.filter(reach(actor), record__taken_back_at=None, record__held_on__gte=since)
    if actor.role != Role.STATION_LEAD:
        rows = rows.filter(Q(record__supervisor__in=[actor.post]) | Q(post__in=[actor.post]))
    told = (
        rows.annotate(quarter=TruncQuarter("record__held_on"))
        .values("quarter", "record__supervisor", "post", "record__supervisor__user__name", "post__user__name")
        .annotate(meetings=Count("record", distinct=True), minutes=Sum("record__minutes"))
        .order_by("-quarter", "record__supervisor__user__name", "post__user__name", "record__supervisor", "post")
    )
    return [
        Hours(
            row["quarter"],
            row["record__supervisor__user__name"],
            row["post__user__name"],
            row["meetings"],
            row["minutes"],
        )
        for row in told
    ]


def pairs(actor: Actor) -> list[Pair]:
    """Return the workers of a station, each with her supervisor, in three queries."""
    today = timezone.localdate()
    posts = Post.objects.visible_to(actor).in_force(today).filter(role__in=CASEWORKERS).select_related("user")
    workers = list(posts.order_by("user__name", "id"))
    rows = Supervision.objects.visible_to(actor).running().select_related("supervisor__user")
    given = {row.worker_id: row for row in rows}
    counts = {row["post"]: row for row in _counts(workers)}
    return [
        Pair(one, given.get(one.pk), *(counts.get(one.pk, {}).get(name, 0) for name in ("cases", "joined")))
        for one in workers
    ]


def _counts(workers: list[Post]) -> list[dict[str, Any]]:
    """Count open cases by worker, and those in whose team her present supervisor is."""
    owned = CaseWorker.objects.filter(post__in=workers, part="owner", ended_at=None, case__state__in=RUNNING)
    with_her = CaseFile.objects.filter(
        team__part="supervisor", team__ended_at=None,
        team__post__in=Supervision.objects.running().filter(worker__in=workers).values("supervisor"),
    )  # fmt: skip
    told = owned.values("post").annotate(
        cases=Count("case", distinct=True),
        joined=Count("case", distinct=True, filter=Q(case__in=with_her.values("pk"))),
    )
    return [dict(row) for row in told.order_by("post")]


def supervised(actor: Actor) -> list[Post]:
    """Return whom an actor supervises now."""
    rows = Supervision.objects.running().filter(supervisor__in=[actor.post]).select_related("worker__user")
    return [row.worker for row in rows.order_by("worker__user__name", "id")]


def supervisor_of(actor: Actor) -> Supervision | None:
    """Return who supervises an actor now."""
    rows = Supervision.objects.running().filter(worker__in=[actor.post]).select_related("supervisor__user")
    return rows.first() if actor.post else None


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week(actor: Actor, monday: date) -> WorkWeek | None:
    """Return what an actor wrote about a week."""
    return WorkWeek.objects.filter(post__in=[actor.post], user_id__in=[actor.user], monday=monday).first()


def weeks(actor: Actor, monday: date) -> QuerySet[WorkWeek]:
    """Return the weeks of those whom an actor supervises, for one Monday."""
    rows = WorkWeek.objects.visible_to(actor).filter(monday=monday).exclude(post__in=[actor.post])
    return rows.select_related("post__user").order_by("post__user__name", "id")


def planned(actor: Actor, monday: date) -> str:
    """Return what the todos already say about a week, a line each, without a name of anybody served."""
    tasks = [task for task in due(actor, monday + timedelta(days=6)) if task.person is None]
    return "\n".join(f"{task.due_on:%m-%d} {task.title}" for task in tasks[:20])


def done(actor: Actor, monday: date) -> str:
    """Return what the records and finished todos already say about a week: counts, no name of anybody served."""
    sunday = monday + timedelta(days=6)
    mine = records.listed(actor, records.Filters(mine=True, start=monday, end=sunday))
    told = mine.order_by().values("kind").annotate(count=Count("pk"), minutes=Sum("minutes")).order_by("kind")
    lines = [
        _("%(kind)s %(count)d 次，%(minutes)d 分钟")
        % {"kind": Kind(row["kind"]).label, "count": row["count"], "minutes": row["minutes"] or 0}
        for row in told
    ]
    ended = Task.objects.filter(done_by=actor.user, done_at__date__gte=monday, done_at__date__lte=sunday)
    if actor.user and (count := ended.count()):
        lines.append(_("办完待办 %(count)d 件") % {"count": count})
    return "\n".join(lines)
