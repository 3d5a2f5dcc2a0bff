"""What the first pages of a case read: who lives with the client, what was noted last, what was signed."""

import json
from typing import Any

from django.utils import timezone

from linli.kernel.actor import Actor
from linli.people import locks
from linli.people.models import Person
from linli.people.queries import members
from linli.practice.models import CaseFile, CaseSignature, Intake


def household(case: CaseFile, by: Actor) -> list[Person]:
    """Return who lives with the client now, herself too, but for those whose files are shut to the actor."""
    home = case.client.household
    if home is None:
        return [case.client]
    found = [row.person for row in members(home) if row.ends_on is None]
    kept = locks.shut(found, by, writing=True, day=timezone.localdate())
    return [person for person in found if person.pk not in kept]


def intake(case: CaseFile) -> Intake | None:
    """Return the intake as it was noted last."""
    return case.intakes.select_related("guardian").defer("guardian__search").order_by("-version").first()


def signatures(case: CaseFile) -> list[CaseSignature]:
    """Return what was signed in a case, the newest first, without the pictures."""
    rows = case.casesignatures.select_related("signer").defer("signer__search", "picture_sealed", "statement_sealed")
    return list(rows.order_by("-at", "-id")[:20])


def mapping(text: str) -> dict[str, Any]:
    """Read a mapping that is kept as JSON; anything else is an empty one."""
    try:
        held = json.loads(text or "{}")
    except ValueError:
        return {}
    return held if isinstance(held, dict) else {}
