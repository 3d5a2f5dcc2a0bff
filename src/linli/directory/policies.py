"""Who may keep organisations and programmes: the sentence that refuses, or None."""

from django.utils.translation import gettext_lazy as _

from linli.directory.models import Organisation, Programme
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.places.models import Division, Level
from linli.places.policies import NETWORK, OUTSIDE, reaches

KEEPERS = NETWORK | {"station_lead"}
OPENERS = (NETWORK - {"street_officer"}) | {"purchaser"}


def register_organisation(by: Actor, place: Division) -> Refusal:
    """Organisations are entered by those who run the network, and by the head of a station, in their reach."""
    if by.role not in KEEPERS:
        return _("机构由站长、镇街或区县的经办人登记。")
    return None if reaches(by, place) else OUTSIDE


def close_organisation(by: Actor, organisation: Organisation) -> Refusal:
    """Who runs the network in its place may close it; a closed one is history."""
    if organisation.closed_on is not None:
        return _("这个机构已经停用了。")
    if by.role not in NETWORK:
        return _("停用机构请找镇街或区县的经办人。")
    return None if _inside(by, organisation) else OUTSIDE


def open_programme(by: Actor, county: Division) -> Refusal:
    """Programmes are a county's: its officers open them, and whoever buys for it or for one of its towns."""
    if county.level != Level.COUNTY:
        return _("项目要挂在一个区县下面。")
    if by.role not in OPENERS:
        return _("立项请找购买方或区县的经办人。")
    return None if _answers_for(by, county.pk) else OUTSIDE


def close_programme(by: Actor, programme: Programme) -> Refusal:
    """Like opening."""
    if by.role not in OPENERS:
        return _("结项请找购买方或区县的经办人。")
    return None if _answers_for(by, programme.county_id) else OUTSIDE


def _answers_for(by: Actor, county: int) -> bool:
    """Tell whether a county is the actor's, or she buys for one of its towns."""
    if by.role == "purchaser" and by.scope.column == "town_id":
        return Division.objects.filter(pk__in=by.scope.areas, county=county).exists()
    return by.scope.everywhere or (by.scope.column == "county_id" and county in by.scope.areas)


def _inside(by: Actor, organisation: Organisation) -> bool:
    return by.scope.everywhere or getattr(organisation, by.scope.column, None) in by.scope.areas
