"""All good rows go in, or none; within a day they can be taken out again; at last the contents are cleared."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.papers import policies, queries
from linli.papers.actions.working import lock
from linli.papers.models import ImportBatch, ImportRow, Outcome, State, Verdict, packed
from linli.papers.registry import Importer, Made, Row, Value, importer
from linli.papers.rows import told

PIECE = 200
UNDO_FOR = timedelta(hours=24)
CLEARED_AFTER = timedelta(days=7)
GOOD = (Verdict.GOOD, Verdict.DIFFERS)


@action
def take_in(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Take in every row that has nothing wrong: all of them, or, when one fails now, none.

    A second click or a retried job finds it done and changes nothing. A row that fails is marked with its sentence.
    """
    batch = lock(batch)
    if batch.state == State.IMPORTED:
        return batch
    require(policies.take_in(by, batch))
    kind = _importer(batch)
    try:
        with transaction.atomic():
            counts = _apply_all(batch, kind, by)
    except _Failed as failed:
        return _nothing(batch, failed.rows, by)
    batch.state, batch.work, batch.work_since, batch.note = State.IMPORTED, "", None, ""
    batch.made, batch.changed = counts[Outcome.NEW], counts[Outcome.CHANGED]
    batch.imported_at = timezone.now()
    batch.undo_until = batch.imported_at + UNDO_FOR
    batch.save()
    audit.record("import.taken_in", batch, by=by, kind=batch.kind, new=batch.made, changed=batch.changed)
    return batch


class _Failed(Exception):
    """Rows that passed the check and cannot be taken in now, each with its sentence."""

    def __init__(self, rows: list[tuple[ImportRow, str]]) -> None:
        self.rows = rows
        super().__init__(len(rows))


def _importer(batch: ImportBatch) -> Importer:
    kind = importer(batch.kind)
    if kind is None:
        raise Refused(_("现在不能导入这一类。"))
    return kind


def _apply_all(batch: ImportBatch, kind: Importer, by: Actor) -> dict[str, int]:
    """Take in all pieces; raises :class:`_Failed` with every row that was refused."""
    counts = {Outcome.NEW.value: 0, Outcome.CHANGED.value: 0, Outcome.SAME.value: 0}
    columns = kind.columns(by)
    failed: list[tuple[ImportRow, str]] = []
    for piece in queries.in_pieces(batch, PIECE, verdict__in=GOOD):
        rows = []
        for row in piece:
            found, _errors = told(row.cells, batch.mapping, columns, batch.header)
            rows.append(_row(row, found))
        made = kind.apply(rows, by)
        failed += [(row, one.refused) for row, one in zip(piece, made, strict=True) if one.refused]
        if not failed:
            _keep(piece, made, counts)
    if failed:
        raise _Failed(failed)
    return counts


def _row(row: ImportRow, found: Mapping[str, Value]) -> Row:
    kept = row.finding
    return Row(
        row.pk, row.number, found, frozenset(row.take), kept.get("twin", 0), frozenset(row.differing),
        kept.get("person", ""),
    )  # fmt: skip


def _keep(piece: list[ImportRow], made: list[Made], counts: dict[str, int]) -> None:
    """Note what became of a piece, in one statement."""
    for one in made:
        counts[one.outcome] += 1
    sealed = [packed("made_sealed", row.pk, one.ref) for row, one in zip(piece, made, strict=True)]
    _note(piece, [one.outcome for one in made], sealed)


def _note(piece: list[ImportRow], outcomes: list[str], sealed: list[bytes | None]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE papers_importrow AS r SET outcome = m.outcome, made_sealed = m.sealed"
            " FROM unnest(%s::uuid[], %s::text[], %s::bytea[]) AS m(id, outcome, sealed) WHERE r.id = m.id",
            [[row.pk for row in piece], outcomes, sealed],
        )


def _nothing(batch: ImportBatch, rows: list[tuple[ImportRow, str]], by: Actor) -> ImportBatch:
    """Mark the rows that failed; everything else is as before."""
    for row, sentence in rows:
        finding: dict[str, Any] = row.finding | {"errors": [["", sentence]]}
        row.finding_sealed = packed("finding_sealed", row.pk, finding)
        batch.differing -= row.verdict == Verdict.DIFFERS
        row.verdict = Verdict.BAD
    ImportRow.objects.bulk_update([row for row, _sentence in rows], ["finding_sealed", "verdict"], batch_size=PIECE)
    batch.good, batch.bad = batch.good - len(rows), batch.bad + len(rows)
    batch.work, batch.work_since = "", None
    first, sentence = rows[0]
    batch.note = (
        _("这一次一行都没有导入：有 %(count)s 行现在导不进去了。第 %(number)s 行：%(why)s")
        % {"count": len(rows), "number": first.number, "why": sentence}
    )[:300]
    batch.save()
    audit.record("import.refused", batch, by=by, kind=batch.kind, rows=len(rows))
    return batch


@action
def abandon(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Take nothing in; the lines are removed at once."""
    batch = lock(batch)
    if batch.state == State.ABANDONED:
        return batch
    require(policies.abandon(by, batch))
    ImportRow.objects.filter(batch=batch).delete()
    batch.state, batch.cleared_at, batch.skipped = State.ABANDONED, timezone.now(), []
    batch.save()
    audit.record("import.abandoned", batch, by=by)
    return batch


@action
def undo(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Take out again what was taken in; what was changed or used since stays, with the sentence why."""
    batch = lock(batch)
    if batch.state == State.UNDONE:
        return batch
    require(policies.undo(by, batch))
    kind = _importer(batch)
    left = 0
    for piece in queries.in_pieces(batch, PIECE, backwards=True, outcome__in=(Outcome.NEW, Outcome.CHANGED)):
        made = [row.made for row in piece]
        sentences = kind.undo(made, by)
        left += sum(map(bool, sentences))
        outcomes = [Outcome.KEPT.value if sentence else Outcome.UNDONE.value for sentence in sentences]
        sealed = [
            packed("made_sealed", row.pk, ref | {"sentence": sentence})
            for row, ref, sentence in zip(piece, made, sentences, strict=True)
        ]
        _note(piece, outcomes, sealed)
    batch.state, batch.kept, batch.undone_at = State.UNDONE, left, timezone.now()
    batch.work, batch.work_since = "", None
    batch.save()
    audit.record("import.undone", batch, by=by, kept=left)
    return batch


@action
def clear(*, by: Actor) -> int:
    """Remove the lines of tables nobody has touched for a week; returns of how many tables."""
    require(policies.clear(by))
    old = ImportBatch.objects.filter(cleared_at=None, touched_at__lt=timezone.now() - CLEARED_AFTER)
    found = list(old.select_for_update(skip_locked=True, of=("self",))[:1000])
    ImportRow.objects.filter(batch__in=found).delete()
    now = timezone.now()
    ImportBatch.objects.filter(pk__in=[batch.pk for batch in found]).update(cleared_at=now, skipped=[])
    if found:
        audit.record("import.cleared", None, by=by, tables=len(found))
    return len(found)
