"""Identifiers: time-ordered UUIDs made in Python, so that any PostgreSQL from 15 on will do."""

from uuid import UUID

import uuid6


def new_id() -> UUID:
    """Return a fresh UUIDv7 (RFC 9562): unguessable enough for an address, ordered enough for an index."""
    return UUID(bytes=uuid6.uuid7().bytes)
