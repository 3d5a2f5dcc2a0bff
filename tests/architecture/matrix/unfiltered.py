"""The application filter taken off, and row security with it: what is left to hold strangers back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Q

from linli.kernel import scope
from linli.kernel.scope import Scope
from tests.architecture.matrix import world
from tests.architecture.matrix.asking import ask, walkers
from tests.architecture.matrix.cases import Case
from tests.architecture.matrix.doors import WITHOUT_PLACE
from tests.architecture.matrix.routes import Route
from tests.architecture.matrix.verdict import readable, welcomes

FILTERS = ("visible_to", "even_merged")


def _below(root: type[Any]) -> list[type[Any]]:
    return [one for child in root.__subclasses__() for one in (child, *_below(child))]


def filters() -> list[tuple[type[Any], str]]:
    """Return every place of the product where rows are filtered by who asks."""
    found = dict.fromkeys((*_below(models.QuerySet), *_below(models.Manager)))
    return [(one, name) for one in found for name in FILTERS if name in vars(one)]


def _everything(rows: Any, actor: Any) -> Any:
    return rows.all()


def without_filter(patch: pytest.MonkeyPatch) -> None:
    """Let every filter by who asks give everything: the query sets', and the reach they are made from."""
    for one, name in filters():
        patch.setattr(one, name, _everything)
    patch.setattr(Scope, "q", lambda self, prefix="": Q())
    patch.setattr(Scope, "holds", lambda self, row: True)


def without_row_security(patch: pytest.MonkeyPatch) -> None:
    """Let the database be told, whoever asks, that every division is in reach."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(id ORDER BY level, id)::text FROM places_division")
        (all_of_them,) = cursor.fetchone()
    tell = scope._tell
    patch.setattr(scope, "_tell", lambda values: tell([all_of_them, *values[1:]]))


def sweep(built: world.World, found: list[Route], senders: int = 2) -> Iterator[tuple[Case, str]]:
    """Ask at every door for what is out of reach, as everybody the door names; yield what was told or done.

    Everybody reads; the first ``senders`` whom a door names also send an empty form.

    "tells" where an answer shows a stranger's canary, "opens" where a door with an object of an area out of reach
    opens without showing one.
    """
    open_to_all = {*WITHOUT_PLACE, *(route.name for route in found if isinstance(route.door, str))}
    for route in found:
        for number, role in enumerate(walkers(route)):
            for verb in ("GET", "POST") if number < senders else ("GET",):
                case = Case(route, role, verb, "outside" if route.arguments else "inside")
                answer = ask(built, case)[0]
                body = readable(answer)
                if any(told.encode() in body for told in built.strangers(role)):
                    yield case, "tells"
                elif route.arguments and route.name not in open_to_all and welcomes(verb, answer):
                    yield case, "opens"
