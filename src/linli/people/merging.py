"""Putting two files together: what may be chosen, and what is chosen when nobody says otherwise."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.people.models import Person, Sex

KEPT, OTHER, BOTH = "kept", "other", "both"
SHARED = ("name", "preferred_name", "sex", "birth_date", "registered_address", "actual_address", "note", "died_on")
CHOSEN = (*SHARED, "document", "household")
LABELS: dict[str, str | Promise] = {"document": _("证件"), "household": _("家庭")}


def preset(kept: Person, other: Person) -> dict[str, str]:
    """Return the choices nobody has to make: what one file lacks comes from the other, and papers of both stand."""
    chosen = {name: _rather(getattr(kept, name), getattr(other, name)) for name in SHARED}
    same_place = kept.community_id == other.community_id
    chosen["household"] = _rather(kept.household_id, other.household_id) if same_place else KEPT
    return chosen | {"document": BOTH}


def _rather(ours: object, theirs: object) -> str:
    blank = ("", None, Sex.UNKNOWN)
    return OTHER if ours in blank and theirs not in blank else KEPT
