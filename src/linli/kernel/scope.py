"""How far an actor sees: one column and the ids allowed in it, the same for the query and for row security."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import connection, migrations
from django.db.models import Q


@dataclass(frozen=True)
class Scope:
    """A reach over rows that carry ``county_id``, ``town_id``, ``community_id`` and ``grid_id``.

    ``column`` is the finest of those that the reach is told in, ``areas`` the ids allowed in it. ``organisation``
    narrows to the rows of one organisation, for posts held in an organisation and not in a place.

    ``post`` is in which post it is asked: a protected room opens its files to whoever is named in them, and the floor
    of that room reads it (docs/adr/0027). Without a post nothing but the place decides (:attr:`by_place`).

    A resident has no area. ``user`` opens the rows that name her account, ``persons`` the rows about herself, or about
    the one she acts for, and nobody else's (:func:`own_rows`, docs/adr/0011).

    ``token`` is the one row whose token somebody without a login holds in her hand; only rooms that know such rows
    read it in their policies.
    """

    column: str = "community_id"
    areas: tuple[int, ...] = ()
    organisation: UUID | None = None
    everywhere: bool = False
    user: UUID | None = None
    persons: tuple[UUID, ...] = ()
    post: UUID | None = None
    token: UUID | None = None

    @property
    def by_place(self) -> "Scope":
        """The same reach past the teams of protected rooms: for the few questions that are asked about all of them."""
        return replace(self, post=None)

    def q(self, prefix: str = "") -> Q:
        """Return the filter for a model's rows; ``prefix`` is a relation path ending in ``__``."""
        if self.everywhere:
            return Q()
        if self.organisation is not None:
            return Q(**{f"{prefix}organisation_id": self.organisation})
        if len(self.areas) == 1:
            return Q(**{f"{prefix}{self.column}": self.areas[0]})
        return Q(**{f"{prefix}{self.column}__in": self.areas})

    def holds(self, row: object) -> bool:
        """Tell whether one row (anything with the column) lies inside."""
        if self.everywhere:
            return True
        if self.organisation is not None:
            return bool(getattr(row, "organisation_id", None) == self.organisation)
        return getattr(row, self.column, None) in self.areas


NOWHERE = Scope()
EVERYWHERE = Scope(everywhere=True)


SETTINGS = ("linli.areas", "linli.organisation", "linli.user", "linli.persons", "linli.post", "linli.token")


def _tell(values: list[str]) -> None:
    with connection.cursor() as cursor:
        told = ", ".join("set_config(%s, %s, true)" for _name in SETTINGS)
        cursor.execute(f"SELECT {told}", [part for pair in zip(SETTINGS, values, strict=True) for part in pair])


def enter(scope: Scope) -> None:
    """Tell the database how far this transaction sees (row security reads it). Must run inside a transaction."""
    areas = "{" + ",".join(str(area) for area in scope.areas) + "}"
    persons = "{" + ",".join(str(person) for person in scope.persons) + "}"
    one = [str(key or "") for key in (scope.organisation, scope.user, scope.post, scope.token)]
    _tell([areas, one[0], one[1], persons, one[2], one[3]])


@contextmanager
def seeing(scope: Scope) -> Iterator[None]:
    """Enter a scope for a block and return to what was seen before it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join("coalesce(current_setting(%s, true), '')" for _name in SETTINGS), list(SETTINGS)
        )
        before = cursor.fetchone()
    enter(scope)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _tell([before[0] or "{}", *before[1:]])


def row_security(table: str, *, organisation: bool = False) -> migrations.RunSQL:
    """Return the migration step that puts a table with area columns under forced row security.

    The web role sees a row when one of its area columns (or, when told, its organisation) is in what :func:`enter`
    set; the setting must have been made in this transaction, else PostgreSQL raises. The jobs role sees all rows.
    """
    areas = "ANY ((SELECT current_setting('linli.areas'))::int[])"
    columns = ("county_id", "town_id", "community_id", "grid_id")
    seen = " OR ".join(f"{column} = {areas}" for column in columns)
    if organisation:
        seen += " OR organisation_id = (SELECT nullif(current_setting('linli.organisation'), ''))::uuid"
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_in_scope ON {table} TO PUBLIC USING ({seen}) WITH CHECK ({seen});
        CREATE POLICY {table}_jobs ON {table} TO linli_jobs USING (true) WITH CHECK (true);
        """,
        f"""
        DROP POLICY {table}_in_scope ON {table};
        DROP POLICY {table}_jobs ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def own_rows(table: str, *, person: str = "", user: str = "") -> migrations.RunSQL:
    """Return the step that lets somebody without an area read, and only read, her own rows of a secured table.

    ``person`` names the column with a person's id, ``user`` the one with an account's. Without a setting nothing opens.
    """
    ways = []
    if person:
        ways.append(f"{person} = ANY ((SELECT nullif(current_setting('linli.persons', true), ''))::uuid[])")
    if user:
        ways.append(f"{user} = (SELECT nullif(current_setting('linli.user', true), ''))::uuid")
    return migrations.RunSQL(
        f"CREATE POLICY {table}_own ON {table} FOR SELECT TO PUBLIC USING ({' OR '.join(ways)});",
        f"DROP POLICY {table}_own ON {table};",
    )


REWRAPPING = "linli.rewrapping"  # set to 'on' in a transaction that puts sealed values under another key
BARE = "(SELECT jsonb_object_agg(key, value) FROM jsonb_each(to_jsonb({row})) WHERE right(key, 7) <> '_sealed')"
REWRAPPED = (
    f"(TG_OP = 'UPDATE' AND current_user = 'linli_jobs' AND current_setting('{REWRAPPING}', true) = 'on'"
    f" AND {BARE.format(row='OLD')} = {BARE.format(row='NEW')})"
)

GONE = "—"  # what stands where a text was that may not be empty
ERASING = "linli.erasing"  # set to 'on' in a transaction that empties the texts about somebody who is erased


def _erased(texts: tuple[str, ...]) -> str:
    names = ", ".join(f"'{column}'" for column in texts)
    old, new = (f"{BARE.format(row=row)} - ARRAY[{names}]::text[]" for row in ("OLD", "NEW"))
    kept = "coalesce(NEW.{0}, '') IN ('', '{1}', coalesce(OLD.{0}, ''))"
    emptied = " AND ".join(kept.format(column, GONE) for column in texts)
    return (
        f"(TG_OP = 'UPDATE' AND current_user = 'linli_jobs' AND current_setting('{ERASING}', true) = 'on'"
        f" AND {old} = {new} AND {emptied})"
    )


def append_only(table: str, *, allow: tuple[str, ...] = (), erase: tuple[str, ...] = ()) -> migrations.RunSQL:
    """Return the migration step after which rows of a table are only added.

    ``allow`` names columns that may go once from nothing to a value (a mark such as ``superseded_at``). The jobs role
    may put a sealed value under another key: of such a change it says so first (:data:`REWRAPPING`). ``erase`` names
    the plain texts about a person that it may empty, beside sealed ones, when she is erased (:data:`ERASING`).
    """
    marks = " AND ".join(f"(OLD.{column} IS NULL OR NEW.{column} = OLD.{column})" for column in allow)
    blank = ", ".join(f"'{column}'" for column in allow)
    same = f"to_jsonb(OLD) - ARRAY[{blank}]::text[] = to_jsonb(NEW) - ARRAY[{blank}]::text[]"
    permitted = f"TG_OP = 'UPDATE' AND {marks} AND {same}" if allow else "false"
    permitted = f"({permitted}) OR {REWRAPPED}" + (f" OR {_erased(erase)}" if erase else "")
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF {permitted} THEN RETURN NEW; END IF;
            RAISE EXCEPTION 'rows of {table} are never changed or removed' USING ERRCODE = 'restrict_violation';
        END $$;
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only();
        """,
        f"DROP TRIGGER {table}_append_only ON {table}; DROP FUNCTION {table}_is_append_only();",
    )
