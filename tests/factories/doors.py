"""Residents who have a door of their own."""

from datetime import date
from typing import Any

from linli.accounts.models import User
from linli.accounts.sight import actor_of
from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.people.actions import doors
from linli.people.models import Person
from linli.people.numbers import telephone
from tests.factories import accounts


def account_of(person: Person, worker: Actor, phone: str = "") -> User:
    """Open an account for a person at the desk."""
    user = accounts.user(str(person), telephone(phone) if phone else "")
    with acting():
        doors.link_at_desk(person, user, by=worker)
    return user


def resident(person: Person, worker: Actor, **facts: Any) -> Actor:
    """Return the actor of a person who signs in for herself, before it is known who she is."""
    return actor_of(account_of(person, worker, **facts), None)


BORN = date(1951, 2, 3)
