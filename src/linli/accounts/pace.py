"""How often one address may try something, whatever account or card it tries with; one count for all processes."""

import ipaddress
import time

from django.core.cache import cache
from django.db import connection

HOUSE = 64  # bits of an IPv6 address that belong to one house; the rest its devices choose themselves


def few(what: str, address: str, *, most: int, within: int) -> bool:
    """Count a try of ``what`` and tell whether the address may make it: ``most`` in ``within`` seconds.

    The seconds run from the first try. Tries of one address come one after the other, until the request ends.
    """
    key = f"pace:{what}:{_house(address)}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    now = time.time()
    count, until = cache.get(key) or (0, now + within)
    if until <= now:
        count, until = 0, now + within
    cache.set(key, (count + 1, until), until - now)
    return bool(count < most)


def _house(address: str) -> str:
    known = ipaddress.ip_address(address)
    if known.version == 4:
        return str(known)
    return str(ipaddress.ip_network((known, HOUSE), strict=False).network_address)
