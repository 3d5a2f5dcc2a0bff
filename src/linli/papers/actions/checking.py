"""The columns are told, every row is checked, and it is chosen which side wins where they disagree."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.papers import policies, queries
from linli.papers.actions.working import lock
from linli.papers.heading import Heading
from linli.papers.models import ColumnMemory, ImportBatch, ImportRow, State, Verdict, packed
from linli.papers.registry import Column, Finding, Importer, Memory, Row, importer
from linli.papers.rows import Error, Twins, told

PIECE = 500


@action
def match(batch: ImportBatch, mapping: Mapping[str, int], *, by: Actor) -> ImportBatch:
    """Say which column of the table tells what (code → index), and remember it for the next table of this header."""
    batch = lock(batch)
    require(policies.match(by, batch))
    columns = queries.columns_of(batch, by)
    _sound(mapping, columns, batch)
    batch.mapping, batch.state, batch.note = dict(mapping), State.MATCHED, ""
    batch.save()
    fingerprint = Heading("", 0, 0, tuple(batch.header)).fingerprint
    ColumnMemory.objects.update_or_create(
        post=batch.owner, kind=batch.kind, fingerprint=fingerprint, defaults={"mapping": dict(mapping)}
    )
    audit.record("import.matched", batch, by=by, columns=len(mapping))
    return batch


def _sound(mapping: Mapping[str, int], columns: tuple[Column, ...], batch: ImportBatch) -> None:
    known = {column.code: column for column in columns}
    for code, index in mapping.items():
        if code not in known or not 0 <= index < len(batch.header):
            raise Refused(_("表里没有这一列。"), code)
    for column in columns:
        if column.required and column.code not in mapping:
            raise Refused(_("请选出哪一列是“%(label)s”。") % {"label": column.label}, column.code)
    if len(set(mapping.values())) < len(mapping):
        twice = next(code for code, index in mapping.items() if list(mapping.values()).count(index) > 1)
        raise Refused(_("表里的一列只能用一次。"), twice)


@action
def examine(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Check every row against the rules and against what is stored. A second run finds it done."""
    batch = lock(batch)
    if batch.state == State.PREVIEWED:
        return batch
    require(policies.examine(by, batch))
    kind = importer(batch.kind)
    if kind is None:
        raise Refused(_("现在不能导入这一类。"))
    counts = {Verdict.GOOD: 0, Verdict.DIFFERS: 0, Verdict.BAD: 0}
    reader = _Reader(batch, kind, by)
    for piece in queries.in_pieces(batch, PIECE):
        _write(piece, reader.checked(piece), counts)
    batch.bad, batch.differing = counts[Verdict.BAD], counts[Verdict.DIFFERS]
    batch.good = counts[Verdict.GOOD] + counts[Verdict.DIFFERS]
    batch.state, batch.work, batch.work_since = State.PREVIEWED, "", None
    batch.save()
    audit.record("import.checked", batch, by=by, good=batch.good, bad=batch.bad, differing=batch.differing)
    return batch


class _Reader:
    """Reads pieces in order and remembers what came before: values that may stand once, rows that are twins."""

    def __init__(self, batch: ImportBatch, kind: Importer, by: Actor) -> None:
        self.batch, self.kind, self.by = batch, kind, by
        self.columns = kind.columns(by)
        self.first: dict[tuple[str, str], int] = {}
        self.twins = Twins()
        self.before: Memory = {}

    def checked(self, piece: list[ImportRow]) -> list[Finding]:
        """Return a finding for each row: what cannot be read, what stands twice, what the room itself says."""
        findings: list[Finding] = []
        sound: list[tuple[int, Row]] = []
        for at, line in enumerate(piece):
            found, errors = told(line.cells, self.batch.mapping, self.columns, self.batch.header)
            errors += self._twice(line, found)
            findings.append(Finding(errors=tuple(errors)))
            if not errors:
                sound.append((at, Row(line.pk, line.number, found, twin=self.twins.before(found))))
        found_by_kind = self.kind.check([row for _at, row in sound], self.by, self.before)
        for (at, row), finding in zip(sound, found_by_kind, strict=True):
            findings[at] = replace(finding, twin=row.twin)
        return findings

    def _twice(self, row: ImportRow, found: Mapping[str, Any]) -> list[Error]:
        errors: list[Error] = []
        for column in self.columns:
            value = found.get(column.code)
            if column.alone and value is not None:
                number = self.first.setdefault((column.code, str(value)), row.number)
                if number != row.number:
                    errors.append((column.code, _("和第 %(number)s 行重复。") % {"number": number}))
        return errors


def _write(piece: list[ImportRow], findings: list[Finding], counts: dict[Verdict, int]) -> None:
    """Keep the findings of a piece in one statement."""
    verdicts, sealed, differing = [], [], []
    for row, finding in zip(piece, findings, strict=True):
        verdict = Verdict.BAD if finding.errors else Verdict.DIFFERS if finding.differences else Verdict.GOOD
        counts[verdict] += 1
        verdicts.append(verdict.value)
        sealed.append(packed("finding_sealed", row.pk, asdict(finding)))
        differing.append(",".join(difference.code for difference in finding.differences))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE papers_importrow AS r SET verdict = f.verdict, finding_sealed = f.sealed, take = '{}',"
            " differing = string_to_array(f.differing, ',')"
            " FROM unnest(%s::uuid[], %s::text[], %s::bytea[], %s::text[]) AS f(id, verdict, sealed, differing)"
            " WHERE r.id = f.id",
            [[row.pk for row in piece], verdicts, sealed, differing],
        )


@action
def choose(batch: ImportBatch, take: Mapping[UUID, Iterable[str]], *, by: Actor) -> ImportBatch:
    """Say for single rows in which columns the table wins; in the others what is stored stays."""
    batch = lock(batch)
    require(policies.choose(by, batch))
    rows = list(ImportRow.objects.filter(batch=batch, verdict=Verdict.DIFFERS, pk__in=list(take)))
    for row in rows:
        row.take = [code for code in row.differing if code in set(take[row.pk])]
    ImportRow.objects.bulk_update(rows, ["take"])
    audit.record("import.chosen", batch, by=by, rows=len(rows))
    return batch


@action
def choose_all(batch: ImportBatch, columns: Iterable[str], *, by: Actor) -> ImportBatch:
    """Say for every row at once in which columns the table wins."""
    batch = lock(batch)
    require(policies.choose_all(by, batch))
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE papers_importrow SET take = ARRAY(SELECT unnest(differing) INTERSECT SELECT unnest(%s::varchar[]))"
            " WHERE batch_id = %s AND verdict = 'differs'",
            [list(columns), batch.pk],
        )
    audit.record("import.chosen", batch, by=by, rows=batch.differing)
    return batch
