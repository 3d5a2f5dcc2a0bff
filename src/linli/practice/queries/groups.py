"""Groups as lists and pages read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from linli.kernel.actor import Actor
from linli.people import locks
from linli.practice.models.groups import ALIVE, Group, GroupMember, GroupSession, GroupWorker, Stage

STAGES = (Stage.PREPARING, Stage.FORMING, Stage.TURNING, Stage.MATURE, Stage.ENDED)


@dataclass(frozen=True)
class Row:
    """One line of the roll: a member as she may be shown, and what is known of her."""

    member: GroupMember
    name: str
    present: bool
    by_code: bool
    note: str
    closed: bool


def groups(actor: Actor) -> QuerySet[Group]:
    """Return the groups an actor may open, each with its team, its sessions held and its person-times."""
    held = GroupSession.objects.filter(group=OuterRef("pk"), record__isnull=False).order_by().values("group")
    return Group.objects.visible_to(actor).prefetch_related(_team()).annotate(
        held=Coalesce(Subquery(held.annotate(n=Count("pk")).values("n")), 0),
        heads=Coalesce(Subquery(held.annotate(n=Sum("record__head_count")).values("n")), 0),
    )  # fmt: skip


def standing(rows: QuerySet[Group], stage: str) -> QuerySet[Group]:
    """Narrow groups to a stage; without one to those that have not ended."""
    return rows.filter(stage=stage) if stage in Stage.values else rows.filter(stage__in=ALIVE)


def sessions(actor: Actor) -> QuerySet[GroupSession]:
    """Return the sessions of the groups an actor may open."""
    rows = GroupSession.objects.visible_to(actor).select_related("group", "record")
    return rows.prefetch_related(Prefetch("group__groupworkers", _team().queryset, to_attr="team"))


def members(group: Group, actor: Actor) -> list[tuple[GroupMember, Any]]:
    """Return the members of a group with the person as a list may show her."""
    rows = list(
        group.groupmembers.select_related("person").defer("person__search").order_by("left_on", "joined_on", "id")
    )
    return list(zip(rows, locks.unveil([row.person for row in rows], actor), strict=True))


def roll(session: GroupSession, on_that_day: Sequence[GroupMember], actor: Actor) -> list[Row]:
    """Return the roll of a session: who is ticked already, by code or by an earlier call."""
    known = {row.member_id: row for row in session.attendance.all()}
    shut = locks.shut([one.person for one in on_that_day], actor, writing=True)
    told = locks.unveil([one.person for one in on_that_day], actor)
    rows = []
    for member, person in zip(on_that_day, told, strict=True):
        row, closed = known.get(member.pk), member.person_id in shut
        rows.append(
            Row(
                member, str(person), row is not None and row.present, row is not None and row.how == "code",
                row.note if row is not None and not closed else "", closed,
            )
        )  # fmt: skip
    return rows


def steps(group: Group) -> list[dict[str, str]]:
    """Return the five phases for the line on top of a group."""
    stood = Stage(group.stage)
    if stood not in STAGES:
        return [{"label": str(stood.label), "state": "current"}]
    at, over = STAGES.index(stood), stood == Stage.ENDED
    return [
        {"label": str(stage.label), "state": "done" if i < at or over else "current" if i == at else ""}
        for i, stage in enumerate(STAGES)
    ]


def _team() -> Prefetch[Any]:
    rows = GroupWorker.objects.filter(ended_at=None).select_related("post__user").order_by("-leads", "starts_at")
    return Prefetch("groupworkers", rows, to_attr="team")


def unmeasured(group: Group) -> int:
    """Return of how many members a measure is missing."""
    return group.groupmembers.filter(Q(before=None) | Q(after=None), left_on=None).count()
