"""The test database: migrated once per state of the migrations, cloned for each run, used as the web role."""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.backends.signals import connection_created

from linli.kernel.policy import OutsideAction, acting, in_action

sys.path.insert(0, str(settings.ROOT / "tools"))
import cluster  # noqa: E402
import databases  # noqa: E402

KEPT = ("django_migrations", "django_content_type", "auth_permission")
FRAMEWORK = (
    "django_session",
    "axes_",
    "mfa_authenticator",
    "account_emailaddress",
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "procrastinate_",
    "accounts_cache",
)


def _migrations() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(settings.PACKAGE).glob("*/migrations/*.py")):
        digest.update(path.name.encode() + path.read_bytes())
    floors = [settings.PACKAGE / room for room in ("kernel/scope.py", "practice/floor.py", "projects/floor.py")]
    for path in (*floors, settings.ROOT / "requirements" / "run.txt", Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


@contextmanager
def role(name: str, database: str) -> Iterator[None]:
    """Let Django's default connection be of another role for a block."""
    connection = connections["default"]
    connection.close()
    before = connection.settings_dict["USER"], connection.settings_dict["NAME"]
    connection.settings_dict.update(USER=name, NAME=database)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(USER=before[0], NAME=before[1])


def make(name: str) -> None:
    """Make the database ``name`` from a template that carries all tables."""
    template = f"linli_template_{_migrations()}"
    with cluster.connect() as server:
        server.execute("SELECT pg_advisory_lock(7331)")
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone():
            databases.prepare(f"{template}_new", fresh=True)
            with role("linli_owner", f"{template}_new"), acting():
                call_command("migrate", verbosity=0)
            _without_autovacuum(f"{template}_new")
            server.execute(f'ALTER DATABASE "{template}_new" RENAME TO "{template}"')
        databases.drop(name)
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER linli_owner')


def _without_autovacuum(name: str) -> None:
    """Let no plan hang on when autovacuum passed: it sees no row of a running test, and counts none from then on."""
    with cluster.connect(name) as keeper:
        for (table,) in keeper.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            keeper.execute(f'ALTER TABLE "{table}" SET (autovacuum_enabled = off)')


def vacuum() -> None:
    """Give back the room of rows that were many and are gone."""
    with cluster.connect(str(connections["default"].settings_dict["NAME"])) as keeper:
        keeper.execute("VACUUM")


def empty() -> None:
    """Take every row out, past triggers and row security (the web role may not).

    Rows are deleted, not tables truncated: new files for some hundred tables and indexes take a hundred times as long.
    """
    for last in (False, False, True):
        try:
            with cluster.connect(str(connections["default"].settings_dict["NAME"])) as keeper, keeper.transaction():
                _take_out(keeper)
                return
        except psycopg.errors.DeadlockDetected:  # a browser's last request is still being answered
            if last:
                raise


def _take_out(keeper: psycopg.Connection[Any]) -> None:
    """Wait for whoever is still writing or reading, delete what is there, let the sequences begin anew."""
    found = keeper.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    names = [f'"{name}"' for (name,) in found if name not in KEPT]
    keeper.execute(f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE")
    keeper.execute("SET LOCAL session_replication_role = replica")
    filled = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names)
    for (name,) in keeper.execute(filled).fetchall():
        keeper.execute(f"DELETE FROM {name}")
    keeper.execute(
        "SELECT setval(format('%%I.%%I', schemaname, sequencename), start_value, false) FROM pg_sequences"
        " WHERE schemaname = 'public' AND last_value IS NOT NULL AND sequencename <> ALL (%s)",
        [[f"{name}_id_seq" for name in KEPT]],
    )


def refuse_writes_outside_actions(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Refuse INSERT, UPDATE and DELETE on our tables while no action runs (house law: writes only in actions)."""
    words = str(sql).lstrip().split(None, 3)
    verb = words[0].upper() if words else ""
    if verb in {"INSERT", "UPDATE", "DELETE", "MERGE"} and not in_action():
        table = (words[1] if verb == "UPDATE" else words[2]).strip('"').split("(")[0].strip('"')
        if not table.startswith(FRAMEWORK):
            raise OutsideAction(f"{verb} on {table} outside an action")
    return execute(sql, params, many, context)


def watch(connection: Any, **_: Any) -> None:
    """Put the guard on a fresh connection."""
    if refuse_writes_outside_actions not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_writes_outside_actions)


connection_created.connect(watch)
