"""What the pages of an import show."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts.middleware import Request
from linli.audit import actions as audit
from linli.papers import queries
from linli.papers.heading import values
from linli.papers.models import ImportBatch, ImportRow, State, Verdict
from linli.papers.registry import Column
from linli.papers.rows import sentence

FACED = 3  # columns that show which row is meant
ROAD = (
    (gettext_lazy("上传"), ()),
    (gettext_lazy("对列"), (State.UPLOADED, State.MATCHED)),
    (gettext_lazy("核对"), (State.PREVIEWED,)),
    (gettext_lazy("完成"), (State.IMPORTED, State.UNDONE, State.ABANDONED)),
)


def steps(batch: ImportBatch) -> list[dict[str, str]]:
    """Return the road and where the batch stands on it."""
    here = next(at for at, (_label, states) in enumerate(ROAD) if batch.state in states)
    return [
        {"label": str(label), "state": "done" if at < here or at == here == 3 else "current" if at == here else ""}
        for at, (label, _states) in enumerate(ROAD)
    ]


def preview(request: Request, batch: ImportBatch) -> dict[str, Any]:
    """Return one page of the rows that are asked for: those with something wrong, or those that differ."""
    columns = queries.columns_of(batch, request.actor)
    show = request.GET.get("show") or ("differs" if batch.differing and not batch.bad else "bad")
    verdict = Verdict.DIFFERS if show == "differs" else Verdict.BAD
    after = request.GET.get("after", "")
    page = queries.lines(batch, verdict, request.actor, after)
    rows = [_bad(row, batch, columns) for row in page.rows] if verdict == Verdict.BAD else []
    differing = [_differing(row, batch, columns) for row in page.rows] if verdict == Verdict.DIFFERS else []
    audit.looked(
        "import.preview", [row["person"] for row in differing if row["person"]], by=request.actor,
        county=batch.county_id, fields=sorted({one["code"] for row in differing for one in row["fields"]}),
        purpose=_("导入前核对"),
    )  # fmt: skip
    tabs = [
        {"url": "?show=bad", "label": _("有错的行"), "current": verdict == Verdict.BAD, "count": batch.bad},
        {"url": "?show=differs", "label": _("和已有的不一样"), "current": verdict == Verdict.DIFFERS,
         "count": batch.differing},
    ]  # fmt: skip
    faces = [str(column.label) for column in _faced(batch, columns)]
    older = f"?show={show}&after={page.next}" if page.next else ""
    asked = [{"code": column.code, "label": column.label} for column in columns if column.code in batch.mapping]
    questions = {one["code"]: one["label"] for row in differing for one in row["fields"] if one["question"]}
    asked += [{"code": code, "label": label} for code, label in questions.items()]
    return {
        "bad_rows": rows, "differing_rows": differing, "tabs": tabs, "faces": faces, "older": older, "after": after,
        "columns": asked, "show": show,
    }  # fmt: skip


def _faced(batch: ImportBatch, columns: tuple[Column, ...]) -> list[Column]:
    return [column for column in columns if column.code in batch.mapping and not column.masked][:FACED]


def _face(row: ImportRow, batch: ImportBatch, columns: tuple[Column, ...]) -> list[str]:
    texts = values(row.cells, batch.mapping)
    return [texts.get(column.code, "")[:40] for column in _faced(batch, columns)]


def _bad(row: ImportRow, batch: ImportBatch, columns: tuple[Column, ...]) -> dict[str, Any]:
    faces = zip([str(column.label) for column in _faced(batch, columns)], _face(row, batch, columns), strict=True)
    return {
        "number": row.number, "sheet": row.sheet, "faces": list(faces),
        "sentence": sentence(row.finding.get("errors", []), columns),
    }  # fmt: skip


def _differing(row: ImportRow, batch: ImportBatch, columns: tuple[Column, ...]) -> dict[str, Any]:
    finding = row.finding
    labels = {column.code: column.label for column in columns}
    fields = [
        {
            "code": one["code"], "label": one.get("label") or labels.get(one["code"], one["code"]),
            "stored": one["stored"], "offered": one["offered"], "take": one["code"] in row.take,
            "question": bool(one.get("label")),
        }
        for one in finding.get("differences", [])
    ]  # fmt: skip
    return {
        "pk": row.pk, "number": row.number, "meets": finding.get("meets", ""), "person": finding.get("person", ""),
        "fields": fields,
    }  # fmt: skip
