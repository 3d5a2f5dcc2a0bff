"""Importers: what upper rooms can take in from a table. They register in ``AppConfig.ready()``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.utils.functional import Promise

from linli.kernel.actor import Actor

Value = str | int | date | None
Text = str | Promise
Memory = dict[Any, Any]


@dataclass(frozen=True)
class Column:
    """One thing a table can tell: its label, other words for it, how a cell is read, how the template shows it.

    ``parse`` gets a text that is not blank and returns the value or raises ``Refused``. ``masked`` values are not
    shown on screen. ``choices`` become a drop-down of the template. No two rows of a table may tell the same value of
    an ``alone`` column. With ``hours``, a bare number under a header that says 小时 is hours.
    """

    code: str
    label: Text
    parse: Callable[[str], Value]
    synonyms: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[str, ...] = ()
    example: str = ""
    hint: Text = ""
    masked: bool = False
    alone: bool = False
    hours: bool = False


@dataclass(frozen=True)
class Row:
    """One row to be taken in: its own key (the same however often it is tried), line number, values told.

    ``take`` holds the codes of the columns in which the file wins over what is stored; ``twin`` counts the rows of
    the same table before it that tell exactly the same. ``asked`` are the codes that the check put to the user,
    ``met`` the id of the person it laid beside the row ("" for none).
    """

    key: UUID
    number: int
    values: Mapping[str, Value]
    take: frozenset[str] = frozenset()
    twin: int = 0
    asked: frozenset[str] = frozenset()
    met: str = ""


@dataclass(frozen=True)
class Difference:
    """One field in which a row and what is stored disagree; both as shown to the reader.

    ``label`` is the question when the code is no column: what is done without an answer, and what with one.
    """

    code: str
    stored: str
    offered: str
    label: str = ""


@dataclass(frozen=True)
class Finding:
    """What a check found: ``errors`` (column code or "", sentence), what the row meets, and where they disagree.

    ``person`` is the id of the person whose stored fields are shown (for the trail of looks), "" for none. ``twin`` is
    the row's own, kept with the finding.
    """

    errors: tuple[tuple[str, str], ...] = ()
    meets: str = ""
    person: str = ""
    differences: tuple[Difference, ...] = ()
    twin: int = 0


@dataclass(frozen=True)
class Made:
    """What became of a row: ``outcome`` new, changed or same, and what :meth:`Importer.undo` needs to take it back.

    ``refused`` is the sentence of a row that passed the check and cannot be taken in now; then nothing is.
    """

    outcome: str = ""
    ref: dict[str, Any] = field(default_factory=dict)
    refused: str = ""


class Importer(Protocol):
    """One kind of table. Its methods go through the actions of the rooms that own what is made."""

    kind: str
    title: Text
    lead: Text
    roles: frozenset[str]

    def columns(self, by: Actor) -> tuple[Column, ...]:
        """Return the columns, choices as they are for this actor."""

    def check(self, rows: Sequence[Row], by: Actor, before: Memory) -> list[Finding]:
        """Return a finding for each row of a piece, in order. Reads only.

        ``before`` is the importer's own memory of the pieces before this one of the same table.
        """

    def apply(self, rows: Sequence[Row], by: Actor) -> list[Made]:
        """Take rows in, in order, inside the caller's transaction; each row stands or falls by itself."""

    def undo(self, made: Sequence[dict[str, Any]], by: Actor) -> list[str]:
        """Take back what ``apply`` made; returns for each "" or the sentence why it stays."""


_importers: dict[str, Importer] = {}


def register(importer: Importer) -> None:
    """Offer an importer; a kind is registered once."""
    _importers[importer.kind] = importer


def importer(kind: str) -> Importer | None:
    """Return the importer of a kind."""
    return _importers.get(kind)


def importers_for(by: Actor) -> list[Importer]:
    """Return the importers this actor's role may use, by kind."""
    return [found for _kind, found in sorted(_importers.items()) if by.role in found.roles]
