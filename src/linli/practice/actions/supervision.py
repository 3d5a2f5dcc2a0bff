"""Verbs of supervision: a supervisor for a worker, what was talked over and agreed, the week before and after."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.actions.access import check_of
from linli.places.models import Level
from linli.practice import policies
from linli.practice.actions.cases import assign, release
from linli.practice.models import (
    CaseFile,
    CaseWorker,
    Supervision,
    SupervisionRecord,
    SupervisionSeat,
    WorkWeek,
)
from linli.practice.models.cases import RUNNING
from linli.practice.weights import weights
from linli.practice.words import text
from linli.tasks.actions import open_task

Part, Kind, Theme = CaseWorker.Part, SupervisionRecord.Kind, SupervisionRecord.Theme


@dataclass(frozen=True)
class Supervised:
    """What giving a supervisor did: the row, how many cases she joined, which not and why, how many workers she has.

    ``limit`` is the county's ratio when it has set one and it is passed, else None.
    """

    row: Supervision
    joined: int
    left_out: list[tuple[str, str]]
    workers: int
    limit: int | None


@dataclass(frozen=True)
class Todo:
    """Who promised something in a meeting, by when. What it is stands sealed in the record."""

    post: Post
    due_on: date


@dataclass(frozen=True)
class Meeting:
    """A supervision as it is told; ``posts`` is who was supervised, ``case`` what a conference was about."""

    kind: str
    held_on: date
    minutes: int
    posts: Sequence[Post]
    talked: str
    agreed: str = ""
    themes: Sequence[str] = ()
    case: CaseFile | None = None
    todos: Sequence[Todo] = field(default_factory=tuple)


@action
def supervise(worker: Post, supervisor: Post, *, by: Actor) -> Supervised:
    """Give a worker her supervisor and put her into the teams of the worker's open cases, in one act.

    Said again it fetches in the cases that were opened since. Whoever supervised before leaves those teams. A case
    that she cannot join (a child's without her check) is left out and named; nothing else waits for it.
    """
    require(policies.supervise(by, worker, supervisor))
    now = timezone.now()
    row = Supervision.objects.select_for_update(of=("self",)).running().filter(worker=worker).first()
    before = row.supervisor_id if row is not None else None
    if row is not None and before != supervisor.pk:
        _end(row, now)
        row = None
    if row is None:
        row = Supervision.objects.create(
            supervisor=supervisor, worker=worker, starts_at=now, given_by=by.user, **_lies(worker)
        )
        audit.record("supervision.given", row, by=by, supervisor=str(supervisor.pk), worker=str(worker.pk))
    joined, left_out = _join_teams(worker, supervisor, before, by)
    count = Supervision.objects.running().filter(supervisor=supervisor).count()
    limit = weights().workers_per_supervisor
    return Supervised(row, joined, left_out, count, limit if limit is not None and count > limit else None)


@action
def end_supervision(row: Supervision, *, by: Actor) -> Supervision:
    """End a supervision; the teams of the worker's cases lose that supervisor with it."""
    row = Supervision.objects.select_for_update(of=("self",)).select_related("worker").get(pk=row.pk)
    require(policies.end_supervision(by, row))
    if row.ended_at is None:
        _end(row, timezone.now())
        for held in _held(row.worker, row.supervisor_id):
            release(held, by=by)
        audit.record("supervision.ended", row, by=by)
    return row


@action
def record_supervision(told: Meeting, *, by: Actor) -> SupervisionRecord:
    """Write a meeting down, with the hours of everybody who sat in it and todos for what was agreed."""
    posts = list({post.pk: post for post in told.posts}.values())
    require(policies.record_supervision(by, posts, told.case))
    _hangs_together(told, posts)
    held = Post.objects.select_related("place").get(pk__in=[by.post])
    made = SupervisionRecord(
        kind=told.kind, held_on=told.held_on, minutes=told.minutes, supervisor=held, supervisor_user=held.user_id,
        case=told.case, themes=list(told.themes), recorded_at=timezone.now(), **_lies(posts[0]),
    )  # fmt: skip
    made.talked, made.agreed = text(told.talked, 4000, "talked"), text(told.agreed, 2000, "agreed")
    made.save(force_insert=True)
    SupervisionSeat.objects.bulk_create(
        SupervisionSeat(record=made, post=post, user_id=post.user_id, **_lies(post)) for post in posts
    )
    audit.record("supervision.recorded", made, by=by, kind=told.kind, minutes=told.minutes, seats=len(posts))
    title = _("督导说好的事（%(day)s那次）") % {"day": told.held_on.strftime("%Y-%m-%d")}
    for todo in told.todos:
        open_task("supervision_todo", title, todo.due_on, by=by, place=made, owner=todo.post, subject=made)
    return made


@action
def take_back_supervision(row: SupervisionRecord, *, by: Actor) -> SupervisionRecord:
    """Take a meeting back that was written down wrongly: it stays readable and counts no more."""
    row = SupervisionRecord.objects.select_for_update(of=("self",)).get(pk=row.pk)
    require(policies.take_back_supervision(by, row))
    row.taken_back_at = timezone.now()
    row.save(update_fields=["taken_back_at"])
    audit.record("supervision.taken_back", row, by=by)
    return row


@action
def plan_week(monday: date, plan: str, wish: str, *, by: Actor) -> WorkWeek:
    """Write what a week is for, and where help of the supervisor is wanted."""
    week = _week(monday, by)
    require(policies.plan_week(by, week))
    if not tidy(plan):
        raise Refused(_("写一写这周要做什么，几条就行。"), "plan")
    week.plan, week.wish = text(plan, 2000, "plan"), text(wish, 1000, "wish")
    week.planned_at = timezone.now()
    week.save()
    audit.record("week.planned", week, by=by)
    return week


@action
def review_week(monday: date, went: str, learned: str, *, by: Actor) -> WorkWeek:
    """Look back on a week: what came of it, and what is to be different."""
    week = _week(monday, by)
    require(policies.review_week(by, week))
    if monday > timezone.localdate():
        raise Refused(_("这一周还没到。"), "went")
    if not tidy(went):
        raise Refused(_("写一写这周做到了什么。"), "went")
    week.went, week.learned = text(went, 2000, "went"), text(learned, 1000, "learned")
    week.reviewed_at = timezone.now()
    week.save()
    audit.record("week.reviewed", week, by=by)
    return week


def _week(monday: date, by: Actor) -> WorkWeek:
    if monday.weekday():
        raise Refused(_("一周从周一开始，请从页面上选。"), "plan")
    post = Post.objects.select_related("place").filter(pk__in=[by.post]).first()
    if post is None:
        raise Refused(_("请先选一个岗位，再开始写。"), "plan")
    kept = WorkWeek.objects.select_for_update(of=("self",)).filter(post=post, user_id=post.user_id, monday=monday)
    return kept.first() or WorkWeek(post=post, user_id=post.user_id, monday=monday, **_lies(post))


def _hangs_together(told: Meeting, posts: list[Post]) -> None:
    today = timezone.localdate()
    if told.kind not in Kind.values:
        raise Refused(_("请选是哪一种督导。"), "kind")
    if not posts:
        raise Refused(_("请选和谁谈的。"), "posts")
    if told.kind == Kind.INDIVIDUAL and len(posts) > 1:
        raise Refused(_("个别督导是和一位社工谈；几位一起，请选“团体督导”。"), "posts")
    if told.kind == Kind.GROUP and len(posts) < 2:
        raise Refused(_("团体督导至少两位社工；只有一位，请选“个别督导”。"), "posts")
    if told.case is not None and told.kind != Kind.CONFERENCE:
        raise Refused(_("只有“个案研讨”才选个案。"), "case")
    if told.held_on > today:
        raise Refused(_("还没到这一天，谈过了再记。"), "held_on")
    if told.held_on < today - timedelta(days=366):
        raise Refused(_("这是一年多以前的事，请看看日期对不对。"), "held_on")
    if not 5 <= told.minutes <= 480:
        raise Refused(_("写谈了多少分钟，5 到 480 之间。"), "minutes")
    if not tidy(told.talked):
        raise Refused(_("写一写谈了什么，几句也行。"), "talked")
    if set(told.themes) - set(Theme.values):
        raise Refused(_("主题请从列出来的里面选。"), "themes")
    known = {post.pk for post in posts}
    if any(todo.post.pk not in known or todo.due_on < today for todo in told.todos):
        raise Refused(_("约定的事交给在场的人，到期的日子在今天或以后。"), "todos")


def _join_teams(worker: Post, supervisor: Post, before: object, by: Actor) -> tuple[int, list[tuple[str, str]]]:
    joined, left_out, check = 0, [], check_of(supervisor)
    if before is not None and before != supervisor.pk:
        for row in _held(worker, before):
            release(row, by=by)
    for case in _cases_of(worker).exclude(team__in=_seats(supervisor)).order_by("number"):
        refusal = policies.assign(by, case, supervisor, Part.SUPERVISOR, check)
        if refusal is None:
            assign(case, supervisor, Part.SUPERVISOR, by=by)
            joined += 1
        else:
            left_out.append((case.number, str(refusal)))
    return joined, left_out


def _cases_of(worker: Post) -> "models.QuerySet[CaseFile]":
    owned = CaseWorker.objects.filter(post=worker, part=Part.OWNER, ended_at=None)
    rows = CaseFile.objects.filter(team__in=owned, state__in=RUNNING).select_related("client")
    return rows.defer("client__search")


def _seats(supervisor: object) -> "models.QuerySet[CaseWorker]":
    return CaseWorker.objects.filter(post__in=[supervisor], part=Part.SUPERVISOR, ended_at=None)


def _held(worker: Post, supervisor: object) -> list[CaseWorker]:
    return list(_seats(supervisor).filter(case__in=_cases_of(worker)))


def _end(row: Supervision, now: datetime) -> None:
    row.ended_at = now
    row.save(update_fields=["ended_at"])


def _lies(post: Post) -> dict[str, int | None]:
    """Return the areas of a post's own place."""
    place = post.place
    if place is None:
        raise Refused(_("这个岗位没有地方，不能记督导。"))
    county = place.county_id or place.pk
    town = place.town_id or (place.pk if place.level == Level.TOWN else None)
    return {"county_id": county, "town_id": town, "community_id": None, "grid_id": None}
