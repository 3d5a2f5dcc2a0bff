"""Todos name people; of somebody whose file is shut a title tells the surname."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.people import locks
from linli.people.guardians import GROWN_UP
from linli.people.models import Person
from linli.people.queries import years_before
from linli.tasks.models import Task


def veil(shown: Sequence[Task], by: Actor) -> None:
    """Leave only the surname in titles about those whose files are shut to the reader; one query when all are grown."""
    wanted = {task.person for task in shown if task.person}
    if not wanted or by.role in locks.IN_CHARGE:
        return
    young = Q(birth_date=None) | Q(birth_date__gt=years_before(timezone.localdate(), GROWN_UP))
    rows = Person.objects.filter(young | Q(merged_into__isnull=False), pk__in=wanted).defer("search")
    found = {one.pk: one for one in rows}
    kept = locks.shut(found.values(), by)
    for task in shown:
        if task.person in kept:
            task.title = _told(task.title, found[task.person])


def _told(title: str, person: Person) -> str:
    surname = str(locks.veiled(person))
    for name in sorted({person.name, person.preferred_name, str(person)} - {""}, key=len, reverse=True):
        title = title.replace(name, surname)
    return title
