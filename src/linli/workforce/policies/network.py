"""Who keeps the network: service lists the station itself, checks, visits and posts those above, plans the county."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.places.models import Division, Level, ServicePoint
from linli.places.policies import OUTSIDE, reaches
from linli.workforce.models import NetworkPlan, PointService, PostFilling, StationPost

NETWORK_READERS = frozenset({Role.STATION_LEAD, Role.STREET_OFFICER, Role.COUNTY_OFFICER})
ABOVE = frozenset({Role.STREET_OFFICER, Role.COUNTY_OFFICER})


def _keeps(by: Actor, point: ServicePoint, roles: frozenset[Role]) -> Refusal:
    if by.role not in roles or not by.scope.holds(point):
        return OUTSIDE
    if point.closed_on is not None and point.closed_on <= timezone.localdate():
        return _("这个站点已经停用了，不再登记。")
    return None


def list_service(by: Actor, point: ServicePoint) -> Refusal:
    """The service list is kept by the head of the station, or by an officer above it."""
    return _keeps(by, point, NETWORK_READERS)


def end_service(by: Actor, service: PointService) -> Refusal:
    """Who lists may take off the list."""
    if service.ended_on is not None:
        return _("这一项已经从清单里去掉了。")
    return _keeps(by, service.point, NETWORK_READERS)


def note_check(by: Actor, point: ServicePoint) -> Refusal:
    """A room is held against the standard by an officer above it, never by itself."""
    if by.role == Role.STATION_LEAD:
        return _("规范核对由镇街或区县的经办人来做，站里不核对自己。")
    return _keeps(by, point, ABOVE)


def note_visit(by: Actor, point: ServicePoint) -> Refusal:
    """A visit is written down by whoever came: an officer of the town or the county."""
    if by.role == Role.STATION_LEAD:
        return _("巡访由镇街或区县的经办人来记。")
    return _keeps(by, point, ABOVE)


def open_station_post(by: Actor, point: ServicePoint) -> Refusal:
    """Posts are set up, filled and given up by the officers above a station."""
    if by.role == Role.STATION_LEAD:
        return _("站点岗位由镇街或区县的经办人登记。")
    return _keeps(by, point, ABOVE)


def fill_post(by: Actor, post: StationPost) -> Refusal:
    """A post that stands, in reach."""
    if post.closed_on is not None:
        return _("这个岗位已经撤了。")
    return open_station_post(by, post.point)


def close_station_post(by: Actor, post: StationPost) -> Refusal:
    """Like filling."""
    return fill_post(by, post)


def vacate_post(by: Actor, filling: PostFilling) -> Refusal:
    """Who fills a post says when it fell vacant."""
    if filling.ends_on is not None:
        return _("这个岗位已经空出来了。")
    return fill_post(by, filling.post)


def set_plan(by: Actor, county: Division) -> Refusal:
    """A plan is entered by the county's officer, for her county."""
    if by.role != Role.COUNTY_OFFICER or county.level != Level.COUNTY:
        return _("三年规划由区县经办人登记。")
    return None if reaches(by, county) else OUTSIDE


def say_reached(by: Actor, plan: NetworkPlan) -> Refusal:
    """Like setting the plan."""
    return set_plan(by, plan.county)
