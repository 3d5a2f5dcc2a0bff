"""A project is opened, from a template or bare, and says what it is."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.directory.money import FEN, share
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.places.models import Division, Level
from linli.projects import packs, policies
from linli.projects.actions import indicators, parts
from linli.projects.models import Need, ProjectNumber, ServiceProject
from linli.projects.packs import Template
from linli.projects.told import Basics, CriterionRow, IndicatorTold, LineRow, MilestoneRow, StaffRow
from linli.projects.words import held, text

LONGEST_YEARS = 5
RULE = ("method", "kind", "undertaking", "category", "age_band")


@action
def open_project(place: Division, told: Basics, *, by: Actor, template: str = "") -> ServiceProject:
    """Open a project of a county or town; ``template`` fills its parts, to be gone through. Raises ``Refused``."""
    require(policies.open_project(by, place))
    found = packs.library(packs.region_of(place)).get(template)
    if template and found is None:
        raise Refused(_("项目库里没有这个模板。"), "template")
    county = place.pk if place.level == Level.COUNTY else place.county_id or 0
    project = ServiceProject(
        number=_next_number(county), place=place, county_id=county,
        town_id=place.pk if place.level == Level.TOWN else None, template=template, opened_by_id=by.post,
        opened_user=by.user, opened_at=timezone.now(), **_checked(told),
    )  # fmt: skip
    if found is not None:
        project.objective = project.objective or found.objective
        project.standards = project.standards or found.standards
    project.save(force_insert=True)
    if found is not None:
        _fill(project, found)
    audit.record("service_project.opened", project, by=by, template=template)
    return project


@action
def amend_basics(project: ServiceProject, told: Basics, *, by: Actor) -> ServiceProject:
    """Change name, days, total, objective and standards of a draft. Raises ``Refused`` naming the field."""
    project = held(project)
    require(policies.amend_basics(by, project))
    facts = _checked(told)
    for name, value in facts.items():
        setattr(project, name, value)
    project.save(update_fields=list(facts))
    audit.record("service_project.amended", project, by=by, part="basics")
    return project


def _checked(told: Basics) -> dict[str, Any]:
    if told.ends_on <= told.starts_on:
        raise Refused(_("结束日期要晚于开始日期。"), "ends_on")
    if told.ends_on > told.starts_on + timedelta(days=366 * LONGEST_YEARS):
        raise Refused(_("一个项目最长 %(n)d 年，请核对日期。") % {"n": LONGEST_YEARS}, "ends_on")
    if told.total <= 0:
        raise Refused(_("请写项目预算，要大于 0。"), "total")
    return {
        "name": text(told.name, 100, "name", ask=_("请写项目的名称。")), "starts_on": told.starts_on,
        "ends_on": told.ends_on, "total": told.total, "objective": text(told.objective, 2000, "objective"),
        "standards": text(told.standards, 4000, "standards"),
    }  # fmt: skip


def _next_number(county: int) -> str:
    year = timezone.localdate().year
    ProjectNumber.objects.get_or_create(county_id=county, year=year)
    kept = ProjectNumber.objects.select_for_update().get(county_id=county, year=year)
    kept.last += 1
    kept.save(update_fields=["last"])
    return f"XM-{year}-{kept.last:03d}"


def _fill(project: ServiceProject, found: Template) -> None:
    for row in found.needs:
        Need.objects.create(project=project, kind=Need.Kind.SAID, text=row["text"], source=row["source"])
    for number, row in enumerate(found.indicators, 1):
        indicators.write(project, _indicator(row), number)
    parts.write_lines(project, _lines(found, project.total))
    parts.write_milestones(project, _milestones(project, found))
    parts.write_criteria(
        project,
        [
            CriterionRow(
                row["block"], row["name"], row["weight"], tuple(row.get("bands", ())), row.get("source", ""),
                row.get("rule", {}),
            )
            for row in found.criteria
        ],
    )  # fmt: skip
    parts.write_staff(project, [StaffRow(**row) for row in found.staff])


def _indicator(row: dict[str, Any]) -> IndicatorTold:
    """Return a template's row as the verb takes it: its filters are the rule."""
    facts = {name: value for name, value in row.items() if name not in RULE}
    return IndicatorTold(
        **facts, kinds=tuple(row.get("kind", ())), rule={name: row[name] for name in RULE if name in row}, knowing=True
    )


def _lines(found: Template, total: int) -> list[LineRow]:
    rows = [LineRow(row["name"], share(total, row["percent"]), row.get("note", "")) for row in found.budget]
    rest = total - sum(row.amount for row in rows)
    if rows and sum(row["percent"] for row in found.budget) == 100:
        rows[0] = LineRow(rows[0].name, rows[0].amount + rest, rows[0].note)
    return rows


def _milestones(project: ServiceProject, found: Template) -> Sequence[MilestoneRow]:
    """Return the template's milestones laid over the days of a project, in proportion to its months."""
    length = (project.ends_on - project.starts_on).days + 1
    rows, start = [], project.starts_on
    for row in found.milestones:
        last = row["until_month"] >= found.months
        end = project.ends_on if last else _day(project.starts_on, length * row["until_month"] // found.months - 1)
        planned = project.starts_on if row["condition"] == "signed" else end
        rows.append(
            MilestoneRow(row["name"], row["percent"], row["condition"], start, end, planned, row.get("grade", ""))
        )
        start = end + timedelta(days=1)
    return rows


def _day(first: date, days: int) -> date:
    return first + timedelta(days=days)


def total_of(template: Template) -> int:
    """Return the total a template proposes, in 分."""
    return template.total_yuan * FEN
