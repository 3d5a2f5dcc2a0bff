"""Rooms above that count or keep persons follow when two files become one, and when they become two again."""

from collections.abc import Callable, Sequence
from uuid import UUID

Follow = Callable[[int, Sequence[UUID]], None]

_follow: list[Follow] = []


def register(follow: Follow) -> None:
    """Ask to be called, inside the act, with the county and the ids whose counting changes; once per process."""
    if follow not in _follow:
        _follow.append(follow)


def tell(county: int, persons: Sequence[UUID]) -> None:
    """Call everybody who asked, before the moment of the change is taken."""
    for follow in _follow:
        follow(county, persons)
