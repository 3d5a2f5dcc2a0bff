"""Verbs of the end: asked for with views and reasons, agreed on by somebody else; then nothing writes in the file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.actions.areas import of_row
from linli.people.limits import months_on
from linli.practice import packs, policies
from linli.practice.actions.cases import locked, move
from linli.practice.actions.deciding import ask, decide, held
from linli.practice.actions.learning import learn
from linli.practice.actions.road import owner_of
from linli.practice.models import CaseClosure, CaseFile, FollowUp
from linli.practice.models.closings import Reason
from linli.practice.queries.checklist import Told, lines
from linli.practice.queries.todos import rows_of
from linli.practice.words import text
from linli.records import actions as records
from linli.tasks import actions as tasks

KIND, FOLLOW = "case_close", "case_follow_up"


@dataclass(frozen=True)
class Ending:
    """What is said at the end of a case. ``why``: the reason for each line of the list that is not done, by code."""

    reason: str
    face: int | None = None
    client_words: str = ""
    guardian_words: str = ""
    reflection: str = ""
    follow_ups: Sequence[int] = ()
    why: Mapping[str, str] = field(default_factory=dict)


@action
def propose_closing(case: CaseFile, ending: Ending, *, by: Actor) -> CaseClosure:
    """Ask for a case to be closed. Each line of the list that is not done needs its reason; the snapshot is kept.

    A death, or consent taken back, is the reason of every line by itself, and no follow-up is planned. Raises
    ``Refused`` naming the field: ``why_<code>`` for a missing reason.
    """
    case = locked(case)
    require(policies.propose_closing(by, case))
    _hangs_together(case, ending)
    if CaseClosure.objects.filter(case=case, decided_at=None).exists():
        raise Refused(_("已经提出结案了，等督导或站长来定。"))
    excuse = excused(case)
    closure = CaseClosure(
        case=case, reason=ending.reason, face=ending.face, follow_ups=[] if excuse else list(ending.follow_ups),
        asked_at=timezone.now(), asked_by=by.user, **of_row(case),
    )  # fmt: skip
    closure.reflection = text(ending.reflection, 2000, "reflection")
    if not excuse:
        closure.client_words = text(ending.client_words, 500, "client_words")
        closure.guardian_words = text(ending.guardian_words, 500, "guardian_words")
    closure.save(force_insert=True)
    closure.blockers = _snapshot(lines(case), ending, excuse)
    closure.save(update_fields=["blockers_sealed"])
    audit.record("case.closing_asked", case, by=by, reason=ending.reason)
    ask(KIND, _("%(number)s 请看能不能结案") % {"number": case.number}, closure, by)
    return closure


@action
def close(closure: CaseClosure, *, by: Actor) -> CaseFile:
    """Agree: the case is closed, its todos end, the file is locked, and follow-ups stand in the days to come."""
    case, closure = held(closure)
    require(policies.close(by, closure))
    decide(closure, by, granted=True)
    tasks.end_tasks_on(rows_of(case), by=by, place=case, outcome=_("结案了"))
    if case.undertaking is not None:
        records.conclude(case.undertaking, timezone.localdate(), by=by)
    case = move(case, "close", by, reason=str(closure.get_reason_display()))
    learn(case, closure, by)
    for months in [] if excused(case) else closure.follow_ups:
        _plan(case, months_on(timezone.localdate(), months), by)
    return case


@action
def return_closing(closure: CaseClosure, *, by: Actor, answer: str) -> CaseClosure:
    """Send it back with a reason; whoever asked has a todo and may ask again."""
    case, closure = held(closure)
    require(policies.return_closing(by, closure))
    if not tidy(answer):
        raise Refused(_("请写一句为什么退回。"), "answer")
    closure.answer = text(answer, 500, "answer")
    decide(closure, by, granted=False)
    tasks.end_tasks_on([closure.pk], by=by, place=case, outcome=_("退回了"))
    audit.record("case.closing_returned", case, by=by)
    title = _("%(number)s 结案退回来了，请看原因") % {"number": case.number}
    tasks.open_task(KIND, title, timezone.localdate(), by=by, place=case, owner=owner_of(case), subject=closure)
    return closure


def excused(case: CaseFile) -> str:
    """Return what stands for every missing reason: a death, or consent taken back; '' for neither."""
    if case.client.died_on is not None:
        return _("服务对象已经去世")
    return _("服务对象已经收回同意") if policies.agreed(case) is not None else ""


def _hangs_together(case: CaseFile, ending: Ending) -> None:
    if ending.reason not in Reason.values:
        raise Refused(_("请选为什么结案。"), "reason")
    if (ending.reason == Reason.DIED) != (case.client.died_on is not None):
        raise Refused(_("人去世了，先在居民页登记；登记过的，原因只能选“去世”。"), "reason")
    if ending.face is not None and not 1 <= ending.face <= 5:
        raise Refused(_("请在五张脸里选一张。"), "face")
    if set(ending.follow_ups) - set(packs.follow_ups()):
        raise Refused(_("没有这个回访时间，请重新选。"), "follow_ups")


def _snapshot(found: list[Told], ending: Ending, excuse: str) -> str:
    """Return what is missing with its reasons; the first without one refuses."""
    blockers = []
    for line in found:
        why = "" if line.done else text(ending.why.get(line.code, "") or excuse, 200, f"why_{line.code}")
        if not line.done and not why:
            raise Refused(
                _("“%(line)s”还没有完成：请先去做，或写一句为什么。") % {"line": line.label}, f"why_{line.code}"
            )
        if not line.done:
            blockers.append({"code": line.code, "label": line.label, "why": why})
    return json.dumps(blockers, ensure_ascii=False)


def _plan(case: CaseFile, day: date, by: Actor) -> None:
    row = FollowUp.objects.create(case=case, due_on=day, **of_row(case))
    title = _("%(number)s 结案后回访") % {"number": case.number}
    tasks.open_task(FOLLOW, title, day, by=by, place=case, owner=owner_of(case), subject=row)
