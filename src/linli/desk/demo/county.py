"""The county itself: towns, communities, grids, service points, organisations and programmes."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from linli.desk.demo import CODE
from linli.directory import actions as directory
from linli.directory.models import Organisation, Programme
from linli.kernel import packs
from linli.kernel.actor import Actor
from linli.places import actions, queries
from linli.places.models import Division, Level, PointKind, ServicePoint

HOURS = "周一至周五 8:30–12:00、14:00–18:00"
OPENED = date(2022, 4, 1)
YEAR = 2023
SOURCE = "示范县，虚构"
MOUNTAINS = 2  # the programme of the mountain towns, in the order of the pack


@dataclass
class County:
    """What stands in the county, in a fixed order."""

    division: Division
    towns: list[Division] = field(default_factory=list)
    communities: dict[int, list[Division]] = field(default_factory=dict)
    grids: dict[int, list[Division]] = field(default_factory=dict)
    centre: ServicePoint | None = None
    stations: list[ServicePoint] = field(default_factory=list)
    rooms: list[ServicePoint] = field(default_factory=list)
    programmes: list[Programme] = field(default_factory=list)
    organisations: list[Organisation] = field(default_factory=list)

    @property
    def points(self) -> list[ServicePoint]:
        """Return all points: the centre, the stations, the rooms."""
        return [*([self.centre] if self.centre else []), *self.stations, *self.rooms]

    def purpose(self, place: Division, day: date) -> Programme:
        """Return what a visit at a place and day is counted to: the towns' own purpose, else the first."""
        return self.funded(place, day) or self.programmes[0]

    def funded(self, place: Division, day: date) -> Programme | None:
        """Return the purpose of a place's own town on a day, if it has one: what cases, groups and projects name."""
        towns = {self.division.code + code for code in words()["programmes"][MOUNTAINS]["towns"]}
        own, town = self.programmes[MOUNTAINS], place.town
        return own if town is not None and town.code in towns and day >= own.starts_on else None

    def place_of(self, point: ServicePoint) -> Division:
        """Return the community a point's acts are recorded in: its own, or the first of its town (of the county)."""
        if point.community_id is None:
            town = point.town_id or self.towns[0].pk
            return self.communities[town][0]
        return next(one for one in self.communities[point.town_id or 0] if one.pk == point.community_id)


def words() -> dict[str, Any]:
    """Return the county's data pack."""
    return packs.load("demo", CODE)


def open_county(by: Actor) -> County:
    """Open the county's division alone (the reach of everything that follows)."""
    return County(_division(None, CODE, words()["county"], by))


def furnish(county: County, by: Actor) -> None:
    """Open everything that stands in the county; what is there already is found."""
    pack = words()
    for told in pack["towns"]:
        town = _division(county.division, CODE + told["code"], told["name"], by)
        county.towns.append(town)
        is_street = told["name"].endswith("街道")
        names = pack["words"]["street_communities" if is_street else "villages"]
        suffix, base = ("社区", 0) if is_street else ("村", 200)
        here = county.communities[town.pk] = [
            _division(town, f"{town.code}{base + number:03d}", _community(town, name, number, suffix), by)
            for number, name in enumerate(names[: told["communities"]], 1)
        ]
        _points(county, town, here[: told["rooms"]], by)
    first = county.communities[county.towns[0].pk][0]
    county.centre = _point(county.division, PointKind.CENTRE, "青禾县社工总站", f"{first.name}禾苗路 1 号", 0, by)
    for told in pack["organisations"]:
        county.organisations.append(_organisation(county.division, told, by))
    for told in pack["programmes"]:
        county.programmes.append(_programme(county, told, by))


def _community(town: Division, name: str, number: int, suffix: str) -> str:
    return f"{town.name.removesuffix('镇')}集镇社区" if suffix == "村" and number == 1 else f"{name}{suffix}"


def _points(county: County, town: Division, places: list[Division], by: Actor) -> None:
    number = len(county.towns) * 10
    county.stations.append(
        _point(town, PointKind.STATION, f"{town.name}社工站", f"{town.name}便民服务中心", number, by)
    )
    for order, place in enumerate(places, 1):
        county.grids[place.pk] = [
            _division(place, f"{place.code}{grid:03d}", f"第{'一二'[grid - 1]}网格", by) for grid in (1, 2)
        ]
        name = f"{town.name}{place.name}社工室"
        county.rooms.append(
            _point(place, PointKind.ROOM, name, f"{town.name}{place.name}党群服务中心", number + order, by)
        )


def _division(parent: Division | None, code: str, name: str, by: Actor) -> Division:
    known = queries.by_code(code)
    level = None if parent else Level.COUNTY
    return known or actions.open_division(parent, code=code, name=name, level=level, year=YEAR, source=SOURCE, by=by)


def _point(place: Division, kind: str, name: str, address: str, number: int, by: Actor) -> ServicePoint:
    known = ServicePoint.objects.filter(county_id=place.areas()["county_id"], name=name).first()
    return known or actions.open_service_point(
        place,
        kind=kind,
        name=name,
        address=address,
        hours=HOURS,
        telephone=f"{words()['telephone']}{number:03d}",
        opened_on=OPENED,
        by=by,
    )


def _organisation(county: Division, told: dict[str, Any], by: Actor) -> Organisation:
    known = Organisation.objects.filter(county_id=county.pk, name=told["name"]).first()
    code = told.get("credit_code", "")
    return known or directory.register_organisation(
        county, kind=told["kind"], name=told["name"], credit_code=code, by=by
    )


def _programme(county: County, told: dict[str, Any], by: Actor) -> Programme:
    known = Programme.objects.filter(county_id=county.division.pk, name=told["name"]).first()
    return known or directory.open_programme(
        county.division,
        name=told["name"],
        starts_on=told["starts_on"],
        provider=county.organisations[0],
        by=by,
    )
