"""Two files side by side: what may be chosen, and what is chosen when nobody says otherwise."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.people.cards import masked
from linli.people.models import Person, Sex

KEPT, OTHER, BOTH = "kept", "other", "both"
SHARED = ("name", "preferred_name", "sex", "birth_date", "registered_address", "actual_address", "note")
CHOSEN = (*SHARED, "document", "household")
LABELS: dict[str, str | Promise] = {"document": _("证件"), "household": _("家庭")}


@dataclass(frozen=True)
class Side:
    """One line of the comparison: a field, what both files say, which is chosen unless told otherwise."""

    name: str
    label: str
    kept: str
    other: str
    chosen: str

    @property
    def differs(self) -> bool:
        """True when there is something to choose."""
        return self.kept != self.other


def preset(kept: Person, other: Person) -> dict[str, str]:
    """Return the choices nobody has to make: what one file lacks comes from the other, and papers of both stand."""
    chosen = {name: _rather(getattr(kept, name), getattr(other, name)) for name in SHARED}
    same_place = kept.community_id == other.community_id
    chosen["household"] = _rather(kept.household_id, other.household_id) if same_place else KEPT
    return chosen | {"document": BOTH}


def _rather(ours: object, theirs: object) -> str:
    blank = ("", None, Sex.UNKNOWN)
    return OTHER if ours in blank and theirs not in blank else KEPT


def sides(kept: Person, other: Person) -> list[Side]:
    """Return the comparison of two files, field by field; numbers masked."""
    chosen = preset(kept, other)
    rows = [
        Side(name, str(Person._meta.get_field(name).verbose_name), _told(kept, name), _told(other, name), chosen[name])  # type: ignore[union-attr]
        for name in SHARED
    ]
    rows.append(Side("document", str(LABELS["document"]), _papers(kept), _papers(other), chosen["document"]))
    homes = str(kept.household or ""), str(other.household or "")
    rows.append(Side("household", str(LABELS["household"]), homes[0], homes[1], chosen["household"]))
    return rows


def _told(person: Person, name: str) -> str:
    if name == "sex":
        return "" if person.sex == Sex.UNKNOWN else person.get_sex_display()
    return str(getattr(person, name) or "")


def _papers(person: Person) -> str:
    return "、".join(f"{row.label} {row.number}".strip() for row in masked(person) if row.kind == "document")
