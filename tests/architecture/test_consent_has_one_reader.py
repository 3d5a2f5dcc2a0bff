"""The table of consents is read in one module: what may be done is asked of ``may``, never of the rows."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from tests.architecture.laws import sources

READER, WRITER, MODEL = "people/consents.py", "people/actions/consents.py", "people/models/consents.py"
WRITES = {"bulk_create", "create", "get_or_create"}


def readers(root: Path) -> list[str]:
    """Return every place that asks the table of consents for rows, or names it in SQL, outside the one reader."""
    found = []
    for path, tree in sources(root):
        name = path.relative_to(root).as_posix()
        if name in (READER, MODEL):
            continue
        for node in ast.walk(tree):
            if _reads(node, WRITES if name == WRITER else set()) or _names_table(node):
                found.append(f"{name}:{getattr(node, 'lineno', 0)}")
    return found


def _reads(node: ast.AST, allowed: set[str]) -> bool:
    """Tell whether a node is ``ConsentEvent.objects.<verb>`` with a verb that is not allowed, or the bare manager."""
    if not isinstance(node, ast.Attribute) or not ast.unparse(node).startswith("ConsentEvent."):
        return False
    words = ast.unparse(node).split(".")
    return len(words) > 2 and words[1] in ("objects", "_default_manager", "_base_manager") and words[2] not in allowed


def _names_table(node: ast.AST) -> bool:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return False
    return "people_consentevent" in node.value or node.value.lower() == "people.consentevent"


def test_consents_are_read_in_one_place() -> None:
    assert (Path(settings.PACKAGE) / READER).exists()
    assert readers(Path(settings.PACKAGE)) == []


@pytest.mark.parametrize(
    "line",
    [
        "rows = ConsentEvent.objects.filter(person=person)",
        "held = ConsentEvent._default_manager.latest('at')",
        "cursor.execute('SELECT * FROM people_consentevent')",
        "model = apps.get_model('people.ConsentEvent')",
    ],
)
def test_a_planted_second_reader_is_caught(tmp_path: Path, line: str) -> None:
    (tmp_path / "outreach").mkdir()
    (tmp_path / "outreach" / "queries.py").write_text(f"{line}\n")
    assert readers(tmp_path) == ["outreach/queries.py:1"]


def test_the_writer_may_add_rows_and_not_read_them(tmp_path: Path) -> None:
    path = tmp_path / WRITER
    path.parent.mkdir(parents=True)
    path.write_text("ConsentEvent.objects.bulk_create(rows)\n")
    assert readers(tmp_path) == []
    path.write_text("ConsentEvent.objects.filter(person=person)\n")
    assert readers(tmp_path) == [f"{WRITER}:1"]
