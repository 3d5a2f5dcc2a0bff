"""A component's ``:attribute`` is a name or a literal. A comparison there is never true, and nobody is told."""

import re
from collections.abc import Iterator
from pathlib import Path

import linli

COMPARED = re.compile(r'\s:[a-z_]+="[^"{]*(?:==|!=|<|>|\band\b|\bor\b|\bnot\b)[^"]*"')


def compared(text: str) -> list[str]:
    """Return the attributes of a template that hold more than a name."""
    return [found.group().strip() for found in COMPARED.finditer(text)]


def templates() -> Iterator[Path]:
    """Yield every template of the product."""
    yield from Path(linli.__file__).parent.rglob("templates/**/*.html")


def test_no_component_is_handed_a_comparison() -> None:
    found = {str(path): told for path in templates() if (told := compared(path.read_text()))}
    assert found == {} and len(list(templates())) > 100


def test_a_planted_comparison_is_found() -> None:
    assert compared('<c-chip href="?a" :current="value == stage">x</c-chip>') == [':current="value == stage"']
    assert compared('<c-chip :current="mine"></c-chip><c-steps :items="steps" />') == []
