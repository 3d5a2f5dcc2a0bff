"""Verbs of households: opened, joined, left. Memberships carry their dates."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people import policies
from linli.people.actions import areas
from linli.people.models import Household, HouseholdMember, Person
from linli.people.words import line
from linli.places.models import Division, Dwelling


@action
def open_household(
    *, by: Actor, community: Division, name: str = "", dwelling: Dwelling | None = None, address: str = ""
) -> Household:
    """Open a household in a dwelling or, where dwellings are not listed, at an address."""
    household = Household(dwelling=dwelling)
    areas.put(household, community, dwelling.grid_id if dwelling else None)
    require(policies.open_household(by, household))
    if dwelling is not None and dwelling.community_id != community.pk:
        raise Refused(_("这个房屋不在所选的社区里。"), "dwelling")
    household.name = line(name, 60, "name")
    household.address = line(address, 200, "address") or (dwelling.address if dwelling else "")
    if not household.name and not household.address:
        raise Refused(_("请填写户名或地址，不然以后找不到这一户。"), "name")
    household.save(force_insert=True)
    audit.record("household.opened", household, by=by)
    return household


@action
def join_household(
    person: Person, household: Household, *, by: Actor, relation: str = "", starts_on: date | None = None
) -> HouseholdMember:
    """Let a person live in a household from a day on; where she lived before ends on that day."""
    person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=person.pk)
    require(policies.join_household(by, person, household))
    if person.household_id == household.pk:
        raise Refused(_("这位居民已经在这一户里。"), "household")
    day = starts_on or timezone.localdate()
    _end(person, day)
    member = settle(person, household, relation=relation, day=day)
    Person.objects.filter(pk=person.pk).update(household=household)
    audit.record("household.joined", household, by=by, person=str(person.pk))
    return member


@action
def leave_household(person: Person, *, by: Actor, ends_on: date | None = None) -> Person:
    """End the membership a person has; the past stays on the household's page."""
    person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=person.pk)
    require(policies.leave_household(by, person))
    household = person.household
    _end(person, ends_on or timezone.localdate())
    person.household = None
    person.save(update_fields=["household"])
    audit.record("household.left", household, by=by, person=str(person.pk))
    return person


def settle(person: Person, household: Household, *, relation: str, day: date) -> HouseholdMember:
    """Write a membership."""
    return HouseholdMember.objects.create(
        household=household,
        person=person,
        relation=line(relation, 20, "relation"),
        starts_on=day,
        **areas.of_row(person),
    )


def home_of(dwelling: Dwelling, community: Division, *, by: Actor) -> Household:
    """Return the household of a dwelling, opened when it has none yet; two who ask at once get the same."""
    homes = Household.objects.visible_to(by).filter(dwelling=dwelling).order_by("created_at", "id")
    if (known := homes.first()) is not None:
        return known
    Dwelling.objects.select_for_update(of=("self",), no_key=True).get(pk=dwelling.pk)
    return homes.first() or open_household(by=by, community=community, dwelling=dwelling)


def _end(person: Person, day: date) -> None:
    for member in person.memberships.filter(ends_on=None):
        if day < member.starts_on:
            raise Refused(_("日期早于入户的日子(%(day)s)。") % {"day": member.starts_on}, "ends_on")
        member.ends_on = day
        member.save(update_fields=["ends_on"])
