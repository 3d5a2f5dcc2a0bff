"""Sessions of a case: the list, the last one, and whose hour is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.people import locks
from linli.people.models import Person
from linli.practice import packs
from linli.practice.models import CarePlan, CaseFile, CaseSession, PlanGoal
from linli.practice.queries import briefing
from linli.practice.queries.plans import in_force, next_review, rhythm_days, under_way
from linli.records.models import ServiceRecord

SOURCE = "practice.session"


def sessions(case: CaseFile) -> QuerySet[CaseSession]:
    """Return the sessions that stand, the newest first, each with its record."""
    return CaseSession.objects.filter(case=case, superseded_at=None).select_related("record").order_by("-number", "-id")


def _promised(case: CaseFile) -> list[briefing.Line]:
    """Tell whoever takes a case over what was said until next time, and when that is."""
    last = sessions(case).first()
    if last is None:
        return []
    told = [briefing.Line(_("说好下次之前：%(what)s") % {"what": last.homework})] if last.homework else []
    return [*told, *([briefing.Line(_("约好下次会谈"), last.next_on)] if last.next_on else [])]


briefing.register(briefing.PROMISED, _promised)


def family(case: CaseFile, by: Actor) -> list[Person]:
    """Return who of the client's household may be named in a session by an actor."""
    if case.client.household_id is None:
        return []
    rows = Person.objects.filter(household=case.client.household_id, died_on=None, merged_into=None)
    people = list(rows.exclude(pk=case.client_id).defer("search").order_by("sort_key", "id")[:20])
    kept = locks.shut(people, by, writing=True)
    return [one for one in people if one.pk not in kept]


def clashes(
    by: Actor, case: CaseFile, started: datetime, minutes: int, but: UUID | None = None
) -> ServiceRecord | None:
    """Return a session at the same time: one the actor held anywhere, or one a colleague wrote of this case.

    ``but`` is the record that is being corrected.
    """
    until = started + timedelta(minutes=minutes)
    near = ServiceRecord.objects.standing().filter(
        Q(acted_post=by.post) | Q(undertaking=case.undertaking_id),
        source=SOURCE, started_at__lt=until, started_at__gt=started - timedelta(days=1),
    )  # fmt: skip
    for record in near.exclude(pk__in=[but]).order_by("started_at"):
        assert record.started_at is not None
        if record.started_at + timedelta(minutes=record.minutes or 1) > started:
            return record
    return None


@dataclass(frozen=True)
class Duty:
    """One line of the list of what is to be done: ``state`` is todo, doing, waiting, done or late."""

    what: str
    state: str
    due_on: date | None = None


def duties(
    plans: Sequence[CarePlan], goals: Sequence[PlanGoal], held: Sequence[CaseSession], today: date
) -> list[Duty]:
    """Return the clocks of the work by a plan: plan, next session, record within a day, review each quarter."""
    now, being = in_force(plans), under_way(plans)
    told = [Duty("plan", _of_plan(now, being))]
    clocks = packs.clocks()
    if now is not None:
        last = held[0] if held else None
        began = last.record.happened_on if last else _day(now.approved_at)
        due = (last and last.next_on) or began + timedelta(days=rhythm_days(goals, clocks["session_days"]))
        told.append(Duty("session", "late" if due < today else "todo", due))
        review = next_review(now, clocks["review_days"])
        told.append(Duty("review", "late" if review < today else "todo", review))
    if held:
        told.append(Duty("record", "late" if is_late(held[0].record, clocks["record_hours"]) else "done"))
    return told


def is_late(record: ServiceRecord, hours: int) -> bool:
    """Tell whether a session was written up later than so many hours after it ended."""
    ended = record.started_at
    if ended is None:
        return (_day(record.recorded_at) - record.happened_on).days * 24 > hours
    return record.recorded_at - ended - timedelta(minutes=record.minutes or 0) > timedelta(hours=hours)


def _day(moment: datetime | None) -> date:
    assert moment is not None
    return timezone.localtime(moment).date()


def _of_plan(now: CarePlan | None, being: CarePlan | None) -> str:
    if being is not None:
        return {"submitted": "waiting", "sent_back": "late"}.get(being.standing, "doing")
    return "done" if now is not None else "todo"
