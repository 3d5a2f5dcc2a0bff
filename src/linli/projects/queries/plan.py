"""The plan of a project: what is still missing in it, and its whole content as it is submitted."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from linli.directory.money import yuan
from linli.projects.models import ServiceProject
from linli.proofs.canonical import canonical

WHOLE = 100


@dataclass(frozen=True)
class Part:
    """One part of a plan: its code, its name, how much stands there, and what is missing ('' for nothing)."""

    code: str
    name: str
    told: str
    missing: str


def parts(project: ServiceProject) -> list[Part]:
    """Return the parts of a plan in the order they are written."""
    return [_basics(project), _needs(project), _indicators(project), _budget(project), _milestones(project),
            _criteria(project), _staff(project)]  # fmt: skip


def missing(project: ServiceProject) -> list[str]:
    """Return what is missing before a plan can be submitted, part by part."""
    return [f"{part.name}：{part.missing}" for part in parts(project) if part.missing]


def _basics(project: ServiceProject) -> Part:
    lacks = "" if project.objective and project.standards else _("写上目标和服务标准。")
    told = _("%(start)s 至 %(end)s，%(total)s 元") % {
        "start": project.starts_on, "end": project.ends_on, "total": yuan(project.total),
    }  # fmt: skip
    return Part("basics", _("基本情况"), told, lacks)


def _needs(project: ServiceProject) -> Part:
    count = project.needs.count()
    lacks = "" if count else _("至少写一条需求依据，写明出处。")
    return Part("needs", _("需求依据"), _("%(n)d 条") % {"n": count}, lacks)


def _indicators(project: ServiceProject) -> Part:
    rows = list(project.indicators.all())
    outside = [row.name for row in rows if _leaves(project, row)]
    lacks = "" if rows else _("至少定一个指标。")
    if outside:
        lacks = _("“%(name)s”的日期不在项目期里。") % {"name": "、".join(outside)}
    return Part("indicators", _("指标"), _("%(n)d 个") % {"n": len(rows)}, lacks)


def _leaves(project: ServiceProject, row: Any) -> bool:
    starts, ends = row.starts_on or project.starts_on, row.ends_on or project.ends_on
    return bool(starts < project.starts_on or ends > project.ends_on)


def _budget(project: ServiceProject) -> Part:
    total = project.budgetlines.aggregate(total=Sum("amount"))["total"] or 0
    lacks = "" if total == project.total else budget_gap(total, project.total)
    return Part("budget", _("预算"), _("%(total)s 元") % {"total": yuan(total)}, lacks)


def budget_gap(total: int, wanted: int) -> str:
    """Say by how much the lines miss the total of a project."""
    told = {"total": yuan(total), "wanted": yuan(wanted), "gap": yuan(abs(total - wanted))}
    if total > wanted:
        return _("各科目相加 %(total)s 元，比项目预算 %(wanted)s 元多 %(gap)s 元。") % told
    return _("各科目相加 %(total)s 元，比项目预算 %(wanted)s 元少 %(gap)s 元。") % told


def _milestones(project: ServiceProject) -> Part:
    rows = list(project.milestones.all())
    total = sum(row.percent for row in rows)
    lacks = "" if total == WHOLE else share_gap(total)
    if any(row.starts_on < project.starts_on or row.ends_on > project.ends_on for row in rows):
        lacks = _("有里程碑不在项目期里。")
    return Part("milestones", _("里程碑"), "/".join(str(row.percent) for row in rows) or "—", lacks)


def share_gap(total: int) -> str:
    """Say that shares do not add up to the whole."""
    return _("付款比例相加是 %(total)d%%，要正好 100%%。") % {"total": total}


def _criteria(project: ServiceProject) -> Part:
    total = project.criterions.aggregate(total=Sum("weight"))["total"] or 0
    lacks = "" if total == WHOLE else weight_gap(total)
    return Part("scheme", _("评估方案"), _("%(n)d 分") % {"n": total}, lacks)


def weight_gap(total: int) -> str:
    """Say that weights do not add up to a hundred."""
    return _("各项分数相加是 %(total)d 分，要正好 100 分。") % {"total": total}


def _staff(project: ServiceProject) -> Part:
    total = project.stafflines.aggregate(total=Sum("count"))["total"] or 0
    return Part("staff", _("人员要求"), _("%(n)d 人") % {"n": total}, "")


KEPT = {
    "needs": ("kind", "text", "source", "indicator", "definitions", "place_id", "starts_on", "ends_on", "value", "unit",
              "counted_at"),
    "indicators": ("position", "nature", "name", "meaning", "how", "rule", "min_acts", "min_heads", "target", "unit",
                   "proof", "source", "starts_on", "ends_on"),
    "budgetlines": ("position", "name", "amount", "note"),
    "milestones": ("position", "name", "percent", "condition", "grade", "starts_on", "ends_on", "planned_on"),
    "criterions": ("position", "block", "name", "weight", "bands", "rule", "source"),
    "stafflines": ("position", "title", "count", "qualification"),
}  # fmt: skip


def content(project: ServiceProject) -> dict[str, Any]:
    """Return a whole plan as plain data: what a version keeps."""
    told: dict[str, Any] = {
        name: str(getattr(project, name))
        for name in ("name", "objective", "standards", "total", "starts_on", "ends_on", "place_id")
    }
    for related, names in KEPT.items():
        rows = getattr(project, related).order_by("pk").values(*names)
        told[related] = [{name: _plain(value) for name, value in row.items()} for row in rows]
    return told


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str | list | dict) else str(value)


def digest(told: dict[str, Any]) -> str:
    """Return the hash of a plan's content."""
    return hashlib.sha256(canonical(told)).hexdigest()
