"""Rooms above follow: when two files become one, and two again; when somebody agrees to something no longer."""

from collections.abc import Callable, Sequence
from uuid import UUID

from linli.people.models import Person

Follow = Callable[[int, Sequence[UUID]], None]
FollowConsent = Callable[[Person], None]

_follow: list[Follow] = []
_follow_consent: list[FollowConsent] = []


def register(follow: Follow) -> None:
    """Ask to be called, inside the act, with the county and the ids whose counting changes; once per process."""
    if follow not in _follow:
        _follow.append(follow)


def tell(county: int, persons: Sequence[UUID]) -> None:
    """Call everybody who asked, before the moment of the change is taken."""
    for follow in _follow:
        follow(county, persons)


def register_consent(follow: FollowConsent) -> None:
    """Ask to be called, inside the act, when a consent of somebody has ended, whichever it was; once per process."""
    if follow not in _follow_consent:
        _follow_consent.append(follow)


def consent_ended(person: Person) -> None:
    """Call everybody who asked, once the turn is written: what holds now is told by ``consents.may``."""
    for follow in _follow_consent:
        follow(person)
