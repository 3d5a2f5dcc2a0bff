"""Verbs in the margin of a record: answered, settled, read, looked at."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.actions.areas import of_row
from linli.practice import policies
from linli.practice.actions.cases import locked
from linli.practice.models import (
    CaseComment,
    CaseFile,
    CaseSession,
    CaseSight,
    CommentReply,
    GroupSession,
    MeetingReading,
    NoteReading,
)
from linli.practice.words import text

MOST = 100  # notes ticked at once


@action
def answer_comment(said: CaseComment, words: str, *, by: Actor) -> CommentReply:
    """Answer a word in the margin."""
    said.case = locked(said.case)
    require(policies.answer_comment(by, said))
    if not tidy(words):
        raise Refused(_("写一句回复。"), "text")
    made = _reply(said, words, by, settles=False)
    audit.record("comment.answered", made, by=by, about=said.about)
    return made


@action
def resolve_comment(said: CaseComment, *, by: Actor) -> CommentReply:
    """Say that a word in the margin is settled."""
    said.case = locked(said.case)
    require(policies.resolve_comment(by, said))
    made = _reply(said, "", by, settles=True)
    audit.record("comment.settled", made, by=by, about=said.about)
    return made


@action
def read_note(session: CaseSession, *, by: Actor) -> NoteReading:
    """Say that one note has been read."""
    found = _fresh([session])
    for one in found:
        require(policies.read_note(by, one))
    return _read(found, by, together=False)[0]


@action
def read_notes(sessions: Sequence[CaseSession], *, by: Actor) -> list[NoteReading]:
    """Say of several ordinary notes at once that they have been read. One that is not ordinary refuses them all."""
    _some(sessions)
    found = _fresh(sessions)
    for one in found:
        require(policies.read_notes(by, one))
    return _read(found, by, together=True)


@action
def read_meeting(session: GroupSession, *, by: Actor) -> MeetingReading:
    """Say that what was written about one session of a group has been read."""
    found = _fresh_meetings([session])
    for one in found:
        require(policies.read_meeting(by, one))
    return _read_meetings(found, by, together=False)[0]


@action
def read_meetings(sessions: Sequence[GroupSession], *, by: Actor) -> list[MeetingReading]:
    """Say of several ordinary sessions of groups at once that they have been read; one that is not refuses them all."""
    _some(sessions)
    found = _fresh_meetings(sessions)
    for one in found:
        require(policies.read_meetings(by, one))
    return _read_meetings(found, by, together=True)


@action
def see_case(case: CaseFile, *, by: Actor) -> CaseSight:
    """Say that a case has been looked at: what comes from now on is what changed."""
    case = locked(case)
    require(policies.see_case(by, case))
    post = Post.objects.get(pk__in=[by.post])
    seen, _made = CaseSight.objects.update_or_create(
        case=case, user_id=post.user_id, defaults={"post": post, "at": timezone.now(), **of_row(case)}
    )
    audit.record("case.seen", case, by=by)
    return seen


def _some(sessions: Sequence[object]) -> None:
    if not sessions:
        raise Refused(_("一份也没有勾。"))
    if len(sessions) > MOST:
        raise Refused(_("一次最多勾%(most)d份。") % {"most": MOST})


def _fresh_meetings(sessions: Sequence[GroupSession]) -> list[GroupSession]:
    rows = GroupSession.objects.filter(pk__in=[one.pk for one in sessions]).select_related("record", "group")
    return list(rows.order_by("pk"))


def _read_meetings(found: list[GroupSession], by: Actor, *, together: bool) -> list[MeetingReading]:
    post, now = Post.objects.get(pk__in=[by.post]), timezone.now()
    told = []
    for one in found:
        row, fresh = MeetingReading.objects.get_or_create(
            record=one.record, reader=post.user_id, defaults={
                "group": one.group, "session": one, "by_post": post, "by_name": by.name, "at": now,
                "together": together, **of_row(one),
            },
        )  # fmt: skip
        if fresh:
            audit.record("group.session_read", one.group, by=by, number=one.number, together=together)
        told.append(row)
    return told


def _fresh(sessions: Sequence[CaseSession]) -> list[CaseSession]:
    rows = CaseSession.objects.filter(pk__in=[one.pk for one in sessions])
    return list(rows.select_related("record", "case__client").defer("case__client__search").order_by("pk"))


def _read(found: list[CaseSession], by: Actor, *, together: bool) -> list[NoteReading]:
    post = Post.objects.get(pk__in=[by.post])
    known = set(NoteReading.objects.filter(reader=post.user_id, session__in=found).values_list("session", flat=True))
    now = timezone.now()
    for one in found:
        if one.pk not in known:
            NoteReading.objects.create(
                case=one.case, session=one, reader=post.user_id, by_post=post, by_name=by.name, at=now,
                together=together, **of_row(one),
            )  # fmt: skip
            audit.record("session.read", one, by=by, together=together)
    return list(NoteReading.objects.filter(reader=post.user_id, session__in=found))


def _reply(said: CaseComment, words: str, by: Actor, *, settles: bool) -> CommentReply:
    made = CommentReply(
        case=said.case, comment=said, settles=settles, at=timezone.now(), by_post_id=by.post, by_name=by.name,
        **of_row(said),
    )  # fmt: skip
    made.text = text(words, 1000, "text")
    made.save(force_insert=True)
    return made
