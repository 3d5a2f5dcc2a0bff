"""Roles and databases inside the private server (or, as far as its rights reach, inside an outside one)."""

import sys

import psycopg
from psycopg import Connection, sql

import cluster

OWNER, APP, JOBS = ROLES = ("linli_owner", "linli_app", "linli_jobs")
LOCK = 20_260_000
EXTENSIONS = ("btree_gist", "pg_trgm", "ltree", "unaccent")
RIGHTS = f"""
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE, CREATE ON SCHEMA public TO {OWNER};
    GRANT USAGE ON SCHEMA public TO {APP}, {JOBS};
    ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}, {JOBS};
    ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
        GRANT USAGE, SELECT ON SEQUENCES TO {APP}, {JOBS};
"""


Session = Connection[tuple[object, ...]]


def missing_roles(server: Session) -> list[str]:
    """Those of the three roles that the server does not know."""
    known = {name for (name,) in server.execute("SELECT rolname FROM pg_roles").fetchall()}
    return [role for role in ROLES if role not in known]


def make_roles(server: Session) -> list[str]:
    """Make the missing roles, none a superuser nor free of row security; the names made."""
    made = missing_roles(server)
    for role in made:
        server.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(sql.Identifier(role)))
    return made


def furnish(inside: Session) -> None:
    """Extensions and rights of one database."""
    for extension in EXTENSIONS:
        inside.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
    inside.execute(RIGHTS)


def prepare(name: str, *, fresh: bool = False) -> None:
    """Make the database ``name`` with its roles, rights and extensions; nothing changes when it is already there.

    ``fresh`` throws an existing one away first. The server must be up.
    """
    identifier = sql.Identifier(name)
    with cluster.connect() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # two commands may start at once
        make_roles(server)
        if fresh:
            drop(name)
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(identifier, sql.Identifier(OWNER)))
        with cluster.connect(name) as inside:
            furnish(inside)


def prepare_outside(url: str) -> None:
    """The same in the outside database of ``url``, when its user may; else it must have been done for us."""
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as inside:
            may = inside.execute(
                "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
            if may == (True,):
                for role in make_roles(inside):
                    inside.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))
                furnish(inside)
            elif missing := missing_roles(inside):
                raise psycopg.Error("missing roles: " + ", ".join(missing))
    except psycopg.Error as problem:
        sys.exit(
            f"DATABASE_URL 指定的数据库用不了，见 docs/operations/database.md。\n"
            f"The database of DATABASE_URL cannot be used, see docs/operations/database.md: {problem}"
        )


def drop(name: str) -> None:
    """Throw the database ``name`` away, with whoever is still connected to it."""
    with cluster.connect() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
