"""The verbs of mandatory reports: open one at once, prove each call, keep the reporter apart, end with a word."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.outreach import policies
from linli.outreach.actions.leads import own_post, owner_of
from linli.outreach.harm import agencies, signs
from linli.outreach.models import MandatoryReport, ReportCall, Reporter
from linli.people.models import Person
from linli.tasks import actions as tasks

AREAS = ("county_id", "town_id", "community_id", "grid_id")


@action
def report_harm(person: Person, codes: Sequence[str] = (), *, by: Actor) -> MandatoryReport:
    """Open the report of suspected harm to a child; its clock runs from now. One that runs already is returned.

    A social worker owns it (the one who opens it when she is one); she has a todo for today. Raises ``Refused``.
    """
    require(policies.report_harm(by, person))
    person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=person.pk)
    running = MandatoryReport.objects.visible_to(by).filter(person=person, closed_at=None).first()
    if running is not None:
        return running
    if MandatoryReport.objects.filter(person=person, closed_at=None).exists():
        raise Refused(_("已经有同事在报告了，请打电话给站长。"))
    known = {one.code for one in signs()}
    areas = {name: getattr(person, name) for name in AREAS}
    owner = owner_of(person, by)
    made = MandatoryReport.objects.create(
        person=person, signs=[code for code in codes if code in known], opened_at=timezone.now(),
        opened_by=own_post(by), owner=owner, **areas,
    )  # fmt: skip
    audit.record("harm.reported", made, by=by)
    title = _("强制报告：马上打电话")
    tasks.open_task("harm", title, timezone.localdate(), by=by, place=person, owner=owner, subject=made)
    return made


@action
def note_call(report: MandatoryReport, *, by: Actor, agency: str, answered_by: str, reference: str = "") -> ReportCall:
    """Write down one call: which office, who answered, under which number. The time is now. Raises ``Refused``."""
    report = MandatoryReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    require(policies.note_call(by, report))
    if agency not in {one.code for one in agencies()}:
        raise Refused(_("请选报告给了谁。"), "agency")
    if not tidy(answered_by):
        raise Refused(_("写一下是谁接的，比如“值班民警王”。"), "answered_by")
    made = ReportCall.objects.create(
        report=report, agency=agency, answered_by=tidy(answered_by)[:50], reference=tidy(reference)[:60],
        at=timezone.now(), called_by=own_post(by), **{name: getattr(report, name) for name in AREAS},
    )  # fmt: skip
    audit.record("harm.called", report, by=by, agency=agency)
    return made


@action
def name_reporter(report: MandatoryReport, words: str, *, by: Actor) -> None:
    """Keep who told of it, apart from the report and sealed under a key of its own. Raises ``Refused``."""
    require(policies.name_reporter(by, report))
    row = Reporter.objects.select_for_update().filter(report=report).first()
    row = row or Reporter(report=report, **{name: getattr(report, name) for name in AREAS})
    row.words = tidy(words)[:500]
    row.save()
    audit.record("harm.reporter_named", report, by=by)


@action
def read_reporter(report: MandatoryReport, *, by: Actor) -> str:
    """Return who told of it, to the team; every reading leaves an event. Raises ``Refused``."""
    require(policies.read_reporter(by, report))
    row = Reporter.objects.filter(report=report).first()
    audit.record("harm.reporter_read", report, by=by)
    return row.words if row is not None else ""


@action
def close_report(report: MandatoryReport, *, by: Actor, ending: str) -> MandatoryReport:
    """End a report with a word on what came of it. Raises ``Refused``."""
    report = MandatoryReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    ending = tidy(ending)[:200]
    require(policies.close_report(by, report, ending))
    report.closed_at, report.ending = timezone.now(), ending
    report.save(update_fields=["closed_at", "ending"])
    audit.record("harm.closed", report, by=by)
    return report
