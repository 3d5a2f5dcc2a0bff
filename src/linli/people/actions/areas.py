"""The area columns every row about a person carries."""

from linli.people.models import Placed
from linli.places.models import Division


def of_row(row: Placed) -> dict[str, int | None]:
    """Return the area columns of a row, to be written on another."""
    return {
        "county_id": row.county_id,
        "town_id": row.town_id,
        "community_id": row.community_id,
        "grid_id": row.grid_id,
    }


def put(row: Placed, community: Division, grid: int | None) -> None:
    """Lay a row in a community and, when known, one of its grids."""
    if community.county_id is None or community.town_id is None:
        raise ValueError(f"{community.code} is not a community of a town")
    row.county_id, row.town_id, row.community_id = community.county_id, community.town_id, community.pk
    row.grid_id = grid
