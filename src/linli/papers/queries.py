"""What is read about imports."""

from collections.abc import Iterator, Sequence
from typing import Any

from linli.accounts.models import Post
from linli.kernel.actor import Actor
from linli.kernel.paging import Page, page
from linli.papers.heading import REASON, match
from linli.papers.models import AREAS, BatchQuerySet, ColumnMemory, ImportBatch, ImportRow, State, Verdict
from linli.papers.registry import Column, importer
from linli.papers.rows import sentence
from linli.papers.writing import Choice, Sheet
from linli.places.models import Level

SHOWN = 20


def areas_of(post: Post) -> dict[str, Any]:
    """Return the area columns of what is uploaded in a post."""
    found: dict[str, Any] = dict.fromkeys(AREAS)
    found["organisation_id"] = post.organisation_id if post.place is None else None
    if (place := post.place) is not None:
        found["county_id"] = place.county_id or place.pk
        if place.level >= Level.TOWN:
            found["town_id"] = place.town_id or place.pk
        if place.level >= Level.COMMUNITY:
            found["community_id"] = place.parent_id if place.level == Level.GRID else place.pk
        if place.level == Level.GRID:
            found["grid_id"] = place.pk
    return found


def recent(by: Actor) -> BatchQuerySet:
    """Return the last imports of the actor's post."""
    return ImportBatch.objects.visible_to(by).order_by("-uploaded_at")[:SHOWN]


def columns_of(batch: ImportBatch, by: Actor) -> tuple[Column, ...]:
    """Return the columns of a batch's kind."""
    found = importer(batch.kind)
    return found.columns(by) if found else ()


def suggested(batch: ImportBatch, fingerprint: str, columns: Sequence[Column]) -> dict[str, int]:
    """Return the matching to begin with: what this post answered last time, else by labels and synonyms."""
    memory = ColumnMemory.objects.filter(post=batch.owner, kind=batch.kind, fingerprint=fingerprint).first()
    known = {column.code for column in columns}
    if memory is not None and set(memory.mapping) <= known:
        return dict(memory.mapping)
    return match(batch.header, columns)


def came_before(batch: ImportBatch, by: Actor) -> ImportBatch | None:
    """Return an import of the very same file that is still in."""
    same = ImportBatch.objects.visible_to(by).filter(kind=batch.kind, sha256=batch.sha256, state=State.IMPORTED)
    return same.exclude(pk=batch.pk).order_by("-imported_at").first()


def lines(batch: ImportBatch, verdict: str, by: Actor, after: str = "") -> Page[ImportRow]:
    """Return one page of a batch's rows with a verdict."""
    rows = ImportRow.objects.visible_to(by).filter(batch=batch, verdict=verdict)
    return page(rows, "position", after=after, size=SHOWN)


def kept(batch: ImportBatch, by: Actor) -> list[tuple[int, str]]:
    """Return line number and sentence of the rows an undo had to leave."""
    rows = ImportRow.objects.visible_to(by).filter(batch=batch, outcome="kept").order_by("position")[:100]
    return [(row.number, row.made.get("sentence", "")) for row in rows]


def in_pieces(batch: ImportBatch, size: int, *, backwards: bool = False, **chosen: Any) -> Iterator[list[ImportRow]]:
    """Yield a batch's rows in order, a piece at a time, so that memory does not grow with the table."""
    order, step = ("-position", "lt") if backwards else ("position", "gt")
    last: int | None = None
    while True:
        rows = ImportRow.objects.filter(batch=batch, **chosen).order_by(order)
        if last is not None:
            rows = rows.filter(**{f"position__{step}": last})
        found = list(rows[:size])
        if not found:
            return
        yield found
        last = found[-1].position


def error_sheet(batch: ImportBatch, by: Actor) -> Sheet:
    """Return the rows that have something wrong as they came, with a red column that says what."""
    columns = columns_of(batch, by)
    old = {index for index, label in enumerate(batch.header) if label == REASON}
    keep = [index for index in range(len(batch.header)) if index not in old]

    def rows() -> Iterator[list[str]]:
        for piece in in_pieces(batch, 500, verdict=Verdict.BAD):
            for row in piece:
                cells = row.cells
                told = sentence(row.finding.get("errors", []), columns)
                yield [*(cells[index] if index < len(cells) else "" for index in keep), told]

    header = [*(batch.header[index] for index in keep), REASON]
    widths = (*[16] * len(keep), 48)
    return Sheet("有错的行", header, rows(), widths=widths, red=frozenset({len(keep)}), text=True)


def template_sheets(columns: Sequence[Column], title: str) -> list[Sheet]:
    """Return our own template: headers with drop-downs and an example row, and a sheet that explains."""
    choices = [Choice(at, column.choices) for at, column in enumerate(columns) if column.choices]
    required = frozenset(at for at, column in enumerate(columns) if column.required)
    form = Sheet(
        title, [str(column.label) for column in columns], [[column.example for column in columns]],
        required=required, choices=choices, text=True,
    )  # fmt: skip
    explained = [
        [str(column.label), "必填" if column.required else "可不填", str(column.hint), column.example]
        for column in columns
    ]
    general = [
        ["第 2 行是例子", "", "可以留着，导入时会自动跳过。", ""],
        ["日期", "", "2024-03-05、2024.3.5、20240305、2024年3月5日都可以。", ""],
        ["身份证号、电话", "", "整列已设成文本；不要改成数字，否则后几位会丢。", ""],
    ]
    guide = Sheet("填写说明", ["栏目", "要不要填", "怎么填", "例子"], [*explained, *general], widths=(18, 10, 60, 24))
    return [form, guide]
