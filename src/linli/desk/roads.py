"""The tables of moves, drawn: every long road of the product as a picture and in words, from the code that keeps it."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

import linli

HEAD = "# 路怎么走\n\nDrawn by `./linli roads` from the tables of moves; a test compares the two.\n"


def roads() -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """Yield the name (``room.TABLE``) and the table of each road, in the order of names."""
    for room in sorted(one.name for one in pkgutil.iter_modules(linli.__path__) if one.ispkg):
        try:
            models = importlib.import_module(f"linli.{room}.models")
        except ModuleNotFoundError:
            continue
        for name in sorted(vars(models)):
            if name == "MOVES" or name.endswith("_MOVES"):
                yield f"{room}.{name}", vars(models)[name]


def steps(table: Mapping[Any, Any]) -> list[tuple[str, str, str]]:
    """Return the steps of a table as (from, verb, to); a table tells states and where they lead, or verbs."""
    found = []
    for key, told in table.items():
        if isinstance(told, tuple):
            found += [(_word(came_from), _word(key), _word(told[1])) for came_from in told[0]]
        else:
            found += [(_word(key), "", _word(to)) for to in told]
    return sorted(found)


def drawn() -> str:
    """Return all roads as Markdown with a state diagram each."""
    parts = [HEAD]
    for name, table in roads():
        lines = [f"    {came_from} --> {to}" + (f" : {verb}" if verb else "") for came_from, verb, to in steps(table)]
        parts.append("\n".join([f"## {name}\n", "```mermaid", "stateDiagram-v2", *lines, "```\n"]))
    return "\n".join(parts)


def _word(value: Any) -> str:
    return str(value.value if isinstance(value, Enum) else value)
