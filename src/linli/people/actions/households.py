"""Verbs of households: opened, joined, left. Memberships carry their dates."""

from collections.abc import Sequence
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
def split_household(
    household: Household,
    people: Sequence[Person],
    *,
    by: Actor,
    name: str = "",
    dwelling: Dwelling | None = None,
    address: str = "",
    on: date | None = None,
) -> Household:
    """Let some who live in a household move into one of their own on a day (分户); where it is, its own facts say.

    Without an address they stay behind the same door. Raises :class:`Refused`.
    """
    require(policies.split_household(by, household))
    inside = set(household.members.filter(ends_on=None).values_list("person_id", flat=True))
    if not people or not {person.pk for person in people} <= inside:
        raise Refused(_("请选这一户里现在住着的人。"), "people")
    if len(inside) == len({person.pk for person in people}):
        raise Refused(_("全家一起搬，请直接用“搬到另一户”。"), "people")
    community = Division.objects.get(pk=household.community_id)
    at = dwelling or (None if address else household.dwelling)
    where = address or (household.address if at is None else "")
    made = open_household(by=by, community=community, name=name, dwelling=at, address=where)
    for person in people:
        join_household(person, made, by=by, starts_on=on)
    audit.record("household.split", household, by=by, into=str(made.pk), people=len(people))
    return made


@action
def unite_households(gone: Household, into: Household, *, by: Actor, on: date | None = None) -> Household:
    """Let everybody of one household live in another from a day on (并户); the page of the first keeps its past."""
    require(policies.unite_households(by, gone, into))
    members = gone.members.filter(ends_on=None, person__merged_into=None).select_related("person")
    rows = list(members.defer("person__search").order_by("starts_on", "id"))
    if not rows:
        raise Refused(_("这一户现在没有住着的人。"), "household")
    for member in rows:
        join_household(member.person, into, by=by, relation=member.relation, starts_on=on)
    audit.record("household.united", into, by=by, gone=str(gone.pk), people=len(rows))
    return into


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
