"""Two files side by side, field by field, numbers masked."""

from dataclasses import dataclass

from linli.people.cards import masked
from linli.people.merging import LABELS, SHARED, preset
from linli.people.models import Person, Sex


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
