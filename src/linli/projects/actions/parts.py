"""The parts of a plan that are said as a whole: budget lines, milestones, the evaluation scheme, the staff asked for.

A fault names its row and field (``2.percent``), so that the page shows the sentence where it belongs.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.projects import packs, policies
from linli.projects.models import BudgetLine, Criterion, Milestone, ServiceProject, StaffLine
from linli.projects.queries.plan import WHOLE, budget_gap, share_gap, weight_gap
from linli.projects.told import CriterionRow, LineRow, MilestoneRow, StaffRow
from linli.projects.words import held, text

Condition = Milestone.Condition


@action
def set_budget(project: ServiceProject, rows: Sequence[LineRow], *, by: Actor) -> ServiceProject:
    """Say what the money is for; the lines add up to the project's total. Raises ``Refused``."""
    project = held(project)
    require(policies.set_budget(by, project))
    _some(rows, _("至少写一个科目。"), "name")
    _once([row.name for row in rows], "name")
    for number, row in enumerate(rows):
        if row.amount < 0:
            raise Refused(_("金额不能小于 0。"), f"{number}.amount")
    total = sum(row.amount for row in rows)
    if total != project.total:
        raise Refused(budget_gap(total, project.total), f"{len(rows) - 1}.amount")
    BudgetLine.objects.filter(project=project).delete()
    write_lines(project, rows)
    return _told(project, "budget", by)


@action
def set_milestones(project: ServiceProject, rows: Sequence[MilestoneRow], *, by: Actor) -> ServiceProject:
    """Say when which share is paid on which condition; shares make 100 %, stretches do not overlap."""
    project = held(project)
    require(policies.set_milestones(by, project))
    _some(rows, _("至少写一个里程碑。"), "name")
    for number, row in enumerate(rows):
        _stretch(project, row, number)
        if number and row.starts_on <= rows[number - 1].ends_on:
            raise Refused(
                _("这一段和上一段（到 %(day)s）重叠了，请错开。") % {"day": rows[number - 1].ends_on},
                f"{number}.starts_on",
            )
    total = sum(row.percent for row in rows)
    if total != WHOLE:
        raise Refused(share_gap(total), f"{len(rows) - 1}.percent")
    Milestone.objects.filter(project=project).delete()
    write_milestones(project, rows)
    return _told(project, "milestones", by)


@action
def set_criteria(project: ServiceProject, rows: Sequence[CriterionRow], *, by: Actor) -> ServiceProject:
    """Say what is scored and how much it weighs; a hundred points in all. Bands of an item that stays are kept."""
    project = held(project)
    require(policies.set_criteria(by, project))
    _some(rows, _("至少写一个评估项。"), "name")
    _once([f"{row.block}·{row.name}" for row in rows], "name")
    for number, row in enumerate(rows):
        if not 1 <= row.weight <= WHOLE:
            raise Refused(_("分数写 1 到 100 之间。"), f"{number}.weight")
    total = sum(row.weight for row in rows)
    if total != WHOLE:
        raise Refused(weight_gap(total), f"{len(rows) - 1}.weight")
    kept = {(row.block, row.name, row.weight): row for row in project.criterions.all()}
    project.criterions.all().delete()
    write_criteria(project, [_banded(row, kept.get((row.block, row.name, row.weight))) for row in rows])
    return _told(project, "scheme", by)


@action
def set_staff(project: ServiceProject, rows: Sequence[StaffRow], *, by: Actor) -> ServiceProject:
    """Say how many people of what kind the contract asks for; none is allowed."""
    project = held(project)
    require(policies.set_staff(by, project))
    _once([row.title for row in rows], "title")
    for number, row in enumerate(rows):
        if row.count < 1:
            raise Refused(_("人数至少写 1。"), f"{number}.count")
    StaffLine.objects.filter(project=project).delete()
    write_staff(project, rows)
    return _told(project, "staff", by)


def write_lines(project: ServiceProject, rows: Sequence[LineRow]) -> None:
    """Write budget lines in their order."""
    for number, row in enumerate(rows):
        name = text(row.name, 60, f"{number}.name", ask=_("请写科目的名称。"))
        note = text(row.note, 200, f"{number}.note")
        BudgetLine.objects.create(project=project, position=number + 1, name=name, amount=row.amount, note=note)


def write_milestones(project: ServiceProject, rows: Sequence[MilestoneRow]) -> None:
    """Write milestones in their order."""
    for number, row in enumerate(rows):
        Milestone.objects.create(
            project=project, position=number + 1, percent=row.percent, condition=row.condition, grade=row.grade,
            name=text(row.name, 60, f"{number}.name", ask=_("请写里程碑的名称。")), starts_on=row.starts_on,
            ends_on=row.ends_on, planned_on=row.planned_on,
        )  # fmt: skip


def write_criteria(project: ServiceProject, rows: Sequence[CriterionRow]) -> None:
    """Write the items of the evaluation in their order."""
    for number, row in enumerate(rows):
        Criterion.objects.create(
            project=project, position=number + 1, weight=row.weight, bands=[dict(band) for band in row.bands],
            rule=dict(row.rule),
            block=text(row.block, 40, f"{number}.block", ask=_("请写是哪一块。")), source=row.source,
            name=text(row.name, 100, f"{number}.name", ask=_("请写评估项。")),
        )  # fmt: skip


def write_staff(project: ServiceProject, rows: Sequence[StaffRow]) -> None:
    """Write the staff asked for in its order."""
    for number, row in enumerate(rows):
        StaffLine.objects.create(
            project=project, position=number + 1, count=row.count,
            title=text(row.title, 60, f"{number}.title", ask=_("请写做什么。")),
            qualification=text(row.qualification, 100, f"{number}.qualification"),
        )  # fmt: skip


def _stretch(project: ServiceProject, row: MilestoneRow, number: int) -> None:
    if not 0 <= row.percent <= WHOLE:
        raise Refused(_("比例写 0 到 100 之间。"), f"{number}.percent")
    if row.ends_on < row.starts_on:
        raise Refused(_("这一段的结束早于开始。"), f"{number}.ends_on")
    if row.starts_on < project.starts_on:
        raise Refused(_("这一段在项目开始之前。"), f"{number}.starts_on")
    if row.ends_on > project.ends_on:
        raise Refused(_("这一段在项目结束之后。"), f"{number}.ends_on")
    if row.condition not in Condition.values:
        raise Refused(_("请选付款的条件。"), f"{number}.condition")
    graded = row.condition in (Condition.MID_TERM, Condition.FINAL)
    if graded and row.grade not in packs.rules(packs.region_of(project.place)).grades:
        raise Refused(_("请选评估要到哪一等。"), f"{number}.grade")


def _banded(row: CriterionRow, kept: Criterion | None) -> CriterionRow:
    if kept is None or row.bands:
        return row
    return CriterionRow(row.block, row.name, row.weight, tuple(kept.bands), row.source or kept.source, kept.rule)


def _some(rows: Sequence[Any], sentence: str, field: str) -> None:
    if not rows:
        raise Refused(sentence, f"0.{field}")


def _once(names: Sequence[str], field: str) -> None:
    for number, name in enumerate(names):
        if name in names[:number]:
            raise Refused(_("“%(name)s”写了两遍。") % {"name": name}, f"{number}.{field}")


def _told(project: ServiceProject, part: str, by: Actor) -> ServiceProject:
    audit.record("service_project.amended", project, by=by, part=part)
    return project
