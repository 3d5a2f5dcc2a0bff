"""What counts persons follows when two files become one, or two again: records stay, their tallies are made again."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from linli.records import tasks
from linli.records.locks import count_lock


def mark(county: int, persons: Sequence[UUID]) -> None:
    """Mark every community and month the persons were served in, before the moment of the change is taken.

    No seal falls between that moment and the end of the act; the rows are marked in one statement, however many.
    """
    count_lock(county)
    with connection.cursor() as cursor:
        cursor.execute("SELECT records_mark_people(%s)", [list(persons)])
    tasks.soon()
