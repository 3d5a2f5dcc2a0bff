"""What of a person must be kept now and why: a hold, a duty that runs, a law's term. Read before anything is erased."""

from collections.abc import Callable
from datetime import date

from django.db.models import Q

from linli.people import locks
from linli.people.models import LegalHold, Person
from linli.people.rights import KEEP, classes

HOLD, DUTY, LAW = "hold", "duty", "law"
# 未成年人保护法 43: while the duty runs
CHILD_FILE = ("identity", "family", "categories", "visits", "records", "cases")


Keeper = Callable[[Person, date], dict[str, str]]
_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Let a room above say which classes of a person stay on a day, each with why."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def held(person: Person, day: date) -> LegalHold | None:
    """Return the hold that runs on a day, the one that runs longest; None when nothing is held.

    One that was set on a file which was merged into hers since holds all that was written under either.
    """
    hers = Q(person=person) | Q(person__merged_into=person)
    rows = LegalHold.objects.filter(hers, lifted_at=None, until__gte=day)
    return rows.order_by("-until", "-id").first()


def kept(person: Person, day: date) -> dict[str, str]:
    """Return the classes that stay whatever is asked, each with why (``hold``, ``duty``, ``law``).

    A hold keeps everything. The file of a child in difficulty is kept while the duty to keep it runs. What a law orders
    to keep is told to everybody alike, so that the answer does not tell whether there is a report of harm.
    """
    if held(person, day) is not None:
        return dict.fromkeys(classes(), HOLD)
    found = {one.code: LAW for one in classes().values() if one.erase == KEEP}
    if locks.locked([person], day):
        found |= dict.fromkeys(CHILD_FILE, DUTY)
    for keeper in _keepers:
        found |= keeper(person, day)
    return found
