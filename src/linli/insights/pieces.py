"""The pieces of work behind a report's numbers: each case, group and project once, with the records it brought."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from linli.insights import contracts, sealing
from linli.insights.models import Report
from linli.papers.writing import Cell, Sheet
from linli.places.models import Division
from linli.records import counting
from linli.records.models import Kind, Method, ServiceRecord, Undertaking

METHODS = (Method.CASE, Method.GROUP, Method.COMMUNITY)
COUNTED = (Kind.CASE_SESSION, Kind.FOLLOW_UP, Kind.GROUP_SESSION, Kind.EVENT)


@dataclass(frozen=True)
class Piece:
    """One case, group or project in one town: how many records of each kind it brought, minutes served, heads."""

    pk: UUID
    kind: str
    town: str
    opened_on: date
    records: dict[str, int]
    minutes: int
    heads: int

    @property
    def number(self) -> str:
        """A number that names nobody: the same piece has it in every table."""
        return number_of(self.pk)


def number_of(pk: UUID) -> str:
    """Return the last eight figures of a key, by which a piece is found in the tables of a report."""
    return pk.hex[-8:].upper()


def pieces(report: Report) -> list[Piece]:
    """Return the pieces whose records a report counts, by the moments it counts at; cases first."""
    chosen = counting.within(report.place, report.period, sealing.counted_at(report))
    rows = ServiceRecord.objects.filter(chosen, method__in=METHODS, undertaking__isnull=False).order_by()
    kinds = {f"n_{kind.value}": Count("pk", filter=Q(kind=kind)) for kind in COUNTED}
    found: list[Any] = list(
        rows.values("undertaking", "undertaking__kind", "undertaking__opened_on", "town_id")
        .annotate(served=Sum("service_minutes"), came=Sum("head_count"), **kinds)
        .order_by("undertaking__kind", "undertaking__opened_on", "undertaking", "town_id")
    )
    towns = dict(Division.objects.filter(pk__in={row["town_id"] for row in found}).values_list("pk", "name"))
    return [
        Piece(
            row["undertaking"], row["undertaking__kind"], towns.get(row["town_id"], ""), row["undertaking__opened_on"],
            {kind.value: row[f"n_{kind.value}"] for kind in COUNTED}, row["served"] or 0, row["came"] or 0,
        )
        for row in found
    ]  # fmt: skip


def sheets(report: Report) -> list[Sheet]:
    """Return the tables of a report's workbook beside its numbers: every piece, and what does not count yet."""
    names = dict(Undertaking.Kind.choices)
    first = [_("类别"), _("事项号"), _("镇街"), _("开始")]
    header = [*first, *(str(kind.label) for kind in COUNTED), _("服务分钟"), _("人次")]
    rows: list[list[Cell]] = [
        [str(names[one.kind]), one.number, one.town, one.opened_on, *one.records.values(), one.minutes, one.heads]
        for one in pieces(report)
    ]
    found = [Sheet(title=_("个案、小组和项目"), header=header, rows=rows)]
    told = contracts.of_report(report, listed=None)
    if told is not None:
        header = [*first, _("次数"), _("人次"), _("为什么还不算")]
        short: list[list[Cell]] = [
            [kind.label, number_of(row.pk), row.town, row.since, row.acts, row.heads, row.verdict.sentence]
            for kind in told.kinds for row in kind.rows
        ]  # fmt: skip
        note = [told.contract.name, "", "", "", None, None, told.contract.source]
        found.append(Sheet(title=_("还不算数"), header=header, rows=[note, *short], widths=(12, 12, 12, 12, 8, 8, 60)))
    return found
