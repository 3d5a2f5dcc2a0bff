"""What is asked about places."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import floor
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Func, Max, Q, Subquery
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.matching.rounds import Point
from linli.matching.streets import Segment
from linli.places.keys import asked
from linli.places.models import (
    Building,
    Division,
    DivisionQuerySet,
    Dwelling,
    Estate,
    Level,
    LtreeField,
    PointKind,
    ServicePoint,
    ServicePointQuerySet,
    Stairwell,
    StreetSegment,
)

TILES = 36_000  # squares of a hundredth of a degree once round the earth
MOST_FOUND = 500  # doors that a word finds before the first of them are told
MOST_TILES = 100  # some hundred square kilometres: what one round may ask for


def by_code(code: str) -> Division | None:
    """Return the division in force under a code, or None; codes are digits."""
    if not (code.isascii() and code.isdigit()):
        return None
    return Division.objects.current().filter(code=code).first()


def children(place: Division) -> DivisionQuerySet:
    """Return the divisions in force just below a place, by code."""
    return Division.objects.current().filter(parent=place).order_by("code")


def below(place: Division, level: Level) -> DivisionQuerySet:
    """Return the divisions of one level in force inside a place (the place itself when it is of that level)."""
    rows = Division.objects.current().filter(level=level)
    if place.level == Level.COUNTY:
        return rows.filter(county_id=place.pk).order_by("code")
    return rows.filter(path__under=place.path).order_by("code")


def full_name(place: Division) -> str:
    """Return the name with those above it, provinces first: 陕西省 汉中市 城固县."""
    labels = str(place.path).split(".")
    paths = [".".join(labels[:depth]) for depth in range(2, len(labels) + 1)]
    above = Division.objects.current().filter(path__in=paths).order_by("level")
    return " ".join(above.values_list("name", flat=True))


def doors_found(text: str, *, by: Actor, size: int) -> list[Dwelling]:
    """Return the doors in reach whose address holds every word that was typed, at most ``size``, by address.

    Of more than ``MOST_FOUND`` the first are those of the ones that were found first.
    """
    wanted = asked(text)
    if not wanted.keys or by.scope.organisation is not None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM doors_found(%s::text[], %s::text[], %s) ORDER BY address, id LIMIT %s",
            [list(wanted.keys), list(wanted.patterns), MOST_FOUND, size],
        )
        found = [pk for (pk,) in cursor.fetchall()]
    return list(Dwelling.objects.filter(by.scope.q(), pk__in=found).order_by("address", "id"))


@dataclass(frozen=True)
class Tile:
    """One big button on the way from a community to a door: what it is, its key, its words."""

    kind: str
    id: UUID
    name: str


def estates(community: int) -> list[Estate]:
    """Return the estates of a community by name."""
    return list(Estate.objects.filter(community_id=community).order_by("name"))


def buildings(estate: UUID) -> list[Building]:
    """Return the buildings of an estate in their order."""
    return list(Building.objects.filter(estate_id=estate))


def stairwells(building: UUID) -> list[Stairwell]:
    """Return the entrances of a building in their order."""
    return list(Stairwell.objects.filter(building_id=building))


def dwellings(stairwell: UUID) -> list[Dwelling]:
    """Return the doors of an entrance in their order."""
    return list(Dwelling.objects.filter(stairwell_id=stairwell))


def tiles(
    community: int, estate: UUID | None = None, building: UUID | None = None, stairwell: UUID | None = None
) -> list[Tile]:
    """Return the tiles of the next step down; a community with a single estate starts at its buildings.

    Whatever is told must lie in ``community``: keys of elsewhere give no tiles.
    """
    if stairwell is not None:
        doors = Dwelling.objects.filter(stairwell_id=stairwell, community_id=community)
        return [Tile("dwelling", door.pk, door.name) for door in doors]
    if building is not None:
        entrances = Stairwell.objects.filter(building_id=building, building__estate__community_id=community)
        return [Tile("stairwell", entrance.pk, entrance.name) for entrance in entrances]
    if estate is None:
        found = estates(community)
        if len(found) != 1:
            return [Tile("estate", one.pk, one.name) for one in found]
        estate = found[0].pk
    houses = Building.objects.filter(estate_id=estate, estate__community_id=community)
    return [Tile("building", house.pk, house.name) for house in houses]


def service_points(place: Division) -> ServicePointQuerySet:
    """Return the points open today inside a place, tier by tier."""
    return ServicePoint.objects.open_on(timezone.localdate()).inside(place).order_by("kind", "name")


def nearby(community: Division) -> list[ServicePoint]:
    """Return the open points for somebody who lives in a community: its own, then its town's, then the centre."""
    rows = ServicePoint.objects.open_on(timezone.localdate()).filter(county_id=community.county_id)
    own = Q(community_id=community.pk) | Q(community=None, town_id=community.town_id) | Q(kind=PointKind.CENTRE)
    return sorted(rows.filter(own), key=lambda point: (point.community_id is None, point.town_id is None, point.name))


@dataclass(frozen=True)
class Coverage:
    """Workrooms against communities in one place; ``year`` and ``source`` belong to the number of communities."""

    place: Division
    rooms: int
    communities: int
    year: int | None
    source: str

    @property
    def percent(self) -> int | None:
        """The share in whole percent; None where there is no community to count against."""
        return round(100 * self.rooms / self.communities) if self.communities else None


def coverage(place: Division) -> Coverage:
    """Count the rooms open today and the communities in force inside a place."""
    communities = below(place, Level.COMMUNITY)
    counted = communities.order_by().aggregate(n=Count("id"), year=Max("year"))
    newest = communities.filter(year=counted["year"]).values_list("source", flat=True).first()
    rooms = service_points(place).filter(kind=PointKind.ROOM).order_by().count()
    return Coverage(place, rooms, counted["n"], counted["year"], newest or "")


def coverage_below(place: Division) -> list[Coverage]:
    """Return the coverage of every division just below a place, in four queries however many there are."""
    parts = list(children(place))
    if not parts or place.level >= Level.TOWN:
        return []
    rows = Division.objects.current().filter(level=Level.COMMUNITY, path__under=place.path)
    label = Func(F("path"), _depth(place), 1, function="subpath", output_field=LtreeField())
    communities = {
        code: (n, year)
        for code, n, year in rows.values_list(label).annotate(n=Count("id"), year=Max("year")).order_by()
    }
    label = Func(F("community__path"), _depth(place), 1, function="subpath", output_field=LtreeField())
    points = service_points(place).filter(kind=PointKind.ROOM).order_by()
    rooms = dict(points.values_list(label).annotate(n=Count("id")))
    parts_by_label = [(part, str(part.path).split(".")[-1]) for part in parts]
    return [
        Coverage(part, rooms.get(label, 0), *communities.get(label, (0, None)), part.source)
        for part, label in parts_by_label
    ]


def _depth(place: Division) -> int:
    return len(str(place.path).split("."))


def tile(latitude: float, longitude: float) -> int:
    """Return the number of the square of a hundredth of a degree that a place lies in."""
    return _tile(floor(latitude * 100), floor(longitude * 100))


def _tile(row: int, column: int) -> int:
    return (row + 9_000) * TILES + column + 18_000


def streets_loaded() -> Subquery:
    """Return, as part of another question, a number that is another after each load of streets; null without any."""
    return Subquery(StreetSegment.objects.order_by("-id").values("id")[:1])


def streets_around(points: Iterable[Point], loaded: int) -> Sequence[Segment]:
    """Return the pieces of street around and between points; none when they lie wider apart than a town.

    ``loaded`` is what ``streets_loaded`` told: a process remembers the last few answers until streets are loaded anew.
    """
    corners = {(floor(one.latitude * 100), floor(one.longitude * 100)) for one in points}
    rows, columns = [sorted({corner[axis] for corner in corners}) for axis in (0, 1)]
    if not corners or (rows[-1] - rows[0] + 3) * (columns[-1] - columns[0] + 3) > MOST_TILES:
        return ()
    return _streets(rows[0] - 1, rows[-1] + 1, columns[0] - 1, columns[-1] + 1, loaded)


@lru_cache(maxsize=8)
def _streets(south: int, north: int, west: int, east: int, _loaded: int) -> tuple[Segment, ...]:
    tiles = [_tile(row, column) for row in range(south, north + 1) for column in range(west, east + 1)]
    told = StreetSegment.objects.filter(tile__in=tiles).order_by("first", "second").values_list(
        "first", "second", "latitude", "longitude", "to_latitude", "to_longitude"
    )  # fmt: skip
    return tuple(Segment(one, other, Point(*at[:2]), Point(*at[2:])) for one, other, *at in told)
