"""Every sealed value under the current key, a few rows at a time, while others read and write.

A row is locked, opened and sealed anew in one transaction: at each moment it is under a key that is there. A run broken
off anywhere is taken up by running again. Rows of append-only tables change nothing but their sealed columns.
"""

import base64
from typing import Any, NamedTuple

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, models

from linli.accounts import policies
from linli.accounts.adapters import SECRET
from linli.audit import actions as audit
from linli.kernel import crypto
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, place
from linli.kernel.policy import action, require
from linli.kernel.scope import REWRAPPING


class Column(NamedTuple):
    """One sealed column of one table."""

    model: type[models.Model]
    name: str


def columns() -> list[Column]:
    """Return every sealed column there is."""
    return [
        Column(model, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedColumn)
    ]


def under_other_keys(column: Column, key: str) -> models.QuerySet[Any]:
    """Return the rows whose value is not sealed with a key."""
    head = crypto.head(key)
    rows = column.model._default_manager.exclude(**{column.name: None})
    begins = models.Func(models.F(column.name), 1, len(head), function="substring", output_field=models.BinaryField())
    others: models.QuerySet[Any] = rows.annotate(begins=begins).exclude(begins=head)
    return others


@action
def rewrap(column: Column, *, by: Actor, limit: int = 500) -> int:
    """Put up to ``limit`` values of a column under the current key; return how many. Others' locked rows wait.

    Raises ``Refused``, and ``CannotOpen`` for a value whose key is gone.
    """
    require(policies.rewrap(by))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'on', true)", [REWRAPPING])
    found = under_other_keys(column, crypto.keyring().current).order_by("pk").values_list("pk", column.name)[:limit]
    rows = list(found.select_for_update(of=("self",)))
    for pk, value in rows:
        fresh = crypto.rewrap(bytes(value), place(column.model, column.name, pk))
        column.model._default_manager.filter(pk=pk).update(**{column.name: fresh})
    return len(rows)


@action
def rewrap_factors(*, by: Actor) -> int:
    """Put the secrets of second factors under the current key; return how many factors had another."""
    require(policies.rewrap_factors(by))
    done = 0
    for factor in Authenticator.objects.select_for_update().order_by("pk"):
        fresh = {name: _fresh(value) for name, value in factor.data.items()}
        if fresh != factor.data:
            factor.data = fresh
            factor.save(update_fields=["data"])
            done += 1
    return done


def _fresh(value: Any) -> Any:
    if isinstance(value, list):
        return [_fresh(one) for one in value]
    if not isinstance(value, str):
        return value
    try:
        raw = base64.b64decode(value, validate=True)
    except ValueError:
        return value
    known = any(raw.startswith(crypto.head(key)) for key in crypto.keyring().keys)
    return base64.b64encode(crypto.rewrap(raw, SECRET)).decode() if known else value


@action
def note_change(*, by: Actor, key: str, values: int) -> None:
    """Leave the event of a change of keys. Raises ``Refused``."""
    require(policies.note_change(by))
    audit.record("keys.changed", None, by=by, key=key, values=values)
