"""Tables as a county sends them: written as workbooks and brought in on the road every table takes."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from linli.accounts.models import Post
from linli.accounts.sight import actor_of
from linli.kernel.scope import seeing
from linli.papers import actions
from linli.papers.models import ImportBatch, State
from linli.papers.registry import importer
from linli.papers.writing import Cell, Sheet, workbook


def bring_in(kind: str, name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], post: Post) -> ImportBatch:
    """Upload, match, check and take in a table as somebody of a post; a row that does not go in is an error here."""
    found, by = importer(kind), actor_of(post.user, post)
    assert found is not None
    file = BytesIO(workbook([Sheet(name, header, rows, text=True)]))
    with seeing(by.scope):
        batch = actions.upload(file, f"{name}.xlsx", found, post, by=by)
        batch = actions.examine(actions.match(batch, batch.mapping, by=by), by=by)
        batch = actions.take_in(batch, by=by)
    if batch.state != State.IMPORTED or batch.bad:
        raise ValueError(f"{name}: {batch.bad} rows of {batch.rows} did not go in. {batch.note}")
    return batch
