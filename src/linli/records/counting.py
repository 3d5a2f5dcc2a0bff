"""Counting straight from the records: what a number is, and exactly the records behind it.

Every other way to a number (tallies, a sealed report) must come out equal to this one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, UUIDField
from django.db.models.functions import Coalesce

from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.people.models import Alias
from linli.places.models import Division, Level
from linli.records.definitions import Definition, Measure
from linli.records.models import Beneficiary, ServiceRecord, ServiceRecordQuerySet

COLUMNS = {
    Level.COUNTY: "county_id",
    Level.TOWN: "town_id",
    Level.COMMUNITY: "community_id",
    Level.GRID: "grid_id",
}


@dataclass(frozen=True)
class Moments:
    """Moments to count at: one for each town named (by its id), and ``rest`` for every other."""

    towns: Mapping[int, datetime]
    rest: datetime

    def standing(self, prefix: str = "") -> Q:
        """Return the filter for records as they stood, each at its own town's moment."""
        town = f"{prefix}town_id__in"
        found = ~Q(**{town: list(self.towns)}) & standing(self.rest, prefix)
        for moment in sorted(set(self.towns.values())):
            at_it = [pk for pk, own in self.towns.items() if own == moment]
            found |= Q(**{town: at_it}) & standing(moment, prefix)
        return found


AsOf = datetime | Moments | None


@dataclass(frozen=True)
class Cell:
    """One number of a report. ``amount`` is exact (minutes for hours), ``records`` how many records stand behind it."""

    definition: Definition
    amount: int
    records: int

    @property
    def code(self) -> str:
        """Return the indicator's code."""
        return self.definition.code

    @property
    def label(self) -> str:
        """Return the indicator's name."""
        return self.definition.label

    @property
    def unit(self) -> str:
        """Return the unit the value is told in."""
        return self.definition.unit

    @property
    def value(self) -> int | float:
        """Return the number as it is printed: hours to one decimal (half up), everything else whole."""
        return shown(self.definition, self.amount)


def shown(definition: Definition, amount: int) -> int | float:
    """Return an exact amount as it is printed."""
    if definition.measure != Measure.HOURS:
        return amount
    hours = (Decimal(amount) / 60).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return int(hours) if hours == hours.to_integral_value() else float(hours)


def inside(place: Division, prefix: str = "") -> Q:
    """Return the filter for rows with area columns inside a division of any level."""
    if column := COLUMNS.get(Level(place.level)):
        return Q(**{f"{prefix}{column}": place.pk})
    counties = Division.objects.filter(level=Level.COUNTY, path__under=place.path)
    return Q(**{f"{prefix}county_id__in": counties.values("pk")})


def standing(as_of: AsOf, prefix: str = "") -> Q:
    """Return the filter for records that count: now, or as they stood at a moment (records never change)."""
    if isinstance(as_of, Moments):
        return as_of.standing(prefix)
    counted = Q(**{f"{prefix}withdrawn": False})
    if as_of is None:
        return counted & Q(**{f"{prefix}superseded_at": None})
    later = Q(**{f"{prefix}superseded_at": None}) | Q(**{f"{prefix}superseded_at__gt": as_of})
    return counted & Q(**{f"{prefix}recorded_at__lte": as_of}) & later


def within(place: Division, period: Period, as_of: AsOf = None, prefix: str = "") -> Q:
    """Return the filter for the records that count at a place in a period."""
    days = Q(**{f"{prefix}happened_on__range": (period.start, period.end)})
    return inside(place, prefix) & days & standing(as_of, prefix)


def passes(definition: Definition, prefix: str = "") -> Q:
    """Return the filter of an indicator over the record's own fields (its named people are asked apart)."""
    asked = {
        "method": definition.method,
        "kind": definition.kind,
        "undertaking__kind": definition.undertaking,
        "service_point_id": definition.service_point,
        "programme_id": definition.programme,
    }
    found = Q()
    for name, allowed in asked.items():
        if allowed:
            found &= Q(**{f"{prefix}{name}__in": allowed})
    if definition.measure == Measure.UNDERTAKINGS:
        found &= Q(**{f"{prefix}undertaking__isnull": False})
    return found


def people(definition: Definition) -> Q:
    """Return the filter of an indicator over a record's named people."""
    found = Q()
    if definition.category:
        found &= Q(categories__overlap=list(definition.category))
    if definition.age_band:
        found &= Q(age_band__in=definition.age_band)
    return found


def stands_for(as_of: AsOf = None) -> Coalesce:
    """Return the expression for the id a named person is counted under: her own, or that of the file she was put in.

    ``as_of`` takes the merges that stood at that moment; where towns have moments of their own, at the rest's.
    """
    moment = as_of.rest if isinstance(as_of, Moments) else as_of
    stood = Q(until=None) if moment is None else Q(since__lte=moment) & (Q(until=None) | Q(until__gt=moment))
    kept = Alias.objects.filter(stood, person=OuterRef("person")).order_by().values("kept")[:1]
    return Coalesce(Subquery(kept), F("person"), output_field=UUIDField())


def count(place: Division, period: Period, definitions: Sequence[Definition], as_of: AsOf = None) -> list[Cell]:
    """Count indicators over the records themselves, in their order.

    ``as_of`` counts what stood at that moment. Only records in sight are counted: the caller's reach must hold the
    place.
    """
    plain = [one for one in definitions if not asks_people(one)]
    found = _all_at_once(within(place, period, as_of), plain)
    for one in definitions:
        if one.code not in found:
            found[one.code] = _by_people(one, place, period, as_of)
    return [Cell(one, *found[one.code]) for one in definitions]


def asks_people(definition: Definition) -> bool:
    """True when counting needs the named people of the records."""
    return definition.measure == Measure.PERSONS or definition.about_persons


def _all_at_once(chosen: Q, definitions: Sequence[Definition]) -> dict[str, tuple[int, int]]:
    if not definitions:
        return {}
    asked: dict[str, Any] = {}
    for number, one in enumerate(definitions):
        asked[f"v{number}"] = _amount(one.measure, passes(one))
        asked[f"r{number}"] = Count("pk", filter=passes(one))
    row = ServiceRecord.objects.filter(chosen).aggregate(**asked)
    return {one.code: (row[f"v{number}"] or 0, row[f"r{number}"]) for number, one in enumerate(definitions)}


def _amount(measure: Measure, chosen: Q) -> Any:
    match measure:
        case Measure.HOURS:
            return Sum("service_minutes", filter=chosen)
        case Measure.PERSON_TIMES:
            return Sum("head_count", filter=chosen)
        case Measure.UNDERTAKINGS:
            return Count("undertaking", filter=chosen, distinct=True)
    return Count("pk", filter=chosen)


def _by_people(one: Definition, place: Division, period: Period, as_of: AsOf) -> tuple[int, int]:
    if one.measure in (Measure.PERSONS, Measure.PERSON_TIMES):
        rows = Beneficiary.objects.filter(
            within(place, period, as_of, "record__") & passes(one, "record__") & people(one)
        )
        counted = Count(stands_for(as_of), distinct=True) if one.measure == Measure.PERSONS else Count("pk")
        row = rows.aggregate(amount=counted, records=Count("record", distinct=True))
    else:
        row = _records(one, place, period, as_of).aggregate(amount=_amount(one.measure, Q()), records=Count("pk"))
    return row["amount"] or 0, row["records"]


def _records(one: Definition, place: Division, period: Period, as_of: AsOf = None) -> ServiceRecordQuerySet:
    found = ServiceRecord.objects.filter(within(place, period, as_of) & passes(one))
    if asks_people(one):
        found = found.filter(Exists(Beneficiary.objects.filter(people(one), record=OuterRef("pk"))))
    return found


def behind(
    definition: Definition, place: Division, period: Period, *, actor: Actor, as_of: AsOf = None
) -> QuerySet[ServiceRecord]:
    """Return exactly the records behind a number, newest first, as far as the actor sees."""
    found = _records(definition, place, period, as_of)
    return found.visible_to(actor).order_by("-happened_on", "-pk")
