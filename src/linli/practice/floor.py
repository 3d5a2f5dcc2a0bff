"""The floor of the room: the database itself shows a case to its team and to nobody else of the same place.

A migration that adds a table of a case calls :func:`within_team` after ``row_security``. What a post opens is asked
once a query (two sub-selects without a link to the row), never once a row; docs/adr/0027 says what that costs.
"""

from django.db import migrations

OPENS = "(SELECT public.practice_opens_all())"
MINE = "IN (SELECT unnest(public.practice_open_cases({writing})))"
AREAS = "ANY ((SELECT current_setting('linli.areas'))::int[])"
HERE = "(" + " OR ".join(f"{column} = {AREAS}" for column in ("county_id", "town_id", "community_id", "grid_id")) + ")"


def _policy(table: str, column: str, also: str) -> str:
    seen = f"{HERE} AND ({OPENS} OR {column} {MINE.format(writing='false')})"
    kept = f"{HERE} AND ({OPENS} OR {column} {MINE.format(writing='true')}{also})"
    return f"ALTER POLICY {table}_in_scope ON {table} TO linli_app USING ({seen}) WITH CHECK ({kept});"


def within_team(table: str, *, column: str = "case_id", also: str = "") -> migrations.RunSQL:
    """Return the step after which the web role sees a row of a secured table only where it may open the case.

    ``column`` holds the case's id; ``also`` is what may be written beside it. Whoever broke the glass reads and does
    not write. Without a post in the transaction (``Scope.by_place``) the place alone decides, as before.
    """
    return migrations.RunSQL(
        _policy(table, column, f" OR {also}" if also else ""),
        f"ALTER POLICY {table}_in_scope ON {table} TO PUBLIC USING {HERE} WITH CHECK {HERE};",
    )
