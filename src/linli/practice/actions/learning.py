"""What is left of a case for those who work alike ones: written when it is closed, removed when that is not wished."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils import timezone

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.period import quarter
from linli.people.actions.areas import of_row
from linli.people.consents import may
from linli.people.models import Person
from linli.people.queries import selves
from linli.practice import extracting, policies
from linli.practice.models import CaseClosure, CaseExtract, CaseFile, CaseSession
from linli.practice.policies.learning import CLASS, PURPOSE, RECIPIENT
from linli.practice.queries.digest import digest, names_around
from linli.practice.queries.plans import goal_rows

NEWEST = 10_000


def learn(case: CaseFile, closure: CaseClosure, by: Actor) -> CaseExtract | None:
    """Write the extract of a case inside the verb that closes it; None when it is one that leaves nothing."""
    if policies.learn(case) is not None:
        return None
    goals = goal_rows(case.pk, NEWEST).filter(plan__approved_at__isnull=False).prefetch_related("steps")
    told = digest(case, goals)
    held = CaseSession.objects.filter(case=case, superseded_at=None).count()
    made = CaseExtract.objects.create(
        case=case, client=case.client, quarter=quarter(timezone.localdate()).start, band=told.band, risk=told.risk,
        reason=closure.reason, sessions=extracting.band(held), natures=list(told.natures), needs=list(told.needs),
        goals=list(told.goals), reached=list(told.reached), methods=list(told.methods),
        terms=told.terms(names_around(case)), cell=told.cell, **of_row(case),
    )  # fmt: skip
    audit.record("case.learned", case, by=by)
    return made


def unlearn(case: CaseFile) -> None:
    """Remove the extract of a case that is taken up again, inside that verb."""
    CaseExtract.objects.filter(case=case).delete()


def follow_consent(person: Person) -> None:
    """Remove the extracts of somebody who does not agree any more, inside the verb that ended her consent."""
    if not may(person.canonical, PURPOSE, CLASS, RECIPIENT):
        _forget(selves(person.pk))


def forget(persons: Sequence[UUID]) -> int:
    """Remove the extracts of somebody who is erased, inside that verb; return how many."""
    return _forget(persons)


def _forget(persons: Sequence[UUID]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT practice_forget(%s::uuid[])", [list(persons)])
        return int(cursor.fetchone()[0])
