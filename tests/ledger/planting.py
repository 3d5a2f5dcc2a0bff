"""Changing the test database as the owner of its tables: what is planted must be caught, and is taken back."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection


def as_the_owner(*statements: str, user: str = "linli_owner") -> list[tuple[object, ...]]:
    """Run statements as the owner (or another role) and return the rows of the last."""
    params = connection.get_connection_params()
    with psycopg.connect(host=params["host"], dbname=params["dbname"], user=user, autocommit=True) as owner:
        cursor = None
        for statement in statements:
            cursor = owner.execute(statement)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor is not None and cursor.description else []


@contextmanager
def replaced(function: str, *words: str) -> Iterator[None]:
    """Put other words into a function of the database for a block: each odd word of ``words`` becomes the next."""
    (defined,) = as_the_owner(f"SELECT pg_get_functiondef('{function}'::regproc)")[0]
    text = str(defined)
    for was, becomes in zip(words[::2], words[1::2], strict=True):
        assert was in text, was
        text = text.replace(was, becomes)
    as_the_owner(text)
    try:
        yield
    finally:
        as_the_owner(str(defined))
