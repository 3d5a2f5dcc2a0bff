"""What is read of the register: one's own row, who is found, how many there are for how many residents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from linli.accounts.models import User
from linli.directory.models import Organisation, OrganisationKind
from linli.kernel import crypto
from linli.kernel.actor import Actor
from linli.kernel.fields import blind_label
from linli.kernel.text import tidy
from linli.people.limits import months_on
from linli.people.models import Person
from linli.places.models import Division, Level, ServicePoint
from linli.workforce import packs
from linli.workforce.models import Checked, Credential, Grade, GrowthEntry, Worker
from linli.workforce.reach import own

PER = 10_000


def worker_of(by: Actor) -> Worker | None:
    """Return the actor's own row, or None; she reads it whatever post she stands in."""
    with own(by):
        rows = Worker.objects.filter(user=by.user, left_at=None) if by.user else Worker.objects.none()
        return rows.select_related("organisation").first()


def known_numbers(phones: Iterable[str]) -> dict[str, tuple[UUID, int, bool]]:
    """Return of whole numbers in the asker's hand those on the register: row, county, whether an account holds it."""
    wanted = {index: phone for phone in phones for index in crypto.blinds(phone, blind_label(Worker, "phone_blind"))}
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT blind, worker, county, held FROM workforce_of_numbers(%s::bytea[])", [list(wanted)])
        return {wanted[bytes(blind)]: (worker, county, held) for blind, worker, county, held in cursor.fetchall()}


def is_registered(phone: str) -> bool:
    """Tell whether a number (E.164) stands on the register."""
    return phone in known_numbers([phone])


def claimable(by: Actor) -> tuple[UUID, int] | None:
    """Return the row, and its county, that a roster brought in under the actor's own number; None without one."""
    user = User.objects.filter(pk=by.user).first() if by.user else None
    found = known_numbers([user.phone]).get(user.phone) if user and user.phone else None
    return found[:2] if found and not found[2] else None


def counties() -> QuerySet[Division]:
    """Return the counties that work with the register: those with a service point."""
    used = ServicePoint.objects.values("county")
    return Division.objects.current().filter(level=Level.COUNTY, pk__in=used).order_by("code")


def offered_places() -> list[Division]:
    """Return where one may say one works: those counties, and their towns."""
    inside = Q(pk__in=counties()) | Q(county__in=counties(), level=Level.TOWN)
    return list(Division.objects.current().filter(inside).select_related("county").order_by("code")[:2000])


def offered_organisations() -> QuerySet[Organisation]:
    """Return the agencies one may work for, by name."""
    kinds = (OrganisationKind.AGENCY, OrganisationKind.SOCIAL)
    rows = Organisation.objects.filter(closed_on=None, kind__in=kinds, county_id__in=counties().values("pk"))
    return rows.order_by("name", "id")


def certified(day: date, grades: Sequence[str] = (), prefix: str = "pk") -> Exists:
    """Return the condition that somebody holds a verified certificate that is in force on a day."""
    rows = Credential.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day), worker=OuterRef(prefix), state=Checked.VERIFIED
    )
    return Exists(rows.filter(grade__in=grades) if grades else rows)


@dataclass(frozen=True)
class Wanted:
    """What somebody searches the register for; blanks are left out."""

    q: str = ""
    grade: str = ""
    field: str = ""
    language: str = ""
    organisation: UUID | None = None
    town: int | None = None


def search(by: Actor, wanted: Wanted) -> QuerySet[Worker]:
    """Return who is found in the actor's reach, to be paged by ``sort_key`` and ``id``."""
    rows = Worker.objects.visible_to(by).filter(left_at=None).select_related("organisation")
    if text := tidy(wanted.q):
        rows = rows.filter(Q(name__contains=text) | Q(sort_key__startswith=text.lower()))
    if wanted.grade in Grade.values:
        rows = rows.filter(certified(timezone.localdate(), [wanted.grade]))
    if wanted.field:
        rows = rows.filter(fields__contains=[wanted.field])
    if wanted.language:
        rows = rows.filter(languages__contains=[wanted.language])
    if wanted.organisation:
        rows = rows.filter(organisation=wanted.organisation)
    if wanted.town:
        rows = rows.filter(town_id=wanted.town)
    return rows


def credentials_of(workers: Sequence[Worker]) -> dict[UUID, list[Credential]]:
    """Return the certificates of some workers that were not sent back, the newest first."""
    found: dict[UUID, list[Credential]] = {worker.pk: [] for worker in workers}
    rows = Credential.objects.filter(worker__in=found).exclude(state=Checked.BACK).order_by("-said_at", "-id")
    for one in rows.defer("scan_sealed"):
        found[one.worker_id].append(one)
    return found


def waiting(by: Actor) -> QuerySet[Credential]:
    """Return the certificates that wait for somebody to look at them, never the actor's own."""
    rows = Credential.objects.visible_to(by).filter(state=Checked.WAITING, worker__left_at=None)
    rows = rows.exclude(holder__isnull=False, holder=by.user)
    return rows.select_related("worker__organisation").defer("scan_sealed")


def entries_waiting(by: Actor) -> QuerySet[GrowthEntry]:
    """Return what workers noted of their learning and nobody has confirmed yet, never the actor's own."""
    rows = GrowthEntry.objects.visible_to(by).filter(state=Checked.WAITING, worker__left_at=None)
    return rows.exclude(holder__isnull=False, holder=by.user).select_related("worker__organisation")


@dataclass(frozen=True)
class Term:
    """One certificate's term of registration: from when to when, minutes counted of the minutes asked for."""

    credential: Credential
    since: date
    until: date
    minutes: int
    hours: int | None

    @property
    def left(self) -> int | None:
        """Minutes that are still missing; None where no rule is known."""
        return None if self.hours is None else max(0, self.hours * 60 - self.minutes)


def terms(worker: Worker, credentials: Iterable[Credential]) -> list[Term]:
    """Return for each verified certificate what was learnt in its term. Only what somebody confirmed counts."""
    rule = packs.education()
    if rule is None:
        return []
    found, today = [], timezone.localdate()
    for one in credentials:
        if one.state != Checked.VERIFIED:
            continue
        until = one.valid_until or today
        since = months_on(until, -rule.months)
        told = GrowthEntry.objects.filter(
            worker=worker, state=Checked.VERIFIED, kind__in=rule.counts, on__gt=since, on__lte=until
        ).aggregate(all=Sum("minutes"))
        found.append(Term(one, since, until, told["all"] or 0, rule.hours.get(one.grade)))
    return found


@dataclass(frozen=True)
class Figure:
    """One place: how many are on the register, how many hold a certificate in force, how many residents there are."""

    place: Division
    workers: int
    certified: int
    residents: int

    @property
    def share(self) -> float | None:
        """Per cent of the workers who are certified; None without a worker."""
        return 100 * self.certified / self.workers if self.workers else None

    @property
    def per_ten_thousand(self) -> float | None:
        """Certified workers per 10,000 residents; None without a resident."""
        return PER * self.certified / self.residents if self.residents else None


def figures(by: Actor, county: Division) -> list[Figure]:
    """Return the county and each of its towns, as they are now; those without a town stand with the county alone.

    Residents are the files in this system (not merged, not dead): a count of what is registered, no census.
    """
    day = timezone.localdate()
    rows = Worker.objects.visible_to(by).filter(left_at=None, county_id=county.pk)
    held = Count("pk", filter=Q(certified(day)))
    told: dict[int | None, dict[str, Any]] = {
        row["town_id"]: dict(row) for row in rows.order_by().values("town_id").annotate(all=Count("pk"), held=held)
    }
    people = Person.objects.visible_to(by).filter(county_id=county.pk, died_on=None).order_by()
    live = dict(people.values_list("town_id").annotate(Count("pk")))
    towns = Division.objects.current().filter(county=county, level=Level.TOWN).order_by("code")
    found = [
        Figure(town, told.get(town.pk, {}).get("all", 0), told.get(town.pk, {}).get("held", 0), live.get(town.pk, 0))
        for town in towns
    ]
    workers, held_there = (sum(row[name] for row in told.values()) for name in ("all", "held"))
    return [Figure(county, workers, held_there, sum(live.values())), *found]
