"""Figures of indicators are made from the records whenever their tallies are made, and kept beside them."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.utils import timezone

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.period import containing
from linli.kernel.policy import action, require
from linli.projects import policies
from linli.projects.models import DELIVERED, IndicatorFigure, ProjectFigure, ServiceProject
from linli.projects.queries import counting
from linli.records.models import ServiceRecord
from linli.records.rollup import Touched


@action
def recount(project: ServiceProject, *, by: Actor) -> ServiceProject:
    """Make the figures of one project again from its records. Raises ``Refused``."""
    require(policies.recount(by, project))
    write([project])
    audit.record("service_project.recounted", project, by=by)
    return project


def follow(county: int, touched: Collection[Touched] | None) -> None:
    """Make the figures again of the projects whose records lie where tallies were made (None: of the whole county).

    A record that was corrected or withdrawn is still there, so that the programme it has left is found as well.
    """
    projects = ServiceProject.objects.filter(county_id=county, state__in=DELIVERED, programme__isnull=False)
    if touched is not None:
        wanted = projects.values_list("programme_id", flat=True)
        projects = projects.filter(programme_id__in=_touched(touched, list(wanted)))
    write(projects)


def write(projects: Iterable[ServiceProject]) -> None:
    """Count and keep the figures of projects; runs inside an action."""
    for project in projects:
        if project.programme_id is None:
            continue
        now = timezone.now()
        told = counting.whole(project)
        facts = {
            "records": told.records, "minutes": told.minutes, "heads": told.heads, "outside": told.outside,
            "months": told.months, "made_at": now,
        }  # fmt: skip
        ProjectFigure.objects.update_or_create(project=project, defaults=facts)
        found = counting.count(project, project.indicators.all())
        IndicatorFigure.objects.bulk_create(
            [
                IndicatorFigure(
                    indicator_id=pk, amount=one.amount, records=one.records, minutes=one.minutes, short=one.short,
                    made_at=now,
                )
                for pk, one in found.items()
            ],
            update_conflicts=True, unique_fields=["indicator"],
            update_fields=["amount", "records", "minutes", "short", "made_at"],
        )  # fmt: skip


def _touched(touched: Collection[Touched], programmes: Collection[UUID]) -> set[UUID]:
    """Return which programmes have had a record, standing or not, in a touched community and month."""
    if not programmes:
        return set()
    months: dict[date, set[int]] = {}
    for one in touched:
        months.setdefault(one.month, set()).add(one.community_id)
    found: set[UUID] = set()
    for month, communities in months.items():
        days = (month, containing("month", month).end)
        rows = ServiceRecord.objects.filter(
            happened_on__range=days, community_id__in=communities, programme_id__in=programmes
        )
        found.update(pk for pk in rows.order_by().values_list("programme_id", flat=True).distinct() if pk)
    return found
