"""What money can be set aside for: rooms above say it when they are loaded. Nothing here knows a project."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise

from linli.kernel.actor import Actor

Offered = Callable[[Actor], list[tuple[UUID, str]]]


@dataclass(frozen=True)
class Subject:
    """A kind of thing (``room.model``), what it is called, the page it has, and which of them an actor may pick."""

    kind: str
    label: str | Promise
    page: str
    offered: Offered


_kinds: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Let money be set aside for things of a kind."""
    _kinds[subject.kind] = subject


def found(kind: str) -> Subject | None:
    """Return a kind by its name."""
    return _kinds.get(kind)


def offered(by: Actor) -> dict[str, tuple[str, UUID, str]]:
    """Return what an actor may set money aside for: key of a form → kind, id, name."""
    return {
        f"{one.kind}:{pk}": (one.kind, pk, name) for one in _kinds.values() for pk, name in one.offered(by)
    }  # fmt: skip
