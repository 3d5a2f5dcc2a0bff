"""The verbs of outreach: a visit is one record with what was seen, the lead it brings, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.outreach import policies, queries
from linli.outreach.conditions import lead_due, lead_of
from linli.outreach.models import HardshipLead, HomeVisit
from linli.records import actions as records
from linli.records.entries import Entry
from linli.records.models import ServiceRecord
from linli.tasks import actions as tasks
from linli.tasks.models import Task


@dataclass(frozen=True)
class Next:
    """What comes after: nothing, or the visitor comes back on a day, or the station's social workers take over."""

    again_on: date | None = None
    hand_over: bool = False


NOTHING = Next()


@action
def visit(entry: Entry, codes: Sequence[str] = (), *, by: Actor, then: Next = NOTHING) -> ServiceRecord:
    """Write a visit or a call at home: the record, what was seen, the lead it brings and the todos, all or nothing.

    ``codes`` are conditions of the pack. The same key again returns the first record and adds nothing. Raises
    ``Refused``.
    """
    require(policies.visit(by, entry, codes))
    made = records.record(entry, by=by)
    if HomeVisit.objects.filter(record=made).exists():
        return made
    areas = {name: getattr(made, name) for name in tasks.AREAS}
    HomeVisit.objects.create(record=made, household=made.household, conditions=list(dict.fromkeys(codes)), **areas)
    if (rule := lead_of(codes)) is not None:
        _lead(made, entry, rule.kind, rule.name, codes, by)
    _then(made, then, by)
    return made


@action
def arrange(record: ServiceRecord, then: Next, *, by: Actor) -> ServiceRecord:
    """Put what comes after any record into the todos. Raises ``Refused``."""
    require(policies.arrange(by, record))
    _then(record, then, by)
    return record


@action
def close_lead(lead: HardshipLead, *, by: Actor) -> HardshipLead:
    """Say that a lead was looked at (doing its todo says the same). Raises ``Refused``."""
    lead = HardshipLead.objects.select_for_update(of=("self",)).get(pk=lead.pk)
    require(policies.close_lead(by, lead))
    lead.closed_at = timezone.now()
    lead.save(update_fields=["closed_at"])
    audit.record("lead.closed", lead, by=by, kind=lead.kind)
    return lead


def end_with_todo(task: Task, by: Actor) -> None:
    """Close the lead whose todo is being done, if it is still open."""
    lead = HardshipLead.objects.filter(record=task.subject, closed_at=None).first()
    if lead is not None:
        close_lead(lead, by=by)


def _lead(made: ServiceRecord, entry: Entry, kind: str, name: str, codes: Sequence[str], by: Actor) -> None:
    owner = _owner(made, by)
    person = entry.persons[0] if entry.persons else None
    lead = HardshipLead.objects.create(
        record=made, kind=kind, signs=list(codes), household=made.household, person=person, owner=owner,
        due_on=lead_due(made.happened_on), **{column: getattr(made, column) for column in tasks.AREAS},
    )  # fmt: skip
    audit.record("lead.found", lead, by=by, kind=kind)
    title = _("%(kind)s:%(who)s,请看一看") % {"kind": name, "who": called(made)}
    _give("lead", title, lead.due_on, made, by, owner)


def _owner(made: ServiceRecord, by: Actor) -> Post:
    """A lead goes to a social worker: the visitor herself when she is one, else one of the place's station."""
    if by.role in (Role.SOCIAL_WORKER, Role.STATION_LEAD):
        return _own(by)
    found = queries.holders((Role.SOCIAL_WORKER, Role.STATION_LEAD), made)
    return found[0] if found else _own(by)


def _own(by: Actor) -> Post:
    return Post.objects.get(pk__in=[by.post])


def _then(made: ServiceRecord, then: Next, by: Actor) -> None:
    if then.again_on is not None:
        if then.again_on <= made.happened_on:
            raise Refused(_("“再来”要选以后的日子。"), "again_on")
        title = _("再去看看 %(who)s") % {"who": called(made)}
        _give("visit", title, then.again_on, made, by, _own(by))
    if then.hand_over:
        title = _("接手:%(who)s") % {"who": called(made)}
        _give("hand_over", title, lead_due(made.happened_on), made, by, _owner(made, by))


def _give(kind: str, title: str, day: date, made: ServiceRecord, by: Actor, owner: Post) -> Task:
    person = made.beneficiaries.values_list("person_id", flat=True).first()
    return tasks.open_task(kind, title, day, by=by, place=made, owner=owner, person=person, subject=made)


def called(made: ServiceRecord) -> str:
    """Return whom a record is about as a todo says it: 称呼 and door, or the subject."""
    names = "、".join(str(row.person) for row in made.beneficiaries.select_related("person")[:3])
    home = made.household.address if made.household else ""
    return " ".join(part for part in (home, names) if part) or made.title or made.get_kind_display()
