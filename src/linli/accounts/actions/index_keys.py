"""Every blind index under another key, by double columns, while others search and write (docs/adr/0018).

While the key is *coming*, whoever writes fills both columns and the rows from before are filled in; then it is the key
in force, and row by row the second column moves into the first; then nothing stands under the key that is *going*. A
run broken off anywhere is taken up by running again: each row says by its own columns how far it is.
"""

import time
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, models
from django.db.models import F, Q

from linli.accounts import policies
from linli.kernel import crypto
from linli.kernel.actor import Actor
from linli.kernel.fields import BlindColumn, blind_label
from linli.kernel.policy import action, require

SHORT_LIVED = {"accounts_logincode": "gone after two days; searched under every key that is in the ring"}


class Index(NamedTuple):
    """One blind index: the column that is searched, beside it the one with the newer key."""

    model: type[models.Model]
    name: str

    @property
    def beside(self) -> str:
        """The second column."""
        return f"{self.name}_next"

    @property
    def rows(self) -> models.QuerySet[Any]:
        """The rows that are found by it: not those of cards that open nothing any more."""
        found = self.model._default_manager.exclude(**{self.name: None})
        return found.filter(revoked_at=None) if _has(self.model, "revoked_at") else found


def _has(model: type[models.Model], name: str) -> bool:
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def indexes() -> list[Index]:
    """Return every blind index of rows that stay."""
    return [
        Index(model, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, BlindColumn) and field.label and model._meta.db_table not in SHORT_LIVED
    ]


def unfilled(index: Index) -> models.QuerySet[Any]:
    """Return the rows whose second column does not hold what the newer key makes of them."""
    empty = Q(**{index.beside: None})
    if crypto.keyring().coming:  # left over from the change before
        empty |= Q(**{index.beside: F(index.name)})
    return index.rows.filter(empty) if crypto.blind_next("", "") else index.rows.none()


def unmoved(index: Index) -> models.QuerySet[Any]:
    """Return the rows that are still found by the key that is going."""
    waiting = index.rows.exclude(**{index.beside: None}).exclude(**{index.beside: F(index.name)})
    return waiting if crypto.keyring().going else index.rows.none()


def untold(index: Index) -> models.QuerySet[Any]:
    """Return the rows that cannot be filled, because what they are found by was kept nowhere (cards of old)."""
    return index.rows.filter(token_sealed=None) if _has(index.model, "token_sealed") else index.rows.none()


@action
def fill_index(index: Index, *, by: Actor, limit: int = 500) -> int:
    """Fill the second column of up to ``limit`` rows; return how many. Raises ``Refused``, ``CannotOpen``."""
    require(policies.fill_index(by))
    wanted = unfilled(index).exclude(pk__in=untold(index).values("pk")).order_by("pk")[:limit]
    rows = list(wanted.select_for_update(of=("self",)))
    label = blind_label(index.model, index.name)
    for row in rows:
        fresh = crypto.blind_next(row.findable()[index.name], label)
        index.model._default_manager.filter(pk=row.pk).update(**{index.beside: fresh})
    return len(rows)


@action
def move_index(index: Index, *, by: Actor, limit: int = 500) -> int:
    """Move the second column of up to ``limit`` rows into the first; return how many. Raises ``Refused``."""
    require(policies.move_index(by))
    rows = list(unmoved(index).order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True)[:limit])
    index.model._default_manager.filter(pk__in=rows).update(**{index.name: F(index.beside)})
    return len(rows)


@action
def clear_index(index: Index, *, by: Actor, limit: int = 500) -> int:
    """Empty the second column of up to ``limit`` rows once there is one key again; return how many. ``Refused``."""
    require(policies.clear_index(by))
    held = index.model._default_manager.exclude(**{index.beside: None}).order_by("pk")
    rows = list(held.select_for_update(of=("self",)).values_list("pk", flat=True)[:limit])
    index.model._default_manager.filter(pk__in=rows).update(**{index.beside: None})
    return len(rows)


def settle() -> None:
    """Wait until every transaction that began before this moment, with the keys as they were, has ended."""
    waiting = _running()
    while waiting:
        time.sleep(0.02)
        waiting &= _running()


def _running() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.virtualtransaction FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
            " WHERE l.locktype = 'virtualxid' AND l.granted AND l.pid <> pg_backend_pid()"
            " AND a.datname = current_database() AND a.usename IN ('linli_app', 'linli_jobs')"
        )
        return {name for (name,) in cursor.fetchall()}
