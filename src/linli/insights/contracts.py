"""What of a period counts under the county's contract, what does not yet, and why: told beside a report's numbers.

A contract is the county's own data (pack ``contracts``); without one nothing is judged. A case or group has as long as
its contract runs: its acts are counted from the contract's first day to the last of the period. An activity counts for
itself. Cases and groups are known here by their undertakings, so that nobody has to open a file to count it.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from linli.insights import sealing
from linli.insights.lists import NAMES
from linli.insights.models import Report
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.places.models import Division, Level
from linli.practice.counting import Contract, Done, Verdict, What, judge
from linli.practice.models import Activity, CaseFile, Group
from linli.practice.packs import contract_in
from linli.practice.queries.counted import SOURCE, falls_short, with_figures
from linli.records import counting
from linli.records.counting import AsOf
from linli.records.models import ServiceRecord, Undertaking

LABELS: dict[What, str | Promise] = {
    What.CASE: _l("个案"), What.GROUP: _l("小组"), What.LARGE: _l("大型活动"), What.SMALL: _l("中小型活动"),
}  # fmt: skip
SHOWN = 20


@dataclass(frozen=True)
class Short:
    """One case, group or activity that does not count yet: since when it runs, where, what it has, and why not."""

    pk: UUID
    since: str
    town: str
    acts: int
    heads: int
    verdict: Verdict
    name: str = ""
    url: str = ""


@dataclass(frozen=True)
class Judged:
    """All of one kind that ran in the period: how many, how many of them fall short, and the first of those."""

    what: What
    total: int
    short: int
    rows: tuple[Short, ...]

    @property
    def label(self) -> str:
        """What the kind is called."""
        return str(LABELS[self.what])

    @property
    def counts(self) -> int:
        """How many count."""
        return self.total - self.short

    @property
    def more(self) -> int:
        """How many fall short beside those that are listed."""
        return self.short - len(self.rows)

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        told = {"label": self.label, "total": self.total, "counts": self.counts, "short": self.short}
        if not self.short:
            return _("%(label)s %(total)s 个，都算数。") % told
        return _("%(label)s %(total)s 个，%(counts)s 个算数，%(short)s 个还不算。") % told


@dataclass(frozen=True)
class Checked:
    """A period held against a contract, kind by kind."""

    contract: Contract
    kinds: tuple[Judged, ...]

    @property
    def lines(self) -> list[str]:
        """Return it as a paper says it: the contract, then each kind, then each piece that falls short."""
        found = [_("按“%(name)s”核对：") % {"name": self.contract.name}]
        for kind in self.kinds:
            found.append(kind.sentence)
            found += [f"　{row.town} · {row.since} · {row.verdict.sentence}" for row in kind.rows]
            found += [_("　还有 %(n)s 个。") % {"n": kind.more}] if kind.more else []
        return found


def checked(place: Division, period: Period, as_of: AsOf = None, *, listed: int | None = SHOWN) -> Checked | None:
    """Hold a place's period against its county's contract; None where none runs. ``listed``: of each kind (None: all).

    Only what is in sight is counted: the caller's reach must hold the place.
    """
    county = place if place.level == Level.COUNTY else place.county
    contract = contract_in(county.code, period) if county is not None else None
    if contract is None:
        return None
    ran = {what: _ran(what, contract, place, period, as_of) for what in LABELS}
    found = {what: list(rows.filter(falls_short(what, contract)).order_by("pk")[:listed]) for what, rows in ran.items()}
    lie = {row.town_id for rows in found.values() for row in rows}
    towns = dict(Division.objects.filter(pk__in=lie).values_list("pk", "name"))
    kinds = []
    for what, rows in ran.items():
        how_many = rows.aggregate(total=Count("pk"), short=Count("pk", filter=falls_short(what, contract)))
        told = tuple(_told(what, row, contract, towns) for row in found[what])
        kinds.append(Judged(what, how_many["total"], how_many["short"], told))
    return Checked(contract, tuple(kinds))


def of_report(report: Report, *, listed: int | None = SHOWN) -> Checked | None:
    """Hold a report's period against the contract, by the records that its numbers are counted from."""
    return checked(report.place, report.period, sealing.counted_at(report), listed=listed)


def named(told: Checked | None, actor: Actor) -> Checked | None:
    """Return the same with name and page of each piece that somebody of the station may open."""
    if told is None or actor.role not in NAMES:
        return told
    rows = {kind.what: [row.pk for row in kind.rows] for kind in told.kinds}
    files: tuple[tuple[str, QuerySet[Any]], ...] = (
        ("case", CaseFile.objects.visible_to(actor).filter(undertaking__in=rows[What.CASE])),
        ("group", Group.objects.visible_to(actor).filter(undertaking__in=rows[What.GROUP])),
    )
    found = {one.undertaking_id: (str(one), reverse(page, args=[one.pk])) for page, some in files for one in some}
    held = Activity.objects.visible_to(actor).filter(pk__in=[*rows[What.LARGE], *rows[What.SMALL]])
    found |= {one.pk: (str(one), reverse("activity", args=[one.pk])) for one in held}
    kinds = [replace(kind, rows=tuple(_named(row, found) for row in kind.rows)) for kind in told.kinds]
    return replace(told, kinds=tuple(kinds))


def _named(row: Short, found: dict[UUID, tuple[str, str]]) -> Short:
    name, url = found.get(row.pk, ("", ""))
    return replace(row, name=name, url=url)


def plain(told: Checked | None) -> dict[str, Any] | None:
    """Return it as data: what ``./linli report --format json`` prints."""
    if told is None:
        return None
    return {
        "code": told.contract.code, "name": told.contract.name, "source": told.contract.source,
        "kinds": [
            {
                "what": kind.what.value, "label": kind.label, "total": kind.total, "counts": kind.counts,
                "short": [
                    {"id": str(row.pk), "since": row.since, "town": row.town, "acts": row.acts, "heads": row.heads,
                     "why": row.verdict.sentence}
                    for row in kind.rows
                ],
            }
            for kind in told.kinds
        ],
    }  # fmt: skip


def _told(what: What, row: Any, contract: Contract, towns: dict[int, str]) -> Short:
    since = row.planned_on if what in (What.LARGE, What.SMALL) else row.opened_on
    verdict = judge(Done(what, row.acts, row.heads), contract)
    return Short(row.pk, since.isoformat(), towns.get(row.town_id, ""), row.acts, row.heads, verdict)


def _ran(what: What, contract: Contract, place: Division, period: Period, as_of: AsOf) -> QuerySet[Any]:
    """Return what of a kind ran at a place in a period, with the acts and heads that stand for it."""
    standing = ServiceRecord.objects.filter(counting.standing(as_of))
    if what in (What.LARGE, What.SMALL):
        days = (period.start, period.end)
        held = Activity.objects.filter(counting.inside(place), size=what.value, planned_on__range=days)
        own = {"source_id": Cast(OuterRef("pk"), CharField()), "undertaking": OuterRef("project__undertaking")}
        return with_figures(held.only("pk", "town_id", "planned_on"), standing.filter(source=SOURCE, **own))
    runs = Q(opened_on__lte=period.end) & (Q(closed_on=None) | Q(closed_on__gte=period.start))
    rows = Undertaking.objects.filter(runs, counting.inside(place), kind=what.value)
    since = min(contract.starts or period.start, period.end)
    standing = standing.filter(undertaking=OuterRef("pk"), happened_on__range=(since, period.end))
    return with_figures(rows.only("pk", "town_id", "opened_on"), standing)
