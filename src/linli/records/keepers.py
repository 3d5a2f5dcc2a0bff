"""Records whose words an upper room keeps: it may say that one is corrected there, and follows what is corrected here.

An upper room registers itself under the ``source`` of its records when it is loaded.
"""

from collections.abc import Callable
from dataclasses import dataclass

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.records.models import ServiceRecord


def _nothing(_record: ServiceRecord, _by: Actor) -> Refusal:
    return None


@dataclass(frozen=True)
class Keeper:
    """``follow(old, new, by)``: the new record stands for the old (or takes it out of every count), in the same act.

    ``refusal``: the sentence that sends whoever would correct a record to the room that keeps its words, or None. Who
    recorded may have no sight of those words any more, so that a keeper looks past what ``by`` is shown.
    """

    follow: Callable[[ServiceRecord, ServiceRecord, Actor], None]
    refusal: Callable[[ServiceRecord, Actor], Refusal] = _nothing


_keepers: dict[str, Keeper] = {}


def register(source: str, keeper: Keeper) -> None:
    """Tell who keeps the words of the records of a source."""
    _keepers[source] = keeper


def refusal(record: ServiceRecord, by: Actor) -> Refusal:
    """Return why a record is not corrected from here, or None."""
    keeper = _keepers.get(record.source)
    return keeper.refusal(record, by) if keeper is not None else None


def follow(old: ServiceRecord, new: ServiceRecord, by: Actor) -> None:
    """Let the room that keeps the words of a record know that another stands in its place."""
    if (keeper := _keepers.get(old.source)) is not None:
        keeper.follow(old, new, by)
