"""The form of a visit: subjects, items and answers, read from the data pack ``visit_forms``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from linli.kernel import packs

PACK = "visit_forms"


@dataclass(frozen=True)
class Option:
    """One answer; ``well`` needs no second look."""

    code: str
    name: str
    well: bool = False


@dataclass(frozen=True)
class Item:
    """One thing to look at; ``code`` is subject.item."""

    code: str
    name: str


@dataclass(frozen=True)
class Subject:
    """One subject with its items."""

    code: str
    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True)
class VisitForm:
    """The whole form. ``version`` is kept with every answer."""

    version: str
    name: str
    subjects: tuple[Subject, ...]
    options: tuple[Option, ...]

    def known(self, answers: Mapping[str, str]) -> bool:
        """Tell whether every answer is one that the form offers."""
        items = {item.code for subject in self.subjects for item in subject.items}
        return set(answers) <= items and set(answers.values()) <= {option.code for option in self.options}


def visit_form(region: str = "") -> VisitForm:
    """Return the form of a region."""
    pack = packs.load(PACK, region or settings.REGION)
    return VisitForm(
        version=f"{pack['code']}/{pack['version']}",
        name=pack["name"],
        subjects=tuple(_subject(row) for row in pack["subjects"]),
        options=tuple(Option(**row) for row in pack["options"]),
    )


def unchanged_minutes(region: str = "") -> int:
    """Return the length in minutes that a visit without anything new is written down with."""
    return int(packs.load(PACK, region or settings.REGION)["unchanged_minutes"])


def _subject(row: Mapping[str, Any]) -> Subject:
    items = tuple(Item(f"{row['code']}.{one['code']}", one["name"]) for one in row["items"])
    return Subject(row["code"], row["name"], items)
