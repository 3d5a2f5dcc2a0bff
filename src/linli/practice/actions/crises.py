"""Verbs of a crisis: recorded in a tap, the supervisor and the head of the station told at once, its outcome noted."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.actions.areas import of_row
from linli.practice import packs, policies
from linli.practice.actions.cases import locked
from linli.practice.models import CaseFile, CaseWorker, CrisisResponse
from linli.practice.words import text
from linli.tasks import actions as tasks

KIND = "case_crisis"


@action
def raise_crisis(case: CaseFile, kind: str, *, by: Actor) -> CrisisResponse:
    """Record that somebody is in danger now; one of this kind that runs already is returned. Raises ``Refused``."""
    case = locked(case)
    require(policies.raise_crisis(by, case))
    if kind not in packs.crises():
        raise Refused(_("请选是哪一种危机。"), "kind")
    running = CrisisResponse.objects.filter(case=case, kind=kind, ended_at=None).first()
    if running is not None:
        return running
    made = CrisisResponse.objects.create(
        case=case, kind=kind, at=timezone.now(), by_post_id=by.post, by_name=by.name, **of_row(case)
    )
    audit.record("case.crisis", case, by=by, crisis=kind)
    title = _("危机 %(number)s：马上打电话给%(who)s") % {"number": case.number, "who": by.name or _("记录人")}
    today = timezone.localdate()
    for row in case.team.filter(ended_at=None, part=CaseWorker.Part.SUPERVISOR).select_related("post"):
        tasks.open_task(KIND, title, today, by=by, place=case, owner=row.post, subject=made)
    tasks.open_task(KIND, title, today, by=by, place=case, role="station_lead", subject=made)
    return made


@action
def note_crisis(crisis: CrisisResponse, *, by: Actor, outcome: str) -> CrisisResponse:
    """Say who was told and how it ended. Raises ``Refused``."""
    crisis = CrisisResponse.objects.select_for_update(of=("self",)).select_related("case").get(pk=crisis.pk)
    require(policies.note_crisis(by, crisis))
    if not tidy(outcome):
        raise Refused(_("请写一句：打给了谁，人现在怎么样。"), "outcome")
    crisis.outcome = text(outcome, 500, "outcome")
    crisis.ended_at = timezone.now()
    crisis.save(update_fields=["outcome_sealed", "ended_at"])
    tasks.end_tasks_on([crisis.pk], by=by, place=crisis, outcome=_("危机过去了"))
    audit.record("case.crisis_ended", crisis.case, by=by, crisis=crisis.kind)
    return crisis
