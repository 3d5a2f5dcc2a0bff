"""What stands behind a number: its records without a name, and the pieces that do not count yet, with the reason."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext as _

from linli.kernel.paging import page, read_key, write_key
from linli.places.models import Division
from linli.projects.models import Indicator, ServiceProject
from linli.projects.queries import counting
from linli.records.definitions import Measure
from linli.records.models import ServiceRecord, Undertaking

SIZE = 100


@dataclass(frozen=True)
class Fact:
    """One record: when, what, in which town, how long, how many heads; the number of its piece names nobody."""

    record: ServiceRecord
    town: str
    piece: str


@dataclass(frozen=True)
class Piece:
    """One case, group or activity that does not count yet: its number, what it has, what is lacking, a hint."""

    number: str
    since: str
    acts: int
    heads: int
    lacks: str
    unnamed: int


def number_of(pk: UUID) -> str:
    """Return a number that names nobody: the last eight figures of a key."""
    return pk.hex[-8:].upper()


def records(project: ServiceProject, indicator: Indicator, after: str) -> dict[str, Any]:
    """Return a page of the records that a number looks at, newest first."""
    rows = counting.behind(project, indicator).defer("narrative_sealed")
    shown = page(rows, "-happened_on", "-id", after=after, size=SIZE)
    towns = dict(Division.objects.filter(pk__in={row.town_id for row in shown.rows}).values_list("pk", "name"))
    facts = [
        Fact(row, towns.get(row.town_id, ""), number_of(row.undertaking_id) if row.undertaking_id else "")
        for row in shown.rows
    ]
    return {"facts": facts, "older": f"?after={shown.next}" if shown.next else ""}


def short(project: ServiceProject, indicator: Indicator, after: str) -> dict[str, Any]:
    """Return a page of what does not count yet, and how many of its records name no project."""
    if indicator.measure == Measure.RECORDS:
        return _short_records(project, indicator, after)
    rows = counting.pieces(project, indicator).filter(counting.short_of(indicator)).order_by("undertaking")
    if key := read_key(after):
        rows = rows.filter(undertaking__gt=key[0])
    found = list(rows[: SIZE + 1])
    shown, keys = found[:SIZE], [row["undertaking"] for row in found[:SIZE]]
    opened = dict(Undertaking.objects.filter(pk__in=keys).values_list("pk", "opened_on"))
    bare = ServiceRecord.objects.standing().filter(undertaking__in=keys, programme=None).order_by()
    unnamed = dict(bare.values("undertaking").annotate(n=Count("pk")).values_list("undertaking", "n"))
    told = [
        Piece(
            number_of(row["undertaking"]), str(opened.get(row["undertaking"], "")), row["acts"], row["heads"] or 0,
            lacks(indicator, row["acts"], row["heads"] or 0), unnamed.get(row["undertaking"], 0),
        )
        for row in shown
    ]  # fmt: skip
    more = f"?short=1&after={write_key([keys[-1]])}" if len(found) > SIZE else ""
    return {"pieces": told, "older": more}


def _short_records(project: ServiceProject, indicator: Indicator, after: str) -> dict[str, Any]:
    rows = counting.behind(project, indicator).filter(head_count__lt=indicator.min_heads).defer("narrative_sealed")
    shown = page(rows, "-happened_on", "-id", after=after, size=SIZE)
    told = [
        Piece(number_of(row.pk), str(row.happened_on), 1, row.head_count, lacks(indicator, 1, row.head_count), 0)
        for row in shown.rows
    ]
    return {"pieces": told, "older": f"?short=1&after={shown.next}" if shown.next else ""}


def lacks(indicator: Indicator, acts: int, heads: int) -> str:
    """Say how much a piece falls short of the contract's minimums."""
    told = []
    if (short := max(indicator.min_acts - acts, 0)) > 0:
        told.append(_("%(n)d次") % {"n": short})
    if (short := max(indicator.min_heads - heads, 0)) > 0:
        told.append(_("%(n)d人次") % {"n": short})
    return _("还差%(short)s") % {"short": "、".join(told)} if told else ""
