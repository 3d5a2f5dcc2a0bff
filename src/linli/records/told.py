"""What a resident is told of the work with her: the day, what it was, and by whom."""

from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True)
class Done:
    """One act as its person may read it."""

    kind: str
    day: date
    by: str


def done(most: int = 20) -> list[Done]:
    """Return the last acts with the person whose reach this transaction has entered (``Scope.persons``)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, happened_on, acted_name FROM records_told(%s)", [most])
        return [Done(*row) for row in cursor.fetchall()]
