"""Sources of a group's papers: plan, sessions, who came, what was measured. What was noticed of one stays out."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Sum

from linli.kernel.actor import Actor
from linli.people import locks
from linli.practice.models import Attendance, Group, GroupMember, GroupWorker
from linli.practice.papers.words import SPARE, Row, day

HOW = dict(Attendance.How.choices)


def group(found: Group, _by: Actor) -> list[Row]:
    """Tell the plan, the team and how the group ended."""
    team = GroupWorker.objects.filter(group=found, ended_at=None).select_related("post__user").order_by("starts_at")
    held = found.groupsessions.filter(record__isnull=False)
    scale = f"{found.scale}（{found.scale_low}—{found.scale_high}）" if found.scale else ""
    heads = held.aggregate(heads=Sum("record__head_count"))["heads"] or 0
    return [
        {
            "name": found.name, "stage": str(found.get_stage_display()), "opened": day(found.opened_at),
            "leaders": "、".join(row.post.user.name for row in team if row.leads),
            "helpers": "、".join(row.post.user.name for row in team if not row.leads),
            "background": found.background, "theory": found.theory, "goals": found.goals,
            "recruitment": found.recruitment, "difficulties": found.difficulties, "method": found.method,
            "budget": found.budget, "scale": scale, "approved": day(found.approved_at), "ended": day(found.ended_at),
            "evaluation": found.evaluation, "held": str(len(held)), "heads": str(heads),
        }
    ]  # fmt: skip


def meetings(found: Group, _by: Actor) -> Iterator[Row]:
    """Tell the sessions, planned and held, the first first."""
    for one in found.groupsessions.select_related("record").order_by("number"):
        record = one.record
        yield {
            "id": str(one.pk), "number": str(one.number), "planned": day(one.planned_on), "held": day(one.held_on),
            "place": one.place, "theme": one.theme, "aim": one.aim, "steps": one.steps, "materials": one.materials,
            "minutes": str(record.minutes or "") if record else "", "told": one.told,
            "heads": str(record.head_count) if record else "",
        }  # fmt: skip


def members(found: Group, by: Actor) -> list[Row]:
    """Tell the members as a list shows them to whoever prints, with what was measured."""
    rows = [row for row in _members(found) if row.left_on is None]
    return [
        {
            "order": str(order), "name": name, "before": _number(row.before), "after": _number(row.after),
            "change": _number(row.change), "sign": "",
        }
        for order, (row, name) in enumerate(zip(rows, _names(rows, by), strict=True), start=1)
    ]  # fmt: skip


def roll(found: Group, by: Actor) -> list[Row]:
    """Tell who signs in at each session (``of`` names it): its members, and lines for whoever comes along."""
    rows, known = _members(found), {(one.session_id, one.member_id): one for one in found.attendances.all()}
    names = _names(rows, by)
    told = []
    for session in found.groupsessions.order_by("number"):
        there = [(row, name) for row, name in zip(rows, names, strict=True) if _in_group(row, session.held_on)]
        for order, (row, name) in enumerate(there, start=1):
            one = known.get((session.pk, row.pk))
            came = one is not None and one.present
            told.append({
                "of": str(session.pk), "order": str(order), "name": name, "came": "√" if came else "",
                "how": str(HOW[one.how]) if one and came else "", "sign": "",
            })  # fmt: skip
        blank = SPARE if session.held_on is None else 0
        told += [_line(str(session.pk), len(there) + number) for number in range(1, blank + 1)]
    return told


def steps(found: Group, _by: Actor) -> list[Row]:
    """Tell the road of the group."""
    return [
        {"at": day(one.at), "step": f"{one.get_came_from_display()} → {one.get_to_display()}", "by": one.by_name}
        for one in found.groupmoves.order_by("at", "id")
    ]


def _members(found: Group) -> list[GroupMember]:
    rows = found.groupmembers.select_related("person").defer("person__search")
    return list(rows.order_by("joined_on", "id"))


def _names(rows: list[GroupMember], by: Actor) -> list[str]:
    return [one.name for one in locks.unveil([row.person for row in rows], by)]


def _in_group(row: GroupMember, held: date | None) -> bool:
    return row.left_on is None or (held is not None and row.left_on >= held)


def _line(session: str, order: int) -> Row:
    return {"of": session, "order": str(order), "name": "", "came": "", "how": "", "sign": ""}


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
