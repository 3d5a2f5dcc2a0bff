"""Roles and databases inside the private server (or, as far as its rights reach, inside an outside one)."""

from psycopg import Connection, sql

import cluster

OWNER, APP, JOBS = ROLES = ("linli_owner", "linli_app", "linli_jobs")
EXTENSIONS = ("btree_gist", "pg_trgm", "ltree", "unaccent")
GRANTS = f"""
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO {APP}, {JOBS};
    ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}, {JOBS};
    ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public
        GRANT USAGE, SELECT ON SEQUENCES TO {APP}, {JOBS};
"""


def make_roles(server: Connection[tuple[object, ...]]) -> None:
    """The three login roles, none of them a superuser nor free of row security."""
    for role in ROLES:
        if not server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            server.execute(sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(sql.Identifier(role)))


def prepare(name: str, *, fresh: bool = False) -> None:
    """Make the database ``name`` with its roles, rights and extensions; nothing changes when it is already there.

    ``fresh`` throws an existing one away first. The server must be up.
    """
    identifier = sql.Identifier(name)
    with cluster.connect() as server:
        make_roles(server)
        if fresh:
            drop(name)
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(identifier, sql.Identifier(OWNER)))
    with cluster.connect(name) as inside:
        for extension in EXTENSIONS:
            inside.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        inside.execute(sql.SQL(GRANTS))


def drop(name: str) -> None:
    """Throw the database ``name`` away, with whoever is still connected to it."""
    with cluster.connect() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
