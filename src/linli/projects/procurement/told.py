"""What is said of a procedure and in a bid: the input of the verbs, and what an envelope holds."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from linli.directory.models import Organisation
from linli.papers.scans import Scan


@dataclass(frozen=True)
class CriterionTold:
    """One item that bids are scored by."""

    name: str
    weight: int
    kind: str = "judged"


@dataclass(frozen=True)
class TenderTold:
    """A procedure as the purchaser drafts it; bids are taken to the end of ``closes_on``."""

    method: str
    closes_on: date
    basis: str
    publisher: str
    telephone: str
    requirements: str = ""
    fixed: bool = False
    bond_percent: int | None = None
    criteria: tuple[CriterionTold, ...] = ()
    invited: tuple[Organisation, ...] = ()


@dataclass(frozen=True)
class BidTold:
    """A bid as the head of an agency says it: 分 for each budget line, hours, who works in it as what.

    ``promises``: indicator → how much, for those of which it promises more than the plan asks.
    """

    words: str
    lines: tuple[int, ...]
    hours: int | None = None
    team: tuple[tuple[UUID, str], ...] = ()
    paper: Scan | None = None
    promises: tuple[tuple[str, int], ...] = ()

    @property
    def price(self) -> int:
        """Return what it costs in all, in 分."""
        return sum(self.lines)


@dataclass(frozen=True)
class Seat:
    """Somebody of a team as judges read of her: no name."""

    part: str
    grades: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offer:
    """What lies in the envelope of a bid. ``file`` is the hash of its file, '' without one."""

    words: str
    lines: tuple[tuple[str, int], ...]
    hours: int | None
    team: tuple[Seat, ...]
    file: str = ""
    promises: tuple[tuple[str, int], ...] = ()

    @property
    def price(self) -> int:
        """Return what it costs in all, in 分."""
        return sum(amount for _name, amount in self.lines)

    def packed(self) -> str:
        """Return it as text, the same for the same offer."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def unpacked(text: str) -> Offer:
    """Read an offer out of its envelope."""
    told: dict[str, Any] = json.loads(text)
    team = tuple(Seat(one["part"], tuple(one["grades"]), tuple(one["fields"])) for one in told["team"])
    return Offer(told["words"], tuple((name, amount) for name, amount in told["lines"]), told["hours"], team,
                 told["file"], tuple((name, amount) for name, amount in told.get("promises", ())))  # fmt: skip


Given = dict[tuple[UUID, UUID], Decimal]
"""Points by bid and criterion, as one judge gives them."""
