"""What is read of money: what a sum still has, who pays for what, the figures an application would send."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from linli.giving.models import Allotment, Application, FundLine, MoneySource, Reporting
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.ledger.models import Account, Posting, Unit
from linli.places.models import Division
from linli.records import counting, definitions
from linli.records.definitions import Definitions
from linli.records.models import Kind, ServiceRecord

LINE, ALLOTMENT = "giving.fundline", "giving.allotment"
# Of a sum: what may be set aside, who gave it, who got it. Of what was set aside: what is left of it.
MONEY, OUTSIDE, SPENT = "money", "outside", "spent"
NEWEST = ("-noted_at", "-id")


def sources(by: Actor) -> QuerySet[MoneySource]:
    """Return the sources of the actor's county, by name."""
    return MoneySource.objects.visible_to(by).order_by("name", "id")


def balances(kind: str, holders: Iterable[UUID]) -> dict[UUID, int]:
    """Return what stands in the accounts of some lines or allotments, in one question; 0 where none is open."""
    found = dict.fromkeys(holders, 0)
    rows = Account.objects.filter(holder_kind=kind, holder__in=list(found), unit=Unit.FEN, closed_at=None)
    found.update(rows.filter(purpose=MONEY).values_list("holder", "balance"))
    return found


@dataclass(frozen=True)
class LineState:
    """A sum of money: promised, come in, still free; what is set aside is the rest."""

    line: FundLine
    received: int
    free: int

    @property
    def coming(self) -> int:
        """Return what has not come in yet."""
        return self.line.amount - self.received


def states(lines: Sequence[FundLine]) -> list[LineState]:
    """Return what stands with some sums, in two questions."""
    keys = [one.pk for one in lines]
    came = dict(
        FundLine.objects.filter(pk__in=keys).order_by().annotate(all=Sum("receipts__amount")).values_list("pk", "all")
    )
    free = balances(LINE, keys)
    return [LineState(one, came.get(one.pk) or 0, free[one.pk]) for one in lines]


@dataclass(frozen=True)
class Part:
    """What was set aside, and what of it has not been paid out."""

    allotment: Allotment
    left: int

    @property
    def drawn(self) -> int:
        """Return what was paid out or put back."""
        return self.allotment.amount - self.left


def parts(line: FundLine) -> list[Part]:
    """Return what a sum was set aside for."""
    rows = list(line.allotments.order_by("noted_at", "id"))
    left = balances(ALLOTMENT, [one.pk for one in rows])
    return [Part(one, left[one.pk]) for one in rows]


def financing(kind: str, subject: UUID) -> list[Part]:
    """Return what money is set aside for one thing (``projects.serviceproject`` and its id), by source and year.

    The room that pays draws from it with ``actions.draw``; the first that was set aside comes first.
    """
    rows = list(
        Allotment.objects.filter(subject_kind=kind, subject=subject)
        .select_related("line__source")
        .order_by("noted_at", "id")
    )
    left = balances(ALLOTMENT, [one.pk for one in rows])
    return [Part(one, left[one.pk]) for one in rows]


def draw_key(allotment: UUID, key: str) -> str:
    """Return the ledger's key of what was paid out of an allotment under a caller's key."""
    return f"fund.draw:{allotment}:{key}"


def drawn(allotments: Iterable[Allotment], keys: Iterable[str]) -> dict[tuple[UUID, str], int]:
    """Return what callers' keys have paid out of allotments (分), by allotment and key, in one question."""
    asked = {draw_key(one.pk, key): (one.pk, key) for one in allotments for key in keys}
    rows = Posting.objects.filter(transfer__key__in=list(asked), amount__gt=0) if asked else Posting.objects.none()
    return {asked[key]: amount for key, amount in rows.values_list("transfer__key", "amount")}


def picked(place: Division, codes: Sequence[str]) -> Definitions:
    """Return the definitions in force at a place, narrowed to those picked."""
    told = definitions.of(place)
    return replace(told, indicators=tuple(one for one in told.indicators if one.code in codes))


def figures(place: Division, period: Period, told: Definitions, as_of: datetime | None = None) -> list[dict[str, Any]]:
    """Return figures as an application sends them: counted over the records, none of them typed."""
    return [
        {"code": cell.code, "label": str(cell.label), "value": cell.value, "unit": cell.unit, "records": cell.records}
        for cell in counting.count(place, period, told.indicators, as_of)
    ]


def behind(application: Application, code: str, by: Actor) -> QuerySet[ServiceRecord] | None:
    """Return the records behind one figure, as they stood when it was sent; None for a figure that it does not have."""
    if application.definitions is not None:
        told = definitions.retold(application.definitions)
    else:
        told = picked(application.place, application.codes)
    if (found := told.find(code)) is None:
        return None
    rows = counting.behind(found, application.place, application.period, actor=by, as_of=application.sent_at)
    return rows.select_related("service_point")


def act_of(record: ServiceRecord) -> str:
    """Return what a record and its corrections have in common."""
    return f"{record.source}|{record.source_id}"


def activities(application: Application) -> QuerySet[ServiceRecord]:
    """Return the activities of an application's place and days, the newest first; protected work is not among them."""
    rows = ServiceRecord.objects.filter(counting.within(application.place, application.period))
    rows = rows.filter(kind=Kind.EVENT, protected=False).select_related("programme", "service_point")
    return rows.defer("narrative_sealed").order_by("-happened_on", "-id")


@dataclass(frozen=True)
class Said:
    """One activity: where it was reported besides, and who pays for it."""

    record: ServiceRecord
    here: Reporting | None
    others: tuple[str, ...]
    payer: str


def said(records: Sequence[ServiceRecord], application: Application) -> list[Said]:
    """Return of some activities where they were reported and who pays, in one question."""
    acts = {act_of(one): one for one in records}
    rows = Reporting.objects.filter(act__in=acts).select_related("application__source").order_by("reported_at", "id")
    told: dict[str, list[Reporting]] = {act: [] for act in acts}
    for row in rows:
        told[row.act].append(row)
    return [_said(record, told[act], application) for act, record in acts.items()]


def _said(record: ServiceRecord, rows: Sequence[Reporting], application: Application) -> Said:
    here = next((row for row in rows if row.application_id == application.pk), None)
    others = tuple(dict.fromkeys(row.application.source.name for row in rows if row is not here))
    payer = next((row.application.source.name for row in rows if row.paid_at is not None), "")
    return Said(record, here, others, payer or (record.programme.name if record.programme else ""))


def payer_of(act: str) -> Reporting | None:
    """Return who pays for an act, or None."""
    return Reporting.objects.filter(act=act, paid_at__isnull=False).select_related("application__source").first()
