"""Verbs of a referral out: opened with the client's word, one step at a time, each with its clock."""

from collections.abc import Collection
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.actions.areas import of_row
from linli.people.words import line
from linli.practice import packs, policies
from linli.practice.actions.cases import locked
from linli.practice.actions.road import owner_of
from linli.practice.models import CaseFile, Referral, ReferralStep
from linli.practice.models.referrals import OVER, STEPS, Enclosed
from linli.practice.words import text
from linli.tasks import actions as tasks

KIND = "case_referral"
ANSWERS = frozenset({"succeed", "fail", "complete"})


@action
def open_referral(
    case: CaseFile, *, by: Actor, to_name: str, reason: str, summary: str = "", contact: str = "", telephone: str = "",
    materials: Collection[str] = (), organisation: Organisation | None = None,
) -> Referral:  # fmt: skip
    """Begin to hand a client on; nothing is told to the other side yet. Raises ``Refused``."""
    case = locked(case)
    require(policies.open_referral(by, case))
    name = line(organisation.name if organisation else to_name, 100, "to_name")
    if not name:
        raise Refused(_("请写转给哪里。"), "to_name")
    if not tidy(reason):
        raise Refused(_("请写一句为什么转。"), "reason")
    if set(materials) - set(Enclosed.values):
        raise Refused(_("没有这种材料，请重新选。"), "materials")
    if Referral.objects.filter(case=case, to_name=name).exclude(state__in=OVER).exists():
        raise Refused(_("已经在转给这一家了。"), "to_name")
    made = Referral(
        case=case, organisation=organisation, to_name=name, contact=line(contact, 50, "contact"),
        telephone=line(telephone, 30, "telephone"), materials=list(materials), asked_at=timezone.now(), **of_row(case),
    )  # fmt: skip
    made.reason, made.summary = text(reason, 500, "reason"), text(summary, 2000, "summary")
    made.save(force_insert=True)
    audit.record("case.referral_opened", case, by=by, referral=str(made.pk))
    return _stands(made, "open", by)


@action
def step_referral(referral: Referral, verb: str, *, by: Actor, note: str = "") -> Referral:
    """Take the next step; an answer of the other side, and the end, are written in words."""
    case = locked(referral.case)
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    referral.case = case
    require(policies.step_referral(by, referral, verb))
    if verb in ANSWERS and not tidy(note):
        raise Refused(_("请写一句对方怎么说，或人现在怎么样。"), "note")
    referral.state = STEPS[verb][1]
    if verb in ("succeed", "fail"):
        referral.reply = text(note, 500, "note")
    audit.record("case.referral_moved", case, by=by, referral=str(referral.pk), step=verb)
    return _stands(referral, verb, by, note)


def _stands(referral: Referral, verb: str, by: Actor, note: str = "") -> Referral:
    """Keep the step, and give the worker responsible a todo for the next by the day its clock says."""
    step = ReferralStep(
        referral=referral, case=referral.case, verb=verb, to=referral.state, at=timezone.now(), by_name=by.name,
        **of_row(referral.case),
    )  # fmt: skip
    step.note = text(note, 500, "note")
    tasks.end_tasks_on([referral.pk], by=by, place=referral, outcome=str(referral.get_state_display()))
    days = packs.referral_clocks().get(referral.state)
    referral.due_on = timezone.localdate() + timedelta(days=days) if days else None
    referral.save()
    step.save(force_insert=True)
    if referral.due_on is not None:
        title = _("%(number)s 转介：%(state)s") % {
            "number": referral.case.number, "state": referral.get_state_display(),
        }  # fmt: skip
        owner = owner_of(referral.case)
        tasks.open_task(KIND, title, referral.due_on, by=by, place=referral, owner=owner, subject=referral)
    return referral
