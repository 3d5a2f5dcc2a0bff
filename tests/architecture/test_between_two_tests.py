"""Between two tests nothing is left, and no plan of a test hangs on what ran before it."""

import pytest
from django.db import connection

from linli.places.models import Division, Level
from tests.factories import places
from tests.support import database

pytestmark = pytest.mark.django_db(transaction=True)


def told(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


def filled() -> set[str]:
    """Return the tables with a row in them, as the keeper of the database sees it."""
    names = told("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    with database.cluster.connect(str(connection.settings_dict["NAME"])) as keeper:
        return {name for name in names if keeper.execute(f'SELECT FROM "{name}" LIMIT 1').fetchone() is not None}


def test_every_row_is_taken_out_and_numbers_begin_anew() -> None:
    places.county()
    assert "places_division" in filled()
    database.empty()
    assert filled() == set(database.KEPT)
    assert places.division("990799", "又一县(示范)", Level.COUNTY).pk == 1
    assert Division.objects.count() == 1


def test_autovacuum_counts_nothing_while_a_test_runs() -> None:
    assert (
        told(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND NOT coalesce('autovacuum_enabled=off' = ANY (reloptions), false)"
        )
        == []
    )
