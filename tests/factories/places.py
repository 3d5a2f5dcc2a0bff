"""A small county for tests: the divisions are few, their shape is the real one."""

from dataclasses import dataclass, field

from linli.kernel.policy import acting
from linli.places.models import Building, Division, Dwelling, Estate, Level, PointKind, ServicePoint, Stairwell


@dataclass
class County:
    """The divisions, homes and service points of the test county."""

    division: Division
    towns: list[Division] = field(default_factory=list)
    communities: list[Division] = field(default_factory=list)
    grids: list[Division] = field(default_factory=list)
    dwellings: list[Dwelling] = field(default_factory=list)
    stations: list[ServicePoint] = field(default_factory=list)
    rooms: list[ServicePoint] = field(default_factory=list)


def division(code: str, name: str, level: Level, parent: Division | None = None) -> Division:
    """Make one division with its county and town filled."""
    with acting():
        made = Division(code=code, name=name, level=level, parent=parent, year=2023, source="测试")
        made.path = f"{parent.path}.c{code}" if parent else f"cn.c{code}"
        if parent is not None:
            made.county = parent if parent.level == Level.COUNTY else parent.county
            made.town = parent if parent.level == Level.TOWN else parent.town
        made.save()
    return made


def county(code: str = "990722", name: str = "青禾县(示范)") -> County:
    """Make a county with two towns of two communities each; each community has one grid and two doors."""
    made = County(division(code, name, Level.COUNTY))
    for town_number, town_name in enumerate(("示范镇", "柳河街道"), 1):
        town = division(f"{code}{town_number:03d}", town_name, Level.TOWN, made.division)
        made.towns.append(town)
        with acting():
            made.stations.append(
                ServicePoint.objects.create(
                    kind=PointKind.STATION,
                    name=f"{town_name}社工站",
                    county=made.division,
                    town=town,
                    telephone="0990-1234567",
                )
            )
        for number in (1, 2):
            _community(made, town, number)
    return made


def _community(made: County, town: Division, number: int) -> None:
    place = division(f"{town.code}{number:03d}", f"{town.name[:2]}第{number}社区", Level.COMMUNITY, town)
    made.communities.append(place)
    made.grids.append(division(f"{place.code}001", "第一网格", Level.GRID, place))
    with acting():
        made.rooms.append(
            ServicePoint.objects.create(
                kind=PointKind.ROOM, name=f"{place.name}社工室", county=made.division, town=town, community=place
            )
        )
        estate = Estate.objects.create(community=place, name="示范家苑")
        building = Building.objects.create(estate=estate, name="3栋", position=3)
        stairwell = Stairwell.objects.create(building=building, name="2单元", position=2)
        for room in ("501", "502"):
            made.dwellings.append(
                Dwelling.objects.create(
                    stairwell=stairwell, name=room, county_id=made.division.pk, town_id=town.pk, community_id=place.pk,
                    grid_id=made.grids[-1].pk, address=f"示范家苑3栋2单元{room}",
                )
            )  # fmt: skip
