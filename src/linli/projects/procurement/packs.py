"""The pack ``procurement``: methods of buying with their legal clocks; what no source says stays None."""

from dataclasses import dataclass
from functools import lru_cache

from linli.kernel import packs

NAME = "procurement"
DECIDES = ("price", "criteria", "time")


@dataclass(frozen=True)
class Method:
    """A way of buying. A figure that is None is prescribed by no text known to us; ``note`` says so."""

    code: str
    name: str
    invited: bool
    law: str
    note: str
    days_at_least: int | None = None
    bids_at_least: int | None = None
    invite_at_least: int | None = None
    invite_at_most: int | None = None


@dataclass(frozen=True)
class Rules:
    """What holds for buying in a region."""

    methods: dict[str, Method]
    bond_at_most: int
    keep_years: int
    complain_days: int
    answer_days: int
    score_days: int
    ties: tuple[str, ...]
    source: str
    certainty: str


@lru_cache(maxsize=256)
def rules(region: str) -> Rules:
    """Return the rules in force in a region. Raises ``PackError`` when a tie is decided by something unknown."""
    pack = packs.load(NAME, region)
    ties = tuple(pack["ties"]["order"])
    if set(ties) - set(DECIDES):
        raise packs.PackError(f"{NAME}: ties are decided by {', '.join(DECIDES)}")
    limits = pack["limits"]
    return Rules(
        {row["code"]: Method(**row) for row in pack["methods"]}, limits["bond_percent_at_most"], limits["keep_years"],
        limits["complain_working_days"], limits["answer_working_days"],
        pack["judges"]["score_within_working_days"], ties, pack["source"], pack["certainty"],
    )  # fmt: skip
