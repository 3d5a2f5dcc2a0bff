"""Several parts of a page need to know the same of a case: it is asked once."""

from collections.abc import Callable
from typing import TypeVar

from linli.kernel.policy import Refusal
from linli.practice import policies
from linli.practice.models import CaseFile

T = TypeVar("T")


def once(case: CaseFile, ask: Callable[[CaseFile], T]) -> T:
    """Return what ``ask`` tells of this row, asked the first time alone."""
    kept: dict[object, T] = vars(case).setdefault("_asked", {})
    if ask not in kept:
        kept[ask] = ask(case)
    return kept[ask]


def stopped(case: CaseFile) -> Refusal:
    """Return why nothing new is written in a case, asked once for a page."""
    return once(case, _stopped)


def _stopped(case: CaseFile) -> Refusal:
    return policies.stopped(case)
