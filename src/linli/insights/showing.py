"""What the report pages show: numbers with their comparisons, towns side by side, and what may be done next."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.insights import contracts, disclosure, gaps, highlights, policies, queries, sealing, thresholds
from linli.insights.models import Report, State
from linli.insights.queries import Numbers
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.places.models import Level
from linli.records import definitions
from linli.records.counting import Cell, shown
from linli.records.definitions import Definitions, Measure
from linli.workforce.queries import network

NUMERALS = "一二三四"
ROAD = (State.DRAFT, State.CONFIRMED, State.SUMMED, State.RECEIVED, State.SEALED)


@dataclass(frozen=True)
class Line:
    """One number of the page: what it is, what it was, and a word on the difference."""

    cell: Cell
    number: str
    change: str
    earlier: str
    last_year: str


def period_name(period: Period) -> str:
    """Return a period as it is called: 2026年第三季度."""
    year, month = period.start.year, period.start.month
    match period.kind:
        case "month":
            return _("%(year)s年%(month)s月") % {"year": year, "month": month}
        case "quarter":
            return _("%(year)s年第%(n)s季度") % {"year": year, "n": NUMERALS[(month - 1) // 3]}
        case "half":
            return _("%(year)s年上半年") % {"year": year} if month == 1 else _("%(year)s年下半年") % {"year": year}
        case "year":
            return _("%(year)s年") % {"year": year}
    return _("%(start)s 至 %(end)s") % {"start": period.start, "end": period.end}


def numbers_of(report: Report) -> Numbers:
    """Return the numbers a report shows: those it was confirmed or sealed with, else as they are now."""
    if report.figures is not None and report.told is not None:
        told = definitions.retold(report.told)
        cells = tuple(sealing.cells(report.figures, told))
        return Numbers(report.place, report.period, told, cells, report.as_of)
    if report.place.level == Level.COUNTY:
        return queries.tallied(report.place, report.period)
    return queries.numbers(report.place, report.period)


def written(value: int | float) -> str:
    """Return a number with its thousands set apart."""
    return f"{value:,}"


def lines(numbers: Numbers) -> list[Line]:
    """Return every number with the period before and the same period a year ago."""
    before = queries.tallied(numbers.place, numbers.period.earlier())
    year = queries.tallied(numbers.place, numbers.period.last_year())
    return [_line(cell, before.cell(cell.code), year.cell(cell.code)) for cell in numbers.cells]


def _line(cell: Cell, before: Cell | None, year: Cell | None) -> Line:
    earlier = written(before.value) if before is not None and before.records else "–"
    last_year = written(year.value) if year is not None and year.records else "–"
    return Line(cell, written(cell.value), _change(cell, before, last_year), earlier, last_year)


def _change(cell: Cell, before: Cell | None, last_year: str) -> str:
    if before is None or not before.records:
        told = _("上期没有")
    else:
        difference = shown(cell.definition, abs(cell.amount - before.amount))
        word = _("上期 %(was)s，多 %(n)s") if cell.amount > before.amount else _("上期 %(was)s，少 %(n)s")
        word = word if difference else _("上期 %(was)s，一样")
        told = word % {"was": written(before.value), "n": written(difference)}
    return told + (_("；去年同期 %(n)s") % {"n": last_year} if last_year != "–" else "")


def parts(every: list[Line]) -> list[dict[str, Any]]:
    """Return the lines under their titles, in the definitions' order."""
    found: dict[str, list[Line]] = {}
    for line in every:
        found.setdefault(line.cell.definition.part, []).append(line)
    return [{"title": title, "lines": under} for title, under in found.items()]


def steps(report: Report) -> list[dict[str, str]]:
    """Return the road of a report, with where it is."""
    names = {
        State.DRAFT: _("站点确认"), State.CONFIRMED: _("镇街汇总"), State.SUMMED: _("区县接收"),
        State.RECEIVED: _("区县封存"),
    }  # fmt: skip
    here = ROAD.index(State(report.state))
    road = [] if report.is_county else list(names.items())
    states = [
        "done" if ROAD.index(state) < here else "current" if state == report.state else "" for state, _name in road
    ]
    return [{"label": name, "state": told} for (_state, name), told in zip(road, states, strict=True)]


def verbs(report: Report, actor: Actor) -> dict[str, bool]:
    """Return which verbs are open to the actor now."""
    return {
        "confirm": policies.confirm(actor, report) is None,
        "sum_up": policies.sum_up(actor, report) is None,
        "receive": policies.receive(actor, report) is None,
        "send_back": policies.send_back(actor, report, "…") is None,
        "seal": policies.seal(actor, report, policies.Hindrances()) is None,
        "revise": policies.revise(actor, report, "…") is None,
        "remark": policies.remark(actor, report) is None,
        "fill": policies.fill_gap(actor, report) is None,
    }


def page(report: Report, actor: Actor) -> dict[str, Any]:
    """Return everything the report page shows."""
    numbers = numbers_of(report)
    every = lines(numbers)
    may = verbs(report, actor)
    draft = report.state == State.DRAFT
    return {
        "report": report,
        "title": period_name(report.period),
        "numbers": numbers,
        "counted_at": numbers.as_of or numbers.behind_since or timezone.now(),
        "parts": parts(every),
        "steps": steps(report),
        "may": may,
        "gaps": gaps.gaps(report.place, report.period, actor, listed=may["fill"]) if draft else None,
        "contract": contracts.named(contracts.of_report(report), actor),
        "highlights": highlights.highlights(report),
        "network": network.standing(report.place, report.period.end) if report.is_county else None,
        "moves": list(report.moves.order_by("at")),
        "towns": towns(report, numbers) if report.is_county else None,
        "late": late(report) if may["seal"] else [],
        "neighbours": None if report.is_county else neighbours(report, actor),
        "snapshots": list(report.snapshots.order_by("-version")),
    }


def towns(report: Report, numbers: Numbers) -> dict[str, Any]:
    """Return the county's towns side by side: what each handed up, their sum, and the county's own count."""
    found = Report.objects.filter(
        county_id=report.county_id, town_id__isnull=False, start=report.start, end=report.end
    ).select_related("place")
    rows, headline = [], [cell.definition for cell in numbers.headline]
    sums = dict.fromkeys((one.code for one in headline), 0)
    for town in found.order_by("place__code"):
        handed = {code: amount for code, amount, _records in town.figures or []}
        for code in sums:
            sums[code] += handed.get(code, 0)
        values = [written(shown(one, handed[one.code])) if one.code in handed else "–" for one in headline]
        rows.append({"report": town, "values": list(zip(headline, values, strict=True))})
    total = [
        (one, written(shown(one, sums[one.code])) if one.measure != Measure.PERSONS else _("不相加"))
        for one in headline
    ]
    own = [(cell.definition, written(cell.value)) for cell in numbers.headline]
    return {"headline": headline, "rows": rows, "total": total, "own": own}


def late(report: Report) -> list[dict[str, Any]]:
    """Return the towns with other numbers now than they confirmed: the report of each, and what changed."""
    received = list(queries.received(report))
    told = sealing.words_of(received)
    if told is None:
        return []
    reports = {town.place_id: town for town in received}
    moments = sealing.moments_of(received, timezone.now())
    found = sealing.later((town.place for town in received), report.period, told, moments)
    return [
        {"report": reports[town.pk], "rows": [changed(town.name, row, told) for row in rows]} for town, rows in found
    ]


def left_out(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a sealed content lists as changed between a town's confirmation and the seal."""
    told = definitions.retold(content["definitions"])
    return [changed(place["place"]["name"], row, told) for place in content.get("later", []) for row in place["cells"]]


def changed(place: str, row: list[Any], told: Definitions) -> dict[str, Any]:
    """Return one changed number as a page shows it: place, indicator, before, after, records."""
    code, amount, records, amount_now, records_now = row
    one = told.find(code)
    assert one is not None
    return {
        "place": place, "label": one.label, "unit": one.unit, "before": written(shown(one, amount)),
        "after": written(shown(one, amount_now)), "records": (records, records_now),
    }  # fmt: skip


def neighbours(report: Report, actor: Actor) -> dict[str, Any] | None:
    """Return the county's sealed numbers by town as somebody from one of its towns may see them; None before sealing.

    Small numbers of other towns are hidden.
    """
    whole = Report.objects.filter(county_id=report.county_id, town_id=None, start=report.start, end=report.end).first()
    sealed = whole.snapshots.order_by("-version").first() if whole is not None else None
    if sealed is None:
        return None
    told = definitions.retold(sealed.content["definitions"])
    total = {cell.code: cell for cell in sealing.cells(sealed.content["cells"], told)}
    places = {part["place"]["id"]: part["place"]["name"] for part in sealed.content["parts"]}
    by_place = {
        part["place"]["id"]: {cell.code: cell for cell in sealing.cells(part["cells"], told)}
        for part in sealed.content["parts"]
    }
    own = set(places) if actor.scope.column == "county_id" else set(actor.scope.areas)
    small = thresholds.of(report.place).small
    columns = {
        one.code: disclosure.hidden(
            {place: row[one.code] for place, row in by_place.items()}, total[one.code], own, small
        )
        for one in told.headline
    }  # fmt: skip
    return {
        "small": small,
        "headline": told.headline,
        "rows": [
            (name, [_seen(columns[one.code].cells[place]) for one in told.headline]) for place, name in places.items()
        ],
        "total": [_seen(columns[one.code].total) for one in told.headline],
    }


def _seen(cell: Cell | None) -> str:
    return "＊" if cell is None else written(cell.value)


def differences(old: dict[str, Any], new: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the numbers that differ between two sealed contents: place, indicator, before, after."""
    told = definitions.retold(new["definitions"])
    found = []
    for name, before, after in _pairs(old, new):
        earlier = {code: (amount, records) for code, amount, records in before}
        for cell in sealing.cells(after, told):
            was = earlier.get(cell.code, (0, 0))
            if was != (cell.amount, cell.records):
                found.append(changed(name, [cell.code, *was, cell.amount, cell.records], told))
    return found


def _pairs(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, list[Any], list[Any]]]:
    before = {part["place"]["id"]: part["cells"] for part in old["parts"]}
    after = {part["place"]["id"]: part["cells"] for part in new["parts"]}
    names = {part["place"]["id"]: part["place"]["name"] for part in [*old["parts"], *new["parts"]]}
    rows = [(name, before.get(place, []), after.get(place, [])) for place, name in names.items()]
    return [(new["place"]["name"], old["cells"], new["cells"]), *rows]
