"""中期材料: what a provider hands over with one click, made from what is kept: figures, money, scores, every record.

A zip of a PDF of a few pages and a workbook of records without a name, written as they are read, so that memory does
not grow with their number.
"""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.directory.money import yuan
from linli.kernel.scope import Scope, seeing
from linli.papers import pdf
from linli.papers.writing import Cell, Sheet, workbook
from linli.places.models import Division
from linli.projects.evaluation.queries import scores
from linli.projects.models import ServiceProject
from linli.projects.models.evaluation import Evaluation
from linli.projects.packs import region_of, rules
from linli.projects.queries import counting, delivery
from linli.projects.queries.evidence import number_of
from linli.records.models import Kind, ServiceRecord

PAPER = """
#show: paper.with(title: data.title, note: data.note)
= #data.title
#data.lead

== 指标
#table(columns: (1fr, auto, auto, auto, auto, auto),
  table.header([指标], [单位], [目标], [完成], [应有], [记录]),
  ..data.rows.map(row => row.map(cell => [#cell])).flatten())

== 经费（元）
#table(columns: (1fr, auto, auto, auto), table.header([科目], [预算], [已支], [在途]),
  ..data.lines.map(row => row.map(cell => [#cell])).flatten())

#if data.scores.len() > 0 [
  == #data.evaluation
  #table(columns: (auto, 1fr, auto, auto, 2fr), table.header([块], [评估项], [满分], [得分], [依据]),
    ..data.scores.map(row => row.map(cell => [#cell])).flatten())
]
#if data.owed.len() > 0 [
  == 整改
  #table(columns: (1fr, auto, 1fr), table.header([整改什么], [改到], [怎么改的]),
    ..data.owed.map(row => row.map(cell => [#cell])).flatten())
]
"""
CHUNK = 1000


def build(project: ServiceProject) -> bytes:
    """Return the whole package as a zip; records are read in the reach of the project's county, without a name."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        packed.writestr(_("项目材料") + ".pdf", pdf.render(PAPER, told(project)), ZIP_STORED)
        with seeing(Scope(column="county_id", areas=(project.county_id,))):
            packed.writestr(_("服务记录") + ".xlsx", workbook([_sheet(project)]), ZIP_STORED)
    return out.getvalue()


def told(project: ServiceProject) -> dict[str, Any]:
    """Return what the paper says: every number is one that is kept, none is typed."""
    today, known = timezone.localdate(), rules(region_of(project.place))
    every = delivery.indicators_of([project])
    said = delivery.heard([project], every).get(project.programme_id) if project.programme_id else None
    rows = delivery.rows(project, every.get(project.pk, []), known, today, said)
    found = Evaluation.objects.filter(project=project, closed_at__isnull=False).order_by("-closed_at").first()
    return {
        "title": _("%(name)s 项目材料") % {"name": project.name}, "note": project.number, "lead": _lead(project, today),
        "rows": [
            [
                row.indicator.name, row.indicator.unit, row.target_shown, row.done_shown, row.expected_shown,
                str(row.records),
            ]
            for row in rows
        ],
        "lines": [
            [one.line.name, yuan(one.line.amount), one.spent_shown, one.way_shown]
            for one in delivery.lines(project, known)
        ],
        "evaluation": _title(found), "scores": _scores(found), "owed": _owed(found),
    }  # fmt: skip


def _lead(project: ServiceProject, today: date) -> str:
    ours = project.organisation.name if project.organisation else ""
    return _("承接：%(ours)s。合同 %(contract)s，%(price)s 元，%(start)s 至 %(end)s。做到 %(today)s。") % {
        "ours": ours, "contract": project.contract, "price": yuan(project.worth), "start": project.starts_on,
        "end": project.ends_on, "today": today,
    }  # fmt: skip


def _title(found: Evaluation | None) -> str:
    if found is None:
        return ""
    return _("%(kind)s：%(score)s 分") % {"kind": found.get_kind_display(), "score": found.score}


def _scores(found: Evaluation | None) -> list[list[str]]:
    if found is None:
        return []
    rows = scores.printed(found.project, found.scores.select_related("criterion").order_by("criterion__position"))
    return [
        [
            row.criterion.block, row.criterion.name, str(row.criterion.weight), str(row.points),
            row.reason or "；".join(f"{one['name']} {one['done']}/{one['plan']}" for one in vars(row)["shown"]),
        ]
        for row in rows
    ]  # fmt: skip


def _owed(found: Evaluation | None) -> list[list[str]]:
    rows = found.rectifications.order_by("due_on", "pk") if found is not None else ()
    return [[row.what, row.due_on.isoformat(), row.answer or _("还没回复")] for row in rows]


def _sheet(project: ServiceProject) -> Sheet:
    head = [_("记录号"), _("日期"), _("做了什么"), _("镇街"), _("服务分钟"), _("人次"), _("事项号")]
    return Sheet(_("服务记录"), head, _records(project))


def _records(project: ServiceProject) -> Iterator[list[Cell]]:
    kinds = dict(Kind.choices)
    towns = dict(Division.objects.filter(county_id=project.county_id).values_list("pk", "name"))
    rows = ServiceRecord.objects.filter(counting.within(project, None, None)).order_by("happened_on", "pk")
    names = ("pk", "happened_on", "kind", "town_id", "service_minutes", "head_count", "undertaking_id")
    for pk, day, kind, town, minutes, heads, piece in rows.values_list(*names).iterator(chunk_size=CHUNK):
        where = towns.get(town, "")
        yield [number_of(pk), day, kinds.get(kind, kind), where, minutes, heads, number_of(piece) if piece else ""]
