"""Counting a project's indicators straight from the records that name its programme, within its days.

The filters are those of ``records.counting``; what the contract asks of each piece is asked here. A case, group or
project is a piece by its undertaking, an activity by its record: below the minimums it does not count yet.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from linli.projects.models import Indicator, ServiceProject
from linli.projects.queries.rules import definition_of
from linli.records.counting import asks_people, passes, people, standing, stands_for
from linli.records.definitions import Definition, Measure
from linli.records.models import Beneficiary, ServiceRecord


@dataclass(frozen=True)
class Counted:
    """What an indicator comes to: exact amount, records and service minutes behind it, pieces that fall short."""

    amount: int = 0
    records: int = 0
    minutes: int = 0
    short: int = 0


@dataclass(frozen=True)
class Whole:
    """All records of a project: how many, minutes, heads, how many lie outside its days, month → kind → how many."""

    records: int
    minutes: int
    heads: int
    outside: int
    months: dict[str, dict[str, int]]


def of_programme(project: ServiceProject, prefix: str = "") -> Q:
    """Return the filter for the records that stand and name the programme of a project, whatever their day."""
    return standing(None, prefix) & Q(**{f"{prefix}programme_id": project.programme_id})


def within(project: ServiceProject, starts: date | None, ends: date | None, prefix: str = "") -> Q:
    """Return the filter for a project's records between two days (None: the project's own)."""
    days = (starts or project.starts_on, ends or project.ends_on)
    return of_programme(project, prefix) & Q(**{f"{prefix}happened_on__range": days})


def count(project: ServiceProject, indicators: Iterable[Indicator]) -> dict[UUID, Counted]:
    """Count indicators of one project; what a survey tells is left out."""
    found: dict[UUID, Counted] = {}
    plain: dict[tuple[date | None, date | None], list[tuple[Indicator, Definition]]] = {}
    for one in indicators:
        if one.how == Indicator.How.SURVEY:
            continue
        rule = definition_of(one)
        if has_minimum(one):
            found[one.pk] = _with_minimum(project, one, rule)
        elif asks_people(rule):
            found[one.pk] = _by_people(project, one, rule)
        else:
            plain.setdefault((one.starts_on, one.ends_on), []).append((one, rule))
    for (starts, ends), some in plain.items():
        found |= _all_at_once(within(project, starts, ends), some)
    return found


def has_minimum(indicator: Indicator) -> bool:
    """Tell whether the contract asks something of each piece that an indicator counts."""
    counts_once = indicator.measure in (Measure.UNDERTAKINGS, Measure.RECORDS)
    return counts_once and bool(indicator.min_acts or indicator.min_heads)


def behind(project: ServiceProject, indicator: Indicator) -> QuerySet[ServiceRecord]:
    """Return the records that an indicator looks at, those of pieces that fall short among them."""
    rule = definition_of(indicator)
    chosen = within(project, indicator.starts_on, indicator.ends_on) & passes(rule)
    rows: QuerySet[ServiceRecord] = ServiceRecord.objects.filter(chosen)
    if asks_people(rule):
        rows = rows.filter(Exists(Beneficiary.objects.filter(people(rule), record=OuterRef("pk"))))
    return rows


def pieces(project: ServiceProject, indicator: Indicator) -> QuerySet[Any, Any]:
    """Return each undertaking behind an indicator: ``undertaking``, ``acts``, ``heads``, ``minutes``."""
    rows = behind(project, indicator).order_by().values("undertaking")
    return rows.annotate(acts=Count("pk"), heads=Sum("head_count"), served=Sum("service_minutes"))


def short_of(indicator: Indicator) -> Q:
    """Return the filter for pieces with ``acts`` and ``heads`` that do not count yet."""
    return Q(acts__lt=max(indicator.min_acts, 1)) | Q(heads__lt=indicator.min_heads)


def whole(project: ServiceProject) -> Whole:
    """Count all records of a project, whatever its indicators look at."""
    inside = Q(happened_on__range=(project.starts_on, project.ends_on))
    rows = ServiceRecord.objects.filter(of_programme(project)).order_by()
    told = rows.aggregate(
        records=Count("pk", filter=inside), minutes=Sum("service_minutes", filter=inside),
        heads=Sum("head_count", filter=inside), outside=Count("pk", filter=~inside),
    )  # fmt: skip
    months: dict[str, dict[str, int]] = {}
    grouped = rows.filter(inside).annotate(month=TruncMonth("happened_on")).values("month", "kind")
    for row in grouped.annotate(n=Count("pk")):
        months.setdefault(row["month"].strftime("%Y-%m"), {})[row["kind"]] = row["n"]
    return Whole(told["records"], told["minutes"] or 0, told["heads"] or 0, told["outside"], months)


def _all_at_once(chosen: Q, some: list[tuple[Indicator, Definition]]) -> dict[UUID, Counted]:
    asked: dict[str, Any] = {}
    for number, (_one, rule) in enumerate(some):
        through = passes(rule)
        asked[f"r{number}"] = Count("pk", filter=through)
        asked[f"m{number}"] = Sum("service_minutes", filter=through)
        if rule.measure == Measure.PERSON_TIMES:
            asked[f"v{number}"] = Sum("head_count", filter=through)
        elif rule.measure == Measure.UNDERTAKINGS:
            asked[f"v{number}"] = Count("undertaking", filter=through, distinct=True)
    row = ServiceRecord.objects.filter(chosen).aggregate(**asked)
    found = {}
    for number, (one, rule) in enumerate(some):
        records, minutes = row[f"r{number}"], row[f"m{number}"] or 0
        own = {Measure.RECORDS: records, Measure.HOURS: minutes}
        amount = own[rule.measure] if rule.measure in own else row[f"v{number}"] or 0
        found[one.pk] = Counted(amount, records, minutes)
    return found


def _by_people(project: ServiceProject, one: Indicator, rule: Definition) -> Counted:
    rows = behind(project, one)
    told = rows.aggregate(records=Count("pk"), minutes=Sum("service_minutes"))
    minutes = told["minutes"] or 0
    if rule.measure in (Measure.PERSONS, Measure.PERSON_TIMES):
        chosen = within(project, one.starts_on, one.ends_on, "record__") & passes(rule, "record__") & people(rule)
        named = Beneficiary.objects.filter(chosen)
        counted = Count(stands_for(), distinct=True) if rule.measure == Measure.PERSONS else Count("pk")
        amount = named.aggregate(amount=counted)["amount"]
    elif rule.measure == Measure.UNDERTAKINGS:
        amount = rows.aggregate(amount=Count("undertaking", distinct=True))["amount"]
    else:
        amount = minutes if rule.measure == Measure.HOURS else told["records"]
    return Counted(amount, told["records"], minutes)


def _with_minimum(project: ServiceProject, one: Indicator, rule: Definition) -> Counted:
    if rule.measure == Measure.RECORDS:
        rows = behind(project, one)
        enough = Q(head_count__gte=one.min_heads)
        told = rows.aggregate(
            amount=Count("pk", filter=enough), minutes=Sum("service_minutes", filter=enough),
            short=Count("pk", filter=~enough),
        )  # fmt: skip
        return Counted(told["amount"], told["amount"], told["minutes"] or 0, told["short"])
    every = pieces(project, one)
    counts = list(every.exclude(short_of(one)).values_list("acts", "served"))
    amount, short = len(counts), every.filter(short_of(one)).count()
    return Counted(amount, sum(acts for acts, _served in counts), sum(served or 0 for _acts, served in counts), short)
