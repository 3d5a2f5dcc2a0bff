"""Three areas alike — here, the town next door, and another county — each with somebody to be hidden."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from linli.accounts.models import Post, Role, User
from linli.accounts.sight import actor_of
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.kernel.scope import Scope, enter
from linli.people import actions as people
from linli.people.actions import doors
from linli.people.models import DocumentKind, Household, Person
from linli.people.standing import ACTING
from linli.places.models import Division, Dwelling
from linli.records import actions as records
from linli.records.entries import Entry
from linli.records.models import Kind, ServiceRecord, Undertaking
from tests.architecture.matrix.cases import PROXY, STRANGER
from tests.factories import accounts, places
from tests.factories import doors as factory
from tests.support.login import sign_in

TOWN_ROLES = {Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.SOCIAL_WORKER, Role.STATION_LEAD, Role.STREET_OFFICER}
NO_NAMES = {
    Role.EVALUATOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.PURCHASER, Role.PROVIDER_LEAD,
    Role.BID_JUDGE, Role.INTERVIEWER,
}  # fmt: skip
NUMBERS_ONLY = {Role.COUNTY_OFFICER, *NO_NAMES}


@dataclass
class Area:
    """One community with a household, a person, a protected record, and what else rooms have."""

    community: Division
    town: Division
    county: places.County
    worker: Actor
    person: Person
    household: Household
    dwelling: Dwelling
    record: ServiceRecord
    undertaking: Undertaking
    name: str
    phone: str
    document: str
    narrative: str
    agency: Organisation
    made: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """The areas, and a signed-in client for each role here."""

    here: Area
    there: Area
    abroad: Area
    clients: dict[str, Client]
    actors: dict[str, Actor]
    proxy: UUID

    def outside(self, role: str) -> Area:
        """Return an area out of the reach of a role."""
        return self.there if role in TOWN_ROLES else self.abroad

    def strangers(self, role: str) -> tuple[str, ...]:
        """Return what the areas out of the reach of a role would tell of their people."""
        near = role in TOWN_ROLES or role in (STRANGER, Role.RESIDENT, PROXY)
        areas = (self.there, self.abroad) if near else (self.abroad,)
        return tuple(told for one in areas for told in (one.name, one.phone, one.document, one.narrative))

    def canaries(self, role: str) -> tuple[str, ...]:
        """Return what no answer to a role may show: whole numbers of anybody, anything of somebody out of reach."""
        hidden = [self.abroad.name]
        for area in (self.here, self.there, self.abroad):
            hidden += [area.phone, area.document]
            if role in (STRANGER, Role.RESIDENT, PROXY) or role in NUMBERS_ONLY:
                hidden.append(area.narrative)
        if role in TOWN_ROLES or role in (STRANGER, Role.RESIDENT, PROXY):
            hidden += [self.there.name, self.there.narrative]
        if role in (STRANGER, Role.RESIDENT, PROXY) or role in NO_NAMES:
            hidden.append(self.here.name)
        return tuple(hidden)


def _check_digit(seventeen: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[sum(int(a) * b for a, b in zip(seventeen, weights, strict=True)) % 11]


def area(county: places.County, number: int, name: str, serial: int) -> Area:
    """Fill one community of a county."""
    community, dwelling = county.communities[number], county.dwellings[number * 2]
    assert community.town is not None
    held = accounts.post(Role.SOCIAL_WORKER, community.town, accounts.user(f"社工{serial}号"))
    worker = actor_of(held.user, held)
    enter(Scope(column="county_id", areas=(county.division.pk,)))
    seventeen = f"99999919500501{serial:03d}"
    document, phone = seventeen + _check_digit(seventeen), f"1990000{serial:04d}"
    person = people.register(
        by=worker, community=community, name=name, dwelling=dwelling,
        documents=[(DocumentKind.ID_CARD, document)], phones=[(phone, "本人")],
    )  # fmt: skip
    undertaking = records.undertake(
        "case",
        f"{name}的个案",
        community,
        by=worker,
        source="matrix",
        source_id=str(serial),
        opened_on=date(2025, 1, 1),
    )
    narrative = f"密语{serial}号"
    record = records.record(
        Entry(
            kind=Kind.CASE_SESSION, happened_on=timezone.localdate() - timedelta(days=3), place=community, minutes=30,
            persons=[person], undertaking=undertaking, narrative=narrative, protected=True,
        ),
        by=worker,
    )  # fmt: skip
    person.refresh_from_db()
    assert person.household is not None
    with acting():
        agency = Organisation.objects.create(name=f"示范机构{serial}", kind="agency", county_id=county.division.pk)
    return Area(
        community, community.town, county, worker, person, person.household, dwelling, record, undertaking, name,
        phone, document, narrative, agency,
    )  # fmt: skip


def build() -> World:
    """Build the three areas and sign everybody in."""
    county, other = places.county(), places.county("990733", "别县(示范)")
    here, there = area(county, 0, "金丝雀甲", 101), area(county, 2, "金丝雀乙", 202)
    abroad = area(other, 0, "金丝雀丙", 303)
    clients, actors = {STRANGER: Client()}, {}
    for role in Role.values:
        spot = here.town if role in TOWN_ROLES else county.division
        held: Post | None = None
        user: User = accounts.user(f"示范{role}")
        if role == Role.RESIDENT:
            enter(Scope(column="county_id", areas=(county.division.pk,)))
            doors.link_at_desk(
                people.register(by=here.worker, community=here.community, name="本人"), user, by=here.worker
            )
        elif role == Role.PROVIDER_LEAD:
            held = accounts.post(role, None, user, organisation=here.agency)
        else:
            held = accounts.post(role, spot, user)
        actor = actors[role] = actor_of(user, held)
        clients[role] = sign_in(Client(), actor)
    actors[PROXY] = actor_of(accounts.user("示范代办"), None)
    enter(Scope(column="county_id", areas=(county.division.pk,)))
    mother = people.register(by=here.worker, community=here.community, name="示范妈妈")
    made = factory.proxy(mother, actors[PROXY], may=["progress", "call", "records", "rights"])
    clients[PROXY] = act_for(sign_in(Client(), actors[PROXY]), made.pk)
    return World(here, there, abroad, clients, actors, made.pk)


def act_for(client: Client, proxy: UUID) -> Client:
    """Let a signed-in client act for the one who agreed."""
    session = client.session
    session[ACTING] = str(proxy)
    session.save()
    return client


Finder = Callable[[World, Area, Actor | None], dict[str, Any]]
