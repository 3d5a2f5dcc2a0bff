"""Tables without their indexes and promises while millions of rows go in; everything is put back as it was."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

CONSTRAINTS = """
    SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
           format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
      FROM pg_constraint
     WHERE conrelid = ANY (%s::regclass[]) AND contype IN ('f', 'u', 'x')
     ORDER BY contype = 'f' DESC, conname
"""
INDEXES = """
    SELECT format('DROP INDEX %%s', i.indexrelid::regclass), pg_get_indexdef(i.indexrelid)
      FROM pg_index i
     WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisprimary
       AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
     ORDER BY 1
"""


@contextmanager
def bare(tables: list[str]) -> Iterator[None]:
    """Take foreign keys, unique promises and indexes off ``tables`` for a block, and put them back (the owner may).

    Must run inside a transaction: whatever happens in between, nobody ever sees the tables bare. Putting a promise back
    checks every row.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("tables are bared inside a transaction only")
    with connection.cursor() as cursor:
        cursor.execute(CONSTRAINTS, [tables])
        constraints = cursor.fetchall()
        for drop, _add in constraints:
            cursor.execute(drop)
        cursor.execute(INDEXES, [tables])
        indexes = cursor.fetchall()
        for drop, _add in indexes:
            cursor.execute(drop)
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        for _drop, add in [*indexes, *reversed(constraints)]:
            cursor.execute(add)
