"""缺口 and 问题: what is missing in the records of a period, and the sentences that the data itself suggests."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from linli.insights import contracts, thresholds
from linli.insights.queries import Numbers
from linli.insights.thresholds import Thresholds
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.people.models import Person
from linli.places.models import Division
from linli.records import counting
from linli.records.counting import Cell
from linli.records.models import Beneficiary, Kind, Method, ServiceRecord, Undertaking

SHOWN = 10


@dataclass(frozen=True)
class Gap:
    """One record that lacks something: ``minutes`` or ``persons``; ``usual`` are those who came to the same group."""

    record: ServiceRecord
    lacks: str
    usual: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Gaps:
    """What is missing: how many in all, and, for whoever fills them, the first of them."""

    without_minutes: int
    without_persons: int
    first: tuple[Gap, ...]

    @property
    def total(self) -> int:
        """Return how many records lack something."""
        return self.without_minutes + self.without_persons


def without_minutes(place: Division, period: Period) -> QuerySet[ServiceRecord]:
    """Return the visits (at the door or by telephone) that do not say how long they lasted."""
    return ServiceRecord.objects.filter(
        counting.within(place, period), kind__in=[Kind.HOME_VISIT, Kind.PHONE_VISIT, Kind.VIDEO_VISIT], minutes=None
    ).order_by("-happened_on", "-pk")


def without_persons(place: Division, period: Period) -> QuerySet[ServiceRecord]:
    """Return the sessions of groups that name nobody."""
    named = Beneficiary.objects.filter(record=OuterRef("pk"))
    return ServiceRecord.objects.filter(
        ~Exists(named), counting.within(place, period), kind=Kind.GROUP_SESSION
    ).order_by("-happened_on", "-pk")


def gaps(place: Division, period: Period, actor: Actor, *, listed: bool) -> Gaps:
    """Return what is missing at a place in a period, as far as the actor sees; unless ``listed`` only how many."""
    visits = without_minutes(place, period) & ServiceRecord.objects.visible_to(actor)
    groups = without_persons(place, period) & ServiceRecord.objects.visible_to(actor)
    if not listed:
        return Gaps(visits.count(), groups.count(), ())
    first = [Gap(record, "minutes") for record in visits.select_related("household")[:SHOWN]]
    sessions = list(groups.select_related("undertaking")[:SHOWN])
    usual = _usual([record.undertaking_id for record in sessions])
    first += [Gap(record, "persons", usual.get(record.undertaking_id, ())) for record in sessions]
    return Gaps(visits.count(), groups.count(), tuple(first))


def _usual(groups: list[object]) -> dict[object, tuple[Person, ...]]:
    """Return who came to other sessions of these groups, by group."""
    rows = Beneficiary.objects.filter(
        counting.standing(None, "record__"), record__undertaking__in=[group for group in groups if group]
    ).select_related("person__merged_into", "record")
    found: dict[object, dict[object, Person]] = {}
    for row in rows:
        found.setdefault(row.record.undertaking_id, {})[row.person.canonical.pk] = row.person.canonical
    return {group: tuple(sorted(people.values(), key=lambda one: one.sort_key)) for group, people in found.items()}


def quiet_cases(place: Division, period: Period) -> int:
    """Return how many open cases had no record in the last days of a period: as many as the county's pack says."""
    since = period.end - timedelta(days=thresholds.of(place).quiet_days)
    met = ServiceRecord.objects.standing().filter(
        undertaking=OuterRef("pk"), method=Method.CASE, happened_on__range=(since, period.end)
    )
    cases = Undertaking.objects.filter(counting.inside(place), kind=Undertaking.Kind.CASE, opened_on__lt=since)
    return cases.exclude(closed_on__lte=period.end).filter(~Exists(met)).count()


def fell(before: Cell, now: Cell, lines: Thresholds) -> bool:
    """Tell whether a number fell so far that a report speaks of it."""
    return before.value >= lines.fall_from and (before.amount - now.amount) * 100 >= before.amount * lines.fall_percent


def sentences(numbers: Numbers, earlier: Numbers) -> list[str]:
    """Return the sentences that the data suggests for 问题与打算: only what can be counted, nothing made up."""
    place, period, lines = numbers.place, numbers.period, thresholds.of(numbers.place)
    found = []
    if quiet := quiet_cases(place, period):
        found.append(
            _("%(n)s 个个案超过 %(days)s 天没有会谈，下一步先把会谈约上。") % {"n": quiet, "days": lines.quiet_days}
        )
    if visits := without_minutes(place, period).count():
        found.append(_("%(n)s 次走访没有写时长，补上以后再核一遍小时数。") % {"n": visits})
    if groups := without_persons(place, period).count():
        found.append(_("%(n)s 节小组没有写参加的人，请带组社工补名单。") % {"n": groups})
    if (told := contracts.checked(place, period, listed=0)) is not None:
        found += [
            _("按合同核对：%(kind)s下一步把次数补足。") % {"kind": kind.sentence} for kind in told.kinds if kind.short
        ]
    for cell in numbers.headline:
        before = earlier.cell(cell.code)
        if before is not None and fell(before, cell, lines):
            words = {"label": cell.label, "now": cell.value, "before": before.value, "unit": cell.unit}
            found.append(_("%(label)s比上期少：%(before)s → %(now)s %(unit)s，原因和打算：") % words)
    return found
