"""What counts under a contract: cases, groups and activities with their figures in, a verdict with its sentence out.

Pure: nothing here asks the database. A contract may name no minimum for a kind; then whatever was done counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from linli.kernel.period import Period


class What(StrEnum):
    """What a contract counts."""

    CASE = "case"
    GROUP = "group"
    LARGE = "large"
    SMALL = "small"


@dataclass(frozen=True)
class Minimum:
    """What one piece of work needs at least: ``acts`` recorded (contacts, sessions) and ``heads`` in all (人次)."""

    acts: int = 0
    heads: int = 0


@dataclass(frozen=True)
class Contract:
    """The minimums of one contract, with its name, where they come from, and the days it runs (None: not told)."""

    code: str
    name: str
    source: str
    minimums: Mapping[What, Minimum]
    starts: date | None = None
    ends: date | None = None

    def runs(self, period: Period) -> bool:
        """Tell whether the contract runs on a day of a period."""
        begun = self.starts is None or self.starts <= period.end
        return begun and (self.ends is None or self.ends >= period.start)


@dataclass(frozen=True)
class Done:
    """One case, group or activity of a period: how many acts stand for it and how many heads they counted."""

    what: What
    acts: int
    heads: int


@dataclass(frozen=True)
class Verdict:
    """Whether a piece of work counts yet; if not, by how much it falls short, and the sentence that says so."""

    counts: bool
    acts_short: int = 0
    heads_short: int = 0
    sentence: str = ""


def judge(done: Done, contract: Contract) -> Verdict:
    """Say whether a piece of work counts under a contract. What nobody recorded yet never counts."""
    least = contract.minimums.get(done.what, Minimum())
    acts = max(least.acts, 1) - done.acts
    heads = least.heads - done.heads
    acts, heads = max(acts, 0), max(heads, 0)
    if not acts and not heads:
        return Verdict(True)
    return Verdict(False, acts, heads, _sentence(done.what, acts, heads))


def _sentence(what: What, acts: int, heads: int) -> str:
    counted = {
        What.CASE: _("%(n)d次跟进"), What.GROUP: _("%(n)d节"), What.LARGE: _("%(n)d场"), What.SMALL: _("%(n)d场"),
    }[what]  # fmt: skip
    short = [counted % {"n": acts}] if acts else []
    if heads:
        short.append((_("%(n)d人次") if what == What.GROUP else _("%(n)d人")) % {"n": heads})
    return _("还差%(short)s。") % {"short": "、".join(short)}
