"""Somebody with numbers, and every road on which she is found by them."""

import threading
from collections.abc import Callable
from typing import Any, NamedTuple

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from linli.accounts.actions import index_keys
from linli.accounts.models import User
from linli.kernel import crypto
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import enter
from linli.people import actions as people
from linli.people import queries
from linli.people.actions import cards
from linli.people.models import DocumentKind, IdentityDocument, Person
from tests.conftest import Standing
from tests.factories import accounts as factory
from tests.factories.places import County

DOCUMENTS = ("999999195005011018", "999999195005012029")


class Known(NamedTuple):
    """Somebody, and everything she is found by."""

    person: Person
    phone: str
    document: str
    token: str


def somebody(county: County, worker: Standing, number: int) -> Known:
    phone, document = f"1380013800{number}", DOCUMENTS[number] if number < 2 else ""
    person = people.register(
        by=worker.actor, community=county.communities[0], name=f"王{number}", phones=[(phone, "本人")],
        documents=[(DocumentKind.ID_CARD, document)] if document else [],
    )  # fmt: skip
    (issued,) = cards.issue_cards([person], by=worker.actor)
    factory.user(f"账号{number}", f"+86{phone}")
    return Known(person, phone, document, issued.token)


def found(one: Known, worker: Standing) -> list[str]:
    """Return by which of her numbers somebody is not found just now, on each road that asks an index."""
    with transaction.atomic():
        enter(worker.actor.scope)
        roads = {
            "telephone": one.person in search(one.phone, worker),
            "tail": one.person in search(one.phone[-4:], worker),
            "document": not one.document or one.person in search(one.document, worker),
            "holder": (queries.holder(f"+86{one.phone}") or (None,))[0] == one.person.pk,
            "card": (cards.find(token=one.token) or (None,))[0] == one.person.cards.get().pk,
            "sign in": User.objects.by_phone(f"+86{one.phone}") is not None,
        }
    return [road for road, is_found in roads.items() if not is_found]


def search(typed: str, worker: Standing) -> list[Person]:
    return list(queries.people(queries.Wanted(typed), by=worker.actor, day=timezone.localdate(), size=20).rows)


def lost(known: list[Known], worker: Standing) -> list[str]:
    return [road for one in known for road in found(one, worker)]


def twice(one: Known, county: County, worker: Standing) -> None:
    """Try to give a number that somebody has to somebody else, past the check of the action: the database refuses."""
    with pytest.raises(Refused), transaction.atomic():
        enter(worker.actor.scope)
        people.register(
            by=worker.actor, community=county.communities[0], name="冒名", documents=[("id_card", one.document)]
        )
    copy = IdentityDocument.objects.get(person=one.person)
    copy.pk, copy.person, copy._state.adding = None, Person.objects.exclude(pk=one.person.pk).first(), True
    copy.pk = IdentityDocument().pk
    copy.number = one.document
    copy.number_blind = crypto.blind(f"id_card|{one.document}", "people.document.number")
    copy.number_blind_next = crypto.blind_next(f"id_card|{one.document}", "people.document.number")
    with acting(), pytest.raises(psycopg.errors.UniqueViolation), transaction.atomic():
        try:
            copy.save(force_insert=True)
        except Exception as error:
            raise error.__cause__ or error  # noqa: B904


def values() -> dict[tuple[str, Any], bytes]:
    return {
        (f"{one.model.__name__}.{one.name}", pk): bytes(value)
        for one in index_keys.indexes()
        for pk, value in one.rows.values_list("pk", one.name)
    }


def race_plainly(*runners: Callable[[], int]) -> list[Any]:
    """Run all at once, each with the transactions it makes itself."""
    results: list[Any] = []

    def run(runner: Callable[[], int]) -> None:
        try:
            results.append(runner())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in runners]
    for one in threads:
        one.start()
    for one in threads:
        one.join(120)
    return results
