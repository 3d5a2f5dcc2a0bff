"""Who may change places: the sentence that refuses, or None."""

from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.places.models import Building, Division, Dwelling, Estate, Level, ServicePoint, Stairwell

# Roles by their codes: the posts that carry them stand on a higher floor.
SYSTEM = "system"
NETWORK = frozenset({SYSTEM, "system_admin", "county_officer", "street_officer"})
HOMES = NETWORK | {"grid_worker", "community_worker", "social_worker", "station_lead"}
OUTSIDE = _("这个地方不在您负责的范围里。")


def _reaches(by: Actor, areas: dict[str, int | None]) -> bool:
    """Tell whether a row with these area columns lies inside the actor's reach."""
    return by.scope.everywhere or (by.scope.organisation is None and areas.get(by.scope.column) in by.scope.areas)


def reaches(by: Actor, place: Division) -> bool:
    """Tell whether a division lies inside the actor's reach."""
    return _reaches(by, place.areas())


def load_divisions(by: Actor) -> Refusal:
    """Only a command loads the national list."""
    return None if by.role == SYSTEM else _("全国区划只能用命令载入。")


def load_streets(by: Actor) -> Refusal:
    """Only a command loads the streets."""
    return None if by.role == SYSTEM else _("街道路网只能用命令载入。")


def open_division(by: Actor, parent: Division | None) -> Refusal:
    """Divisions down to the community come from the state's list or a command; grids are a county's own."""
    if by.role == SYSTEM:
        return None
    if parent is None or parent.level != Level.COMMUNITY:
        return _("县、镇街和社区按国家公布的名单载入；这里只能新建网格。")
    if by.role not in NETWORK:
        return _("新建网格请找镇街或区县的经办人。")
    return None if reaches(by, parent) else OUTSIDE


def close_division(by: Actor, division: Division) -> Refusal:
    """Who opened a grid may close it; the rest closes with the state's list."""
    if division.valid_to is not None:
        return _("这个地方已经停用了。")
    return open_division(by, division.parent)


def open_estate(by: Actor, community: Division) -> Refusal:
    """Homes are entered by those who serve the community."""
    if community.level != Level.COMMUNITY:
        return _("小区要建在一个社区(村)里。")
    if by.role not in HOMES:
        return _("您的岗位不登记房屋。")
    return None if reaches(by, community) else OUTSIDE


def open_homes(by: Actor, community: Division) -> Refusal:
    """The same as for one estate."""
    return open_estate(by, community)


def community_of(home: Estate | Building | Dwelling) -> Division:
    """Return the community that an estate, a building or a door lies in."""
    if isinstance(home, Dwelling):
        home = home.stairwell.building
    return home.estate.community if isinstance(home, Building) else home.community


def locate(by: Actor, home: Estate | Building | Dwelling) -> Refusal:
    """The same as for its estate."""
    return open_estate(by, community_of(home))


def open_building(by: Actor, estate: Estate) -> Refusal:
    """The same as for its estate."""
    return open_estate(by, estate.community)


def open_stairwell(by: Actor, building: Building) -> Refusal:
    """The same as for its estate."""
    return open_estate(by, building.estate.community)


def open_dwelling(by: Actor, stairwell: Stairwell) -> Refusal:
    """The same as for its estate."""
    return open_estate(by, stairwell.building.estate.community)


def open_service_point(by: Actor, place: Division) -> Refusal:
    """The network is kept by those who run it, in their own reach."""
    if by.role not in NETWORK:
        return _("服务点由镇街或区县的经办人登记。")
    return None if reaches(by, place) else OUTSIDE


def edit_service_point(by: Actor, point: ServicePoint) -> Refusal:
    """Like opening; a closed point is history."""
    if point.closed_on is not None:
        return _("这个服务点已经停用了，不能再改。")
    if by.role not in NETWORK:
        return _("服务点由镇街或区县的经办人登记。")
    areas = {"county_id": point.county_id, "town_id": point.town_id, "community_id": point.community_id}
    return None if _reaches(by, areas) else OUTSIDE


def close_service_point(by: Actor, point: ServicePoint) -> Refusal:
    """Like editing."""
    return edit_service_point(by, point)
