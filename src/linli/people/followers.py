"""Rooms above follow: when two files become one, and two again; when somebody agrees no longer, or has died."""

from collections.abc import Callable, Sequence
from uuid import UUID

from linli.people.models import Person

Follow = Callable[[int, Sequence[UUID]], None]
FollowPerson = Callable[[Person], None]

_follow: list[Follow] = []
_follow_consent: list[FollowPerson] = []
_follow_death: list[FollowPerson] = []


def register(follow: Follow) -> None:
    """Ask to be called, inside the act, with the county and the ids whose counting changes; once per process."""
    if follow not in _follow:
        _follow.append(follow)


def tell(county: int, persons: Sequence[UUID]) -> None:
    """Call everybody who asked, before the moment of the change is taken."""
    for follow in _follow:
        follow(county, persons)


def register_consent(follow: FollowPerson) -> None:
    """Ask to be called, inside the act, when a consent of somebody has ended, whichever it was; once per process."""
    if follow not in _follow_consent:
        _follow_consent.append(follow)


def consent_ended(person: Person) -> None:
    """Call everybody who asked, once the turn is written: what holds now is told by ``consents.may``."""
    for follow in _follow_consent:
        follow(person)


def register_death(follow: FollowPerson) -> None:
    """Ask to be called, inside the act, when a death was written down or taken back; once per process.

    Whoever writes it may not open what must be brought to an end: what is done about that is given to a job.
    """
    if follow not in _follow_death:
        _follow_death.append(follow)


def death_told(person: Person) -> None:
    """Call everybody who asked, once it is written; which of the two it was stands in the row of the person."""
    for follow in _follow_death:
        follow(person)
