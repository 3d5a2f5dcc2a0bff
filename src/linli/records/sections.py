"""What rooms above add to the page of a record: each says, for one who reads it, a section or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from linli.kernel.actor import Actor
from linli.records.models import ServiceRecord


@dataclass(frozen=True)
class Section:
    """One section: its title, its lines (what, how, tone), a note, and the kind of look that reading it is."""

    title: str
    lines: tuple[tuple[str, str, str], ...]
    look: str
    note: str = ""


Reader = Callable[[ServiceRecord, list[UUID], Actor], Section | None]

_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Let a room add to the page; ``reader`` is given the record, whom it served, and who looks."""
    if reader not in _readers:
        _readers.append(reader)


def sections(record: ServiceRecord, persons: list[UUID], by: Actor) -> list[Section]:
    """Return what is added to the page of a record for one reader."""
    return [told for reader in _readers if (told := reader(record, persons, by)) is not None]
