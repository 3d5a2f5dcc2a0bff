"""Verbs after the end: the client is looked after, and a closed case is taken up again when two people agree."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.actions.areas import of_row
from linli.places.models import Division
from linli.practice import packs, policies
from linli.practice.actions.cases import locked, move
from linli.practice.actions.deciding import ask, decide, held
from linli.practice.actions.learning import unlearn
from linli.practice.models import CaseFile, FollowUp, ReopenRequest
from linli.practice.words import text
from linli.records import actions as records
from linli.records.entries import Entry
from linli.records.models import Kind
from linli.tasks import actions as tasks

SOURCE = "practice.follow_up"


@action
def follow_up(row: FollowUp, *, by: Actor, happened_on: date, minutes: int, words: str) -> FollowUp:
    """Write down a look after a client whose case is closed: a record of the case, counted once. Raises ``Refused``."""
    row = _pending(row)
    require(policies.follow_up(by, row))
    if not tidy(words):
        raise Refused(_("请写一句：人现在怎么样。"), "words")
    case = row.case
    place = Division.objects.get(pk=case.grid_id or case.community_id)
    row.record = records.record(
        Entry(
            Kind.FOLLOW_UP, happened_on, place, minutes=minutes, persons=[case.client], undertaking=case.undertaking,
            title=case.number, narrative=text(words, 2000, "words"), protected=True, source=SOURCE,
            source_id=str(row.pk), key=row.pk,
        ),
        by=by,
    )  # fmt: skip
    return _end(row, FollowUp.State.DONE, by, _("做了"))


@action
def skip_follow_up(row: FollowUp, *, by: Actor, why: str) -> FollowUp:
    """Say why a follow-up is not made."""
    row = _pending(row)
    require(policies.skip_follow_up(by, row))
    if not tidy(why):
        raise Refused(_("请写一句为什么不做了。"), "why")
    row.why = text(why, 200, "why")
    return _end(row, FollowUp.State.SKIPPED, by, _("不做了"))


@action
def ask_reopen(case: CaseFile, *, by: Actor, reason: str) -> ReopenRequest:
    """Ask for a closed case to be taken up again. Raises ``Refused``."""
    case = locked(case)
    require(policies.ask_reopen(by, case))
    if not tidy(reason):
        raise Refused(_("请写一句为什么要重开。"), "reason")
    if ReopenRequest.objects.filter(case=case, decided_at=None).exists():
        raise Refused(_("已经提出重开了，等督导或站长来定。"))
    asked = ReopenRequest(case=case, asked_at=timezone.now(), asked_by=by.user, **of_row(case))
    asked.reason = text(reason, 500, "reason")
    asked.save(force_insert=True)
    audit.record("case.reopening_asked", case, by=by)
    ask("case_reopen", _("%(number)s 请看要不要重开") % {"number": case.number}, asked, by)
    return asked


@action
def reopen(asked: ReopenRequest, *, by: Actor) -> CaseFile:
    """Agree: the case goes back to the assessment, and what was planned after its end is not made."""
    case, asked = held(asked)
    require(policies.reopen(by, asked))
    _decided(asked, by, granted=True)
    unlearn(case)
    for row in FollowUp.objects.select_for_update().filter(case=case, state=FollowUp.State.PENDING):
        row.case, row.why = case, _("重开了")
        _end(row, FollowUp.State.SKIPPED, by, _("重开了"))
    if case.undertaking is not None:
        records.take_up(case.undertaking, by=by)
    return move(case, "reopen", by, reason=asked.reason, days=packs.clocks()["assessment_days"])


@action
def refuse_reopen(asked: ReopenRequest, *, by: Actor, answer: str) -> ReopenRequest:
    """Say no, with a reason."""
    case, asked = held(asked)
    require(policies.refuse_reopen(by, asked))
    if not tidy(answer):
        raise Refused(_("请写一句为什么不重开。"), "answer")
    asked.answer = text(answer, 500, "answer")
    audit.record("case.reopening_refused", case, by=by)
    return _decided(asked, by, granted=False)


def _pending(row: FollowUp) -> FollowUp:
    case = locked(row.case)
    row = FollowUp.objects.select_for_update().get(pk=row.pk)
    row.case = case
    return row


def _end(row: FollowUp, state: FollowUp.State, by: Actor, outcome: str) -> FollowUp:
    row.state, row.ended_at = state, timezone.now()
    row.save(update_fields=["state", "ended_at", "record", "why_sealed"])
    tasks.end_tasks_on([row.pk], by=by, place=row, outcome=outcome)
    audit.record("case.followed_up", row.case, by=by, state=state.value)
    return row


def _decided(asked: ReopenRequest, by: Actor, *, granted: bool) -> ReopenRequest:
    decide(asked, by, granted=granted)
    tasks.end_tasks_on([asked.pk], by=by, place=asked, outcome=_("定好了"))
    return asked
