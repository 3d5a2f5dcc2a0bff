"""Todos name people; of somebody whose file is shut a title tells the surname."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import JSONField, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import JSONObject
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.people import locks
from linli.people.guardians import GROWN_UP
from linli.people.models import Person
from linli.people.numbers import years_before
from linli.tasks.models import Task

MARK = "names_kept"  # the names a title may not tell, as part of the question that finds todos


def mark(by: Actor) -> Combinable:
    """Return the names of whom a todo is about when her file is shut to the reader, else null."""
    if by.role in locks.IN_CHARGE:
        return Value(None, JSONField())
    young = Q(birth_date=None) | Q(birth_date__gt=years_before(timezone.localdate(), GROWN_UP))
    hers = Person.objects.filter(young | Q(merged_into__isnull=False), pk=OuterRef("person"))
    kept = hers.filter(Q(restricted_at__isnull=False) | Q(locks.is_shut(by, "pk", "merged_into_id")))
    return Subquery(kept.values(told=JSONObject(name="name", preferred_name="preferred_name"))[:1])


def veil(shown: Sequence[Task], by: Actor) -> None:
    """Leave only the surname in titles about those whose files are shut to the reader.

    Todos that were asked for with :func:`mark` cost nothing; for others it is one query when all are grown.
    """
    kept: dict[UUID, Person] = {task.pk: Person(**names) for task in shown if (names := getattr(task, MARK, None))}
    kept |= _asked([task for task in shown if not hasattr(task, MARK)], by)
    for task in shown:
        if task.pk in kept:
            task.title = _told(task.title, kept[task.pk])


def _asked(shown: Sequence[Task], by: Actor) -> dict[UUID, Person]:
    wanted = {task.person for task in shown if task.person}
    if not wanted or by.role in locks.IN_CHARGE:
        return {}
    young = Q(birth_date=None) | Q(birth_date__gt=years_before(timezone.localdate(), GROWN_UP))
    rows = Person.objects.filter(young | Q(merged_into__isnull=False), pk__in=wanted).defer("search")
    found = {one.pk: one for one in rows}
    kept = locks.shut(found.values(), by)
    return {task.pk: found[task.person] for task in shown if task.person in kept}


def _told(title: str, person: Person) -> str:
    surname = str(locks.veiled(person))
    for name in sorted({person.name, person.preferred_name, str(person)} - {""}, key=len, reverse=True):
        title = title.replace(name, surname)
    return title
