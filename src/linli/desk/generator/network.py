"""The county a generator fills: towns, communities, points and one worker for each, opened by the ordinary verbs."""

from typing import NamedTuple
from uuid import UUID

from linli.accounts import actions as accounts
from linli.accounts.models import Post, Role
from linli.desk.demo.county import words
from linli.desk.generator.scales import Scale
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.places import actions, queries
from linli.places.models import Division, Level, PointKind, ServicePoint

ROOMS = 4  # communities of each town that have a workroom
PREFIX = "15430"  # a range of numbers that no operator has been given


class Spot(NamedTuple):
    """One community with the point and the posts that serve it, in the order of its staging table."""

    number: int
    county: int
    town: int
    community: int
    name: str
    point: UUID
    post: UUID
    social_post: UUID


def open_county(code: str, by: Actor) -> Division:
    """Open the county, or find it."""
    return queries.by_code(code) or actions.open_division(
        None, code=code, name=f"生成县 {code}", level=Level.COUNTY, year=2023, source="生成的数据，虚构", by=by
    )


def furnish(county: Division, scale: Scale, period: Period, by: Actor) -> list[Spot]:
    """Open towns, communities, points, accounts and posts; return the communities in order."""
    network = _Network(county, period, by)
    network.engage(Role.COUNTY_OFFICER, county)
    spots: list[Spot] = []
    for number in range(scale.towns):
        town = network.division(county, f"{county.code}{100 + number}", f"第{number + 1}镇")
        station = network.point(town, PointKind.STATION)
        social = network.engage(Role.SOCIAL_WORKER, town)
        for order in range(scale.communities):
            name = words()["words"]["street_communities"][order % 20] + "社区"
            place = network.division(town, f"{town.code}{order + 1:03d}", f"{town.name}{name}")
            point = network.point(place, PointKind.ROOM) if order < ROOMS else station
            post = network.engage(Role.COMMUNITY_WORKER, place)
            spots.append(Spot(len(spots), county.pk, town.pk, place.pk, place.name, point.pk, post.pk, social.pk))
    return spots


class _Network:
    """Opens what is not there yet."""

    def __init__(self, county: Division, period: Period, by: Actor) -> None:
        self.county, self.period, self.by, self.count = county, period, by, 0

    def division(self, parent: Division, code: str, name: str) -> Division:
        known = queries.by_code(code)
        return known or actions.open_division(
            parent, code=code, name=name, year=2023, source="生成的数据，虚构", by=self.by
        )

    def point(self, place: Division, kind: str) -> ServicePoint:
        name = f"{place.name}{PointKind(kind).label}"
        known = ServicePoint.objects.filter(county=self.county, name=name).first()
        return known or actions.open_service_point(place, kind=kind, name=name, by=self.by)

    def engage(self, role: str, place: Division) -> Post:
        self.count += 1
        user = accounts.open_account(f"生成员{self.count}", f"{PREFIX}{self.count:06d}", by=self.by)
        return accounts.appoint(user, role, place, starts_on=self.period.start, by=self.by)
