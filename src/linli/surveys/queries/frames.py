"""The frame: everybody a survey might have drawn, by stratum, with what a drawn one is asked by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from linli.notifications.models import Preference, Rung
from linli.people.guardians import GROWN_UP
from linli.people.models import Person, PriorityTag, Telephone
from linli.people.numbers import age, years_before
from linli.people.packs import age_band, shutting
from linli.people.queries import in_force
from linli.places.models import Division, Level
from linli.records.models import Beneficiary
from linli.surveys.models import Kind, Survey, Way
from linli.surveys.packs import ways

COLUMNS = {Level.COUNTY: "county_id", Level.TOWN: "town_id", Level.COMMUNITY: "community_id"}
INVITATION = "survey_invitation"
OWN = ("", "本人")


@dataclass(frozen=True)
class Framed:
    """Somebody in the frame."""

    person: UUID
    county: int
    town: int
    community: int
    born: date | None


def people(survey: Survey, day: date) -> QuerySet[Person]:
    """Return whom a survey may ask: alive, grown up as far as is known, of one file, who lives there or was served.

    Whose data is restricted, whose file is shut and who declined such messages is left out.
    """
    rows = Person.objects.filter(
        **{COLUMNS[Level(survey.place.level)]: survey.place_id},
        merged_into=None, erased_at=None, died_on=None, restricted_at=None,
    )  # fmt: skip
    eldest = years_before(day, ways().from_age)
    rows = rows.filter(Q(birth_date=None) | Q(birth_date__lte=eldest))
    declined = Preference.objects.filter(declined__contains=[INVITATION]).values("person")
    rows = rows.exclude(pk__in=_shut(day)).exclude(pk__in=declined)
    return rows.filter(pk__in=_served(survey)) if survey.kind == Kind.SERVED else rows


def _shut(day: date) -> QuerySet[PriorityTag, Any]:
    """Return the ids of those whose files are shut: known by a tag in force, not known to be grown up."""
    young = Q(person__birth_date=None) | Q(person__birth_date__gt=years_before(day, GROWN_UP))
    tags = PriorityTag.objects.filter(in_force(day), young, category__in=shutting())
    return tags.values_list(Coalesce("person__merged_into", "person"), flat=True)


def _served(survey: Survey) -> QuerySet[Beneficiary, Any]:
    served = Beneficiary.objects.filter(
        record__superseded_at=None, record__withdrawn=False, record__happened_on__gte=survey.since,
        record__happened_on__lte=survey.until,
    )  # fmt: skip
    if survey.programme_id is not None:
        served = served.filter(record__programme=survey.programme_id)
    return served.values_list(Coalesce("person__merged_into", "person"), flat=True)


def frame(survey: Survey, day: date) -> dict[tuple[int, str], list[Framed]]:
    """Return the frame by (community, age band on the day)."""
    told: dict[tuple[int, str], list[Framed]] = {}
    rows = people(survey, day).values_list("pk", "county_id", "town_id", "community_id", "birth_date")
    bands: dict[date | None, str] = {}
    for row in rows.iterator(chunk_size=5000):
        one = Framed(*row)
        if one.born not in bands:
            bands[one.born] = age_band(one.born, day)
        told.setdefault((one.community, bands[one.born]), []).append(one)
    return told


def names(strata: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """Return how the draw calls each stratum: the community's code and the band."""
    told = list(strata)
    codes = dict(Division.objects.filter(pk__in={community for community, _band in told}).values_list("pk", "code"))
    return {(community, band): f"{codes[community]}/{band or '-'}" for community, band in told}


def asked_by(drawn: Iterable[Framed], day: date) -> dict[UUID, str]:
    """Return how each is asked first: telephone from the age of the pack on, a message for others, else the door.

    Only her own number counts, and what she said about how she wishes to be told.
    """
    told = {one.person: one for one in drawn}
    numbers: dict[UUID, str] = {}
    for row in Telephone.objects.filter(person__in=told, label__in=OWN).order_by("id"):
        numbers[row.person_id] = str(row.number)
    without = {row.pk: set(row.without) for row in Preference.objects.filter(pk__in=told)}
    return {pk: _way(one, numbers.get(pk, ""), without.get(pk, set()), day) for pk, one in told.items()}


def _way(one: Framed, number: str, without: set[str], day: date) -> str:
    rings = bool(number) and Rung.CALL not in without
    if one.born is not None and age(one.born, day) >= ways().phone_from_age and rings:
        return Way.PHONE
    if number.startswith("+861") and Rung.SMS not in without:
        return Way.MESSAGE
    return Way.PHONE if rings else Way.DOOR
