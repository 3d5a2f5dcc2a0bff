"""Accounts and posts for tests."""

from datetime import date
from itertools import count
from typing import Any

from linli.accounts.models import BRANCH_OF, Branch, Post, User
from linli.kernel.policy import acting
from linli.places.models import Division

_numbers = count(1)


def user(name: str = "示范员", phone: str = "") -> User:
    """Make an account with a synthetic telephone number."""
    number = next(_numbers)
    made = User(name=name, handle=f"test-{number}")
    made.set_phone(phone or f"+86199{number:08d}")
    made.set_unusable_password()
    with acting():
        made.save()
    return made


def post(role: str, place: Division | None, holder: User | None = None, **facts: Any) -> Post:
    """Put somebody in a post since 2022."""
    with acting():
        return Post.objects.create(
            user=holder or user(), role=role, branch=BRANCH_OF.get(role, Branch.WORK), place=place,  # type: ignore[call-overload]
            starts_on=facts.pop("starts_on", date(2022, 1, 1)), **facts,
        )  # fmt: skip
