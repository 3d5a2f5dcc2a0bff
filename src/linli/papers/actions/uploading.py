"""A table comes in: opened safely, its header found, its lines kept sealed."""

from collections.abc import Iterator
from hashlib import sha256
from typing import IO

from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.papers import policies, queries
from linli.papers.heading import Found, body, survey
from linli.papers.models import ImportBatch, ImportRow, packed
from linli.papers.reading import MOST_LINES, Line, Table, opened
from linli.papers.registry import Column, Importer
from linli.papers.rows import Example

PIECE = 500
TOLD = 20  # skipped lines that are named on the page


@action
def upload(file: IO[bytes], name: str, importer: Importer, post: Post | None, *, by: Actor) -> ImportBatch:
    """Read a table and keep its lines. Nothing of it is believed yet. Raises ``Refused`` with a sentence."""
    require(policies.upload(by, importer, post))
    if post is None:
        raise ValueError("a table is uploaded in a post")
    columns = importer.columns(by)
    with opened(file) as table:
        found = survey(table, columns)
        if found is None:
            raise Refused(_("表里没有找到表头。第一张工作表要有一行写着各列的名称。"), "file")
        batch = ImportBatch.objects.create(
            kind=importer.kind, file_name=tidy(name)[-200:] or _("没有名字的文件"), sha256=_digest(file), owner=post,
            header=list(found.heading.labels), sheets=list(found.sheets), others=found.others,
            **queries.areas_of(post),
        )  # fmt: skip
        batch.rows, batch.skipped = _keep(batch, table, found, columns)
    if not batch.rows:
        raise Refused(_("表头下面没有内容。"), "file")
    batch.mapping = queries.suggested(batch, found.heading.fingerprint, columns)
    batch.save()
    audit.record("import.uploaded", batch, by=by, kind=batch.kind, rows=batch.rows)
    return batch


def _digest(file: IO[bytes]) -> str:
    file.seek(0)
    digest = sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()


def _keep(batch: ImportBatch, table: Table, found: Found, columns: tuple[Column, ...]) -> tuple[int, list[list[str]]]:
    """Write the lines in pieces; returns how many, and those that are no rows (sheet, number, how they begin)."""
    skipped: list[list[str]] = []
    waiting: list[ImportRow] = []
    count = 0
    for line in _rows(table, found, columns, skipped):
        count += 1
        if count > MOST_LINES:
            raise Refused(_("超过 %(most)s 行。请分成几份再传。") % {"most": MOST_LINES}, "file")
        waiting.append(_row(batch, count, line))
        if len(waiting) == PIECE:
            ImportRow.objects.bulk_create(waiting)
            waiting.clear()
    ImportRow.objects.bulk_create(waiting)
    return count, skipped[:TOLD]


def _rows(table: Table, found: Found, columns: tuple[Column, ...], skipped: list[list[str]]) -> Iterator[Line]:
    for heading in found.sheets.values():
        is_example = Example(heading.labels, columns)
        for line, counts in body(table, heading):
            if counts and not is_example(line.cells):
                yield line
            else:
                skipped.append([line.sheet, str(line.number), next(filter(None, line.cells))[:20]])


def _row(batch: ImportBatch, position: int, line: Line) -> ImportRow:
    key = new_id()
    cells = packed("cells_sealed", key, list(line.cells))
    return ImportRow(
        id=key, batch=batch, position=position, sheet=line.sheet[:60], number=line.number, cells_sealed=cells,
        **batch.areas,
    )  # fmt: skip
