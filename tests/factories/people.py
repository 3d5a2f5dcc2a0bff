"""Synthetic people for tests (documents with area code 999999, assigned to nobody)."""

from datetime import date
from typing import Any

from linli.kernel.policy import acting
from linli.kernel.text import sort_key
from linli.people.models import Household, Person
from linli.places.models import Division, Dwelling


def areas(community: Division, grid: Division | None = None) -> dict[str, int | None]:
    """Return the area columns of a community."""
    return {
        "county_id": community.county_id, "town_id": community.town_id, "community_id": community.pk,
        "grid_id": grid.pk if grid else None,
    }  # fmt: skip


def person(community: Division, name: str = "示范居民", **facts: Any) -> Person:
    """Make a person living in a community."""
    with acting():
        return Person.objects.create(
            name=name, sort_key=sort_key(name), birth_date=facts.pop("birth_date", date(1950, 5, 1)),
            **areas(community), **facts,
        )  # fmt: skip


def household(dwelling: Dwelling, name: str = "某家") -> Household:
    """Make a household in a dwelling."""
    with acting():
        return Household.objects.create(
            name=name, dwelling=dwelling, address=dwelling.address, county_id=dwelling.county_id,
            town_id=dwelling.town_id, community_id=dwelling.community_id, grid_id=dwelling.grid_id,
        )  # fmt: skip
