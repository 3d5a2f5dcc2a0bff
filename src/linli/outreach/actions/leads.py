"""The verbs of leads: what a visit brings, and who looks at it."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.period import working_days_on
from linli.kernel.policy import action, require
from linli.kernel.text import tidy
from linli.outreach import policies, queries
from linli.outreach.conditions import lead_due
from linli.outreach.models import HardshipLead
from linli.people.models import Placed
from linli.records.entries import Entry
from linli.records.models import ServiceRecord
from linli.tasks import actions as tasks
from linli.tasks.models import Task
from linli.tasks.policies import finish_task as finish_task_policy


@action
def close_lead(lead: HardshipLead, *, by: Actor) -> HardshipLead:
    """Say that a lead was looked at (doing its todo says the same). Raises ``Refused``."""
    lead = HardshipLead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    require(policies.close_lead(by, lead))
    lead.closed_at = timezone.now()
    lead.save(update_fields=["closed_at"])
    audit.record("lead.closed", lead, by=by, kind=lead.kind)
    return lead


@action
def screen_lead(
    lead: HardshipLead, verdict: str, *, by: Actor, reason: str = "", known: HardshipLead | None = None
) -> HardshipLead:
    """Say what a lead is: accepted (its owner has a todo), no lead (with a reason), or one known already.

    Its first todo ends with it where it is the actor's own. Raises ``Refused``.
    """
    lead = HardshipLead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    reason = tidy(reason)[:200]
    require(policies.screen_lead(by, lead, verdict, reason, known))
    lead.screening, lead.reason, lead.closed_at = verdict, reason, timezone.now()
    lead.known = known if verdict == HardshipLead.Screening.KNOWN else None
    lead.save(update_fields=["screening", "reason", "known", "closed_at"])
    audit.record("lead.screened", lead, by=by, kind=lead.kind, verdict=verdict)
    for task in Task.objects.filter(kind="lead", subject=lead.pk, done_at=None):
        if finish_task_policy(by, task) is None:
            tasks.finish_task(task, by=by, outcome=str(lead.get_screening_display()))
    if verdict == HardshipLead.Screening.ACCEPTED:
        title = _("跟进线索：%(who)s") % {"who": called(lead.record)}
        give("lead_follow", title, lead_due(timezone.localdate()), lead.record, by, lead.owner)
    return lead


@action
def answer_harm(lead: HardshipLead, answer: str, *, by: Actor) -> HardshipLead:
    """Say whether signs of harm were seen at the door of a child; a lead that is in doubt is looked at sooner.

    ``yes`` makes it due today (whoever says so goes on to the report), ``unsure`` on the next working day. Raises
    ``Refused``.
    """
    lead = HardshipLead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    require(policies.answer_harm(by, lead, answer))
    lead.harm, today = answer, timezone.localdate()
    days = {HardshipLead.Harm.YES: today, HardshipLead.Harm.UNSURE: working_days_on(today, 1)}
    if (day := days.get(HardshipLead.Harm(answer))) is not None and day < lead.due_on:
        lead.due_on = day
        tasks.end_tasks_on([lead.pk], by=by, place=lead, outcome=str(lead.get_harm_display()), kinds=["lead"])
        title = _("先看这一条：%(who)s") % {"who": called(lead.record)}
        give("lead", title, day, lead.record, by, lead.owner, subject=lead)
    lead.save(update_fields=["harm", "due_on"])
    audit.record("lead.harm_answered", lead, by=by, answer=answer)
    return lead


def end_with_todo(task: Task, by: Actor) -> None:
    """Close the lead whose todo is being done, if it is still open."""
    lead = HardshipLead.objects.filter(pk__in=[task.subject], closed_at=None).first()
    if lead is not None:
        close_lead(lead, by=by)


def find(made: ServiceRecord, entry: Entry, kind: str, name: str, codes: Sequence[str], by: Actor) -> None:
    """Write down a lead that a visit brought, with its owner, its day and its todo; called inside an action."""
    owner = owner_of(made, by)
    person = entry.persons[0] if entry.persons else None
    lead = HardshipLead.objects.create(
        record=made, kind=kind, signs=list(codes), household=made.household, person=person, owner=owner,
        due_on=lead_due(made.happened_on), **{column: getattr(made, column) for column in tasks.AREAS},
    )  # fmt: skip
    audit.record("lead.found", lead, by=by, kind=kind)
    title = _("%(kind)s：%(who)s，请看一看") % {"kind": name, "who": called(made)}
    give("lead", title, lead.due_on, made, by, owner, subject=lead)


def owner_of(made: Placed, by: Actor) -> Post:
    """A lead goes to a social worker: the visitor herself when she is one, else one of the place's station."""
    if by.role in (Role.SOCIAL_WORKER, Role.STATION_LEAD):
        return own_post(by)
    found = queries.holders((Role.SOCIAL_WORKER, Role.STATION_LEAD), made)
    return found[0] if found else own_post(by)


def own_post(by: Actor) -> Post:
    """Return the post somebody acts in."""
    return Post.objects.get(pk__in=[by.post])


def give(
    kind: str, title: str, day: date, made: ServiceRecord, by: Actor, owner: Post, *, subject: Model | None = None
) -> Task:
    """Open a todo that follows from a record; it is about ``subject``, or the record itself."""
    person = made.beneficiaries.values_list("person_id", flat=True).first()
    about = subject or made
    return tasks.open_task(kind, title, day, by=by, place=made, owner=owner, person=person, subject=about)


def called(made: ServiceRecord) -> str:
    """Return whom a record is about as a todo says it: 称呼 and door, or the subject."""
    names = "、".join(str(row.person) for row in made.beneficiaries.select_related("person")[:3])
    home = made.household.address if made.household else ""
    return " ".join(part for part in (home, names) if part) or made.title or made.get_kind_display()
