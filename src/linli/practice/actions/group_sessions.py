"""Verbs of a group's sessions: planned, held with who came and what was noticed, corrected. Each counts once."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people.actions.areas import of_row
from linli.people.models import Person
from linli.places.models import Division
from linli.practice.actions.groups import held as held_group
from linli.practice.models.groups import Attendance, Group, GroupMember, GroupSession
from linli.practice.models.signing import SignCode
from linli.practice.policies import groups as policies
from linli.practice.words import text
from linli.records import actions as records
from linli.records.entries import Entry
from linli.records.models import Kind, Provenance

SOURCE = "practice.group_session"
PLANNED = {"theme": 60, "place": 60, "aim": 500, "steps": 2000, "materials": 500}
MOST = 60


@action
def plan_meeting(group: Group, *, by: Actor, session: GroupSession | None = None, **told: object) -> GroupSession:
    """Plan one more session, or plan ``session`` anew: ``planned_on`` and the texts of ``PLANNED``."""
    group = held_group(group)
    require(policies.plan_meeting(by, group))
    if session is None:
        last = group.groupsessions.order_by("-number").values_list("number", flat=True).first() or 0
        if last >= MOST:
            raise Refused(_("一个小组最多%(most)d节。") % {"most": MOST}, "theme")
        session = GroupSession(group=group, number=last + 1, **of_row(group))
    for name, limit in PLANNED.items():
        setattr(session, name, text(str(told.get(name) or ""), limit, name))
    if not session.theme:
        raise Refused(_("请写这一节的主题。"), "theme")
    planned = told.get("planned_on")
    session.planned_on = planned if isinstance(planned, date) else None
    session.save()
    audit.record("group.session_planned", group, by=by, number=session.number)
    return session


@action
def hold_meeting(
    session: GroupSession, *, by: Actor, held_on: date, minutes: int, present: Collection[UUID], guests: int = 0,
    told: str = "", notes: Mapping[UUID, str] | None = None,
) -> GroupSession:  # fmt: skip
    """Write a session down: who came (keys of members), how many others, how long; one record counts it.

    Whoever's data is restricted is counted and not named. Raises ``Refused``.
    """
    session = _held(session)
    require(policies.hold_meeting(by, session))
    named, heads = _came(session, present, guests, held_on, by)
    entry = Entry(
        kind=Kind.GROUP_SESSION, happened_on=held_on, place=_place(session), minutes=minutes, persons=named,
        head_count=heads, undertaking=session.group.undertaking, title=session.theme, protected=True,
        provenance=Provenance.ON_THE_SPOT if held_on == timezone.localdate() else Provenance.MANUAL,
        source=SOURCE, source_id=str(session.pk),
    )  # fmt: skip
    session.record = records.record(entry, by=by)
    _write(session, held_on, told, notes or {}, by)
    SignCode.objects.filter(session=session, ended_at=None).update(ended_at=timezone.now())
    audit.record("group.session_held", session.group, by=by, number=session.number, heads=heads)
    return session


@action
def correct_meeting(
    session: GroupSession, *, by: Actor, reason: str, held_on: date, minutes: int, present: Collection[UUID],
    guests: int = 0, told: str = "", notes: Mapping[UUID, str] | None = None,
) -> GroupSession:  # fmt: skip
    """Correct what was written down; the record is corrected by a new one that says why."""
    session = _held(session)
    require(policies.correct_meeting(by, session))
    named, heads = _came(session, present, guests, held_on, by)
    assert session.record is not None
    session.record = records.correct(
        session.record, by=by, reason=reason, happened_on=held_on, minutes=minutes, persons=named, head_count=heads
    )
    _write(session, held_on, told, notes or {}, by)
    audit.record("group.session_corrected", session.group, by=by, number=session.number)
    return session


def members_on(session: GroupSession, day: date) -> list[GroupMember]:
    """Return who was in the group on a day, in the order they joined."""
    rows = GroupMember.objects.filter(group=session.group_id).select_related("person").defer("person__search")
    return [row for row in rows.order_by("joined_on", "id") if row.left_on is None or row.left_on >= day]


def _held(session: GroupSession) -> GroupSession:
    rows = GroupSession.objects.select_for_update(of=("self",)).select_related("group__undertaking", "record")
    return rows.get(pk=session.pk)


def _came(
    session: GroupSession, present: Collection[UUID], guests: int, day: date, by: Actor
) -> tuple[list[Person], int]:
    """Note who came and who did not; return whom the record names, and how many came in all."""
    now, wanted = timezone.now(), set(present)
    known = {row.member_id: row for row in session.attendance.select_for_update()}
    members = members_on(session, day)
    if stray := wanted - {member.pk for member in members}:
        raise Refused(_("有%(n)d位不在这个小组的名单里，请重新点一次名。") % {"n": len(stray)}, "present")
    heads = len(wanted) + guests
    if heads == 0:
        raise Refused(_("一个人也没有到，就不用记这一节。可以改个日子。"), "present")
    fresh = []
    for member in members:
        row, there = known.get(member.pk), member.pk in wanted
        if row is None:
            told = {"session": session, "member": member, "present": there, **of_row(session)}
            fresh.append(Attendance(group_id=session.group_id, how="roll", at=now, **told))
        elif row.present != there:
            row.present = there
            row.save(update_fields=["present"])
    Attendance.objects.bulk_create(fresh)
    return [one.person for one in members if one.pk in wanted and one.person.restricted_at is None], heads


def _write(session: GroupSession, day: date, told: str, notes: Mapping[UUID, str], by: Actor) -> None:
    session.held_on, session.told = day, text(told, 5000, "told")
    session.save(update_fields=["record", "held_on", "told_sealed"])
    rows = session.attendance.filter(member__in=notes).select_related("member__person", "member__group")
    for row in rows.defer("member__person__search"):
        if (said := text(notes[row.member_id], 1000, "notes")) != row.note:
            require(policies.note_member(by, row.member))
            row.note = said
            row.save(update_fields=["note_sealed"])


def _place(session: GroupSession) -> Division:
    return Division.objects.get(pk=session.grid_id or session.community_id)
