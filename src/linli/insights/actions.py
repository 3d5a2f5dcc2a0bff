"""The verbs of the insights room: a report is made, confirmed, summed up, received, sealed; gaps are filled."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.insights import gaps, policies, queries, sealing
from linli.insights.models import MOVES, ColumnMapping, Report, ReportMove, ReportSnapshot, State, WordTemplate
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.people.models import Person
from linli.places.models import Division, Level
from linli.records import actions as records
from linli.records import definitions, tallies
from linli.records.counting import Moments
from linli.records.definitions import Definitions
from linli.records.locks import count_lock
from linli.records.models import ServiceRecord

PAST = {
    "confirm": "report.confirmed",
    "sum_up": "report.summed",
    "receive": "report.received",
    "send_back": "report.sent_back",
    "seal": "report.closed",
}


@action
def generate(place: Division, period: Period, *, by: Actor) -> Report:
    """Make the report of a place and period, or return the one there is. Nothing is typed: the remark starts from data.

    Raises ``Refused``.
    """
    require(policies.generate(by, place))
    require(policies.countable(period))
    _queue(place)
    if (
        known := Report.objects.visible_to(by).filter(place=place, start=period.start, end=period.end).first()
    ) is not None:
        return known
    if place.level == Level.COUNTY:
        while tallies.refresh(place, by=by):
            pass
    numbers = queries.numbers(place, period)
    lines = gaps.sentences(numbers, queries.numbers(place, period.earlier()))
    made = Report.objects.create(
        place=place, county_id=place.county_id or place.pk, town_id=place.pk if place.level == Level.TOWN else None,
        start=period.start, end=period.end, remark="\n".join(lines),
        state=State.RECEIVED if place.level == Level.COUNTY else State.DRAFT,
    )  # fmt: skip
    audit.record("report.made", made, by=by, place=place.pk, start=str(period.start), end=str(period.end))
    return made


@action
def confirm(report: Report, *, by: Actor, sentence: str = "") -> Report:
    """Fix the numbers as they are at this moment and hand the report up. Raises ``Refused``."""
    report = _lock(report)
    require(policies.confirm(by, report))
    told = definitions.of(report.place)
    _fix(report, told, _moment(report))
    return _move(report, "confirm", by, sentence)


@action
def sum_up(report: Report, *, by: Actor, sentence: str = "") -> Report:
    """Take a town's confirmed report into the street's sum, unchanged. Raises ``Refused``."""
    report = _lock(report)
    require(policies.sum_up(by, report))
    return _move(report, "sum_up", by, sentence)


@action
def receive(report: Report, *, by: Actor, sentence: str = "") -> Report:
    """Receive a town's report at the county. Raises ``Refused``."""
    report = _lock(report)
    require(policies.receive(by, report))
    return _move(report, "receive", by, sentence)


@action
def send_back(report: Report, *, by: Actor, sentence: str) -> Report:
    """Send a report back to its station with one sentence; its numbers follow the records again. Raises ``Refused``."""
    report = _lock(report)
    require(policies.send_back(by, report, sentence))
    report.as_of, report.figures, report.told = None, None, None
    return _move(report, "send_back", by, sentence)


@action
def seal(report: Report, *, by: Actor, knowing: Collection[int] = ()) -> ReportSnapshot:
    """Seal a county's report, and with it the reports of its towns: each counts at the moment it confirmed.

    ``knowing`` are the towns (ids) whose changes since then the officer has seen and leaves out. Raises ``Refused``.
    """
    report = _lock(report)
    moment = _moment(report)
    received = list(queries.received(report).select_for_update(of=("self",)))
    moments = sealing.moments_of(received, moment)
    told = sealing.words_of(received) or definitions.of(report.place)
    require(policies.seal(by, report, queries.hindrances(report, received, told, moments, knowing)))
    made = _seal(report, by, moments, told, version=1, reason="")
    for town in received:
        if town.state == State.RECEIVED:
            _move(town, "seal", by, "")
    _move(report, "seal", by, "")
    return made


@action
def revise(report: Report, *, by: Actor, reason: str) -> ReportSnapshot:
    """Seal a new version that takes in every later record; the old one is kept. Raises ``Refused``."""
    report = _lock(report)
    require(policies.revise(by, report, reason))
    last = report.snapshots.order_by("-version").first()
    moment = _moment(report)
    towns = sealing.moments_in(last).towns if last else {}
    moments = Moments(dict.fromkeys(towns, moment), moment)
    told = definitions.retold(report.told or {})
    return _seal(report, by, moments, told, version=last.version + 1 if last else 1, reason=tidy(reason))


@action
def remark(report: Report, text: str, *, by: Actor) -> Report:
    """Write the remark (问题与打算). Raises ``Refused``."""
    report = _lock(report)
    require(policies.remark(by, report))
    report.remark = tidy(text)[:2000]
    report.save(update_fields=["remark"])
    audit.record("report.remarked", report, by=by)
    return report


@action
def fill_gap(
    report: Report, record: ServiceRecord, *, by: Actor, minutes: int | None = None, persons: Iterable[UUID] = ()
) -> ServiceRecord:
    """Fill what a record lacks, by a correction that says so. Raises ``Refused``."""
    report = _lock(report)
    require(policies.fill_gap(by, report))
    if minutes is not None:
        return records.correct(record, by=by, reason=_("季报核对时补时长"), minutes=minutes)
    chosen = list(Person.objects.visible_to(by).filter(pk__in=list(persons)))
    if not chosen:
        raise Refused(_("请至少选一位参加的人。"), "persons")
    heads = max(record.head_count, len(chosen))
    return records.correct(record, by=by, reason=_("季报核对时补名单"), persons=chosen, head_count=heads)


@action
def take_out(report: Report, form: str, *, by: Actor) -> None:
    """Leave in the trail that a report was printed or exported, and in what form. Raises ``Refused``."""
    require(policies.take_out(by, report))
    audit.record("report.exported", report, by=by, form=form)


@action
def map_columns(county: Division, name: str, columns: Sequence[tuple[str, str]], *, by: Actor) -> ColumnMapping:
    """Remember in which columns, under which titles, a county exports its numbers. Raises ``Refused``."""
    require(policies.map_columns(by, county))
    if not columns:
        raise Refused(_("至少要留一列。"), "columns")
    told = [[what, tidy(title)] for what, title in columns]
    made, _fresh = ColumnMapping.objects.update_or_create(county=county, defaults={"name": tidy(name), "columns": told})
    audit.record("columns.mapped", made, by=by, county=county.pk, columns=len(told))
    return made


@action
def replace_template(county: Division, file_name: str, content: bytes, *, by: Actor) -> WordTemplate:
    """Use a county's own Word template from now on; the caller has had it checked. Raises ``Refused``."""
    require(policies.replace_template(by, county))
    made = WordTemplate.objects.create(county=county, file_name=tidy(file_name)[:200], content=content, by_name=by.name)
    audit.record("template.replaced", made, by=by, county=county.pk, size=len(content))
    return made


def _queue(place: Division) -> None:
    """Let the makers of a place's reports come one after the other: the second finds what the first has made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [73_33, place.pk])


def _lock(report: Report) -> Report:
    return Report.objects.select_for_update(of=("self",)).select_related("place").get(pk=report.pk)


def _moment(report: Report) -> datetime:
    """Return now, with nobody in the county half-way through recording."""
    count_lock(report.county_id, exclusive=True)
    return timezone.now()


def _fix(report: Report, told: Definitions, as_of: datetime) -> None:
    report.as_of, report.told = as_of, told.told()
    report.figures = sealing.figures(report.place, report.period, told, as_of)


def _seal(report: Report, by: Actor, moments: Moments, told: Definitions, **version: Any) -> ReportSnapshot:
    content = sealing.content_of(report, told, moments)
    report.as_of, report.told, report.figures = moments.rest, told.told(), content["cells"]
    report.save(update_fields=["as_of", "told", "figures"])
    made = ReportSnapshot.objects.create(
        report=report, as_of=moments.rest, definitions=told.key, content=content, digest=sealing.digest(content),
        at=timezone.now(), **_signed(by), **version,
    )  # fmt: skip
    late = [row["place"]["id"] for row in content["later"]]
    audit.record("report.sealed", report, by=by, version=made.version, digest=made.digest, left_out=late)
    return made


def _move(report: Report, verb: str, by: Actor, sentence: str) -> Report:
    came_from, report.state = report.state, MOVES[verb][1]
    report.save(update_fields=["state", "as_of", "figures", "told"])
    ReportMove.objects.create(
        report=report, verb=verb, came_from=came_from, went_to=report.state, sentence=tidy(sentence)[:500],
        at=timezone.now(), **_signed(by),
    )  # fmt: skip
    audit.record(PAST[verb], report, by=by, went_to=report.state)
    return report


def _signed(by: Actor) -> dict[str, Any]:
    return {"by_user": by.user, "by_post": by.post, "by_name": by.name, "by_role": by.role}
