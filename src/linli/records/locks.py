"""The lock a county is counted under."""

from django.db import connection


def count_lock(county: int, *, exclusive: bool = False) -> None:
    """Hold a county's count until the transaction ends: writers share it, sealing holds it alone.

    A sealed figure is "everything recorded up to T"; no record with an earlier time may appear after the seal.
    """
    name = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(%s, %s)", [73_31, county])
