"""Residents who have a door of their own."""

from datetime import date
from typing import Any

from django.utils import timezone

from linli.accounts.models import User
from linli.accounts.sight import actor_of
from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.people.actions import areas, doors
from linli.people.models import Person, Proxy
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


def proxy(person: Person, by: Actor, called: str = "妈妈", **facts: Any) -> Proxy:
    """Let somebody act for a person who has agreed at the desk."""
    now = timezone.now()
    told: dict[str, Any] = {
        "may": ["progress", "call", "records"], "how": "desk", "confirmed_at": now, "starts_on": now.date(),
    }  # fmt: skip
    with acting():
        return Proxy.objects.create(
            person=person, user_id=by.user, called=called, asked_at=now,
            **(told | areas.of_row(person) | facts),
        )  # fmt: skip


BORN = date(1951, 2, 3)
