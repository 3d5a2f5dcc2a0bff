"""Every verb and every kind of look that the trail keeps has its words on the screen."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

from linli.desk.verbs import VERBS
from tests.architecture.laws import sources

KEEPERS = {"audit.record", "audit.looked", "trail.record", "trail.looked", "looked"}


def said_in(root: Path) -> set[str]:
    """Return the verbs said to the trail, each branch of a choice among them."""
    first = [
        call.args[0]
        for _, tree in sources(root)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and call.args and ast.unparse(call.func) in KEEPERS
    ]
    words = [node.value for said in first for node in ast.walk(said) if isinstance(node, ast.Constant)]
    return {word for word in words if isinstance(word, str) and "." in word}


def test_no_verb_is_shown_in_code() -> None:
    said = said_in(settings.PACKAGE)
    assert len(said) > 30
    assert said - set(VERBS) == set()


@pytest.mark.parametrize(
    "line",
    [
        'audit.record("thing.planted", None, by=by)',
        'audit.record("code.used" if right else "thing.planted", None, by=by)',
        'looked(\n    "thing.planted", by=by)',
    ],
)
def test_a_planted_verb_without_words_is_caught(tmp_path: Path, line: str) -> None:
    (tmp_path / "actions.py").write_text(f"{line}\n")
    assert said_in(tmp_path) - set(VERBS) == {"thing.planted"}
