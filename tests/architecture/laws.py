"""The laws that are read from the source tree: each returns its breaches as sentences, so that a planted one shows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
OTHER_CLOCK = re.compile(
    r"(_at|\bnow\(\))\.(date\(\)|(year|month|day)\b)|\bdate\.today\(\)|(\bnow\(\)|_at|\buntil)::date\b|\bcurrent_date\b",
    re.IGNORECASE,
)
ROOMS_WITHOUT_DOORS = {"kernel"}

# Verbs that ask no policy, each with its reason.
ASKS_NOBODY = {
    ("audit", "record"): "part of the act it describes: raises outside an action",
    ("audit", "looked"): "the trail of a look; refusing it would refuse the reading twice",
}


def sources(root: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Yield each Python file below ``root`` (migrations left out) with its syntax tree."""
    for path in sorted(root.rglob("*.py")):
        if "migrations" not in path.parts and "node_modules" not in path.parts:
            yield path, ast.parse(path.read_text())


def too_long(root: Path) -> list[str]:
    """No file over 300 lines, no function over 40 lines without its docstring; tests and tools are no exception."""
    found = []
    for path, tree in sources(root):
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE:
            found.append(f"{path.relative_to(root)} has {lines} lines")
        for node in ast.walk(tree):
            function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            if function and (length := _length(node)) > LONGEST_FUNCTION:  # type: ignore[arg-type]
                found.append(f"{path.relative_to(root)}: {node.name} has {length} lines")  # type: ignore[attr-defined]
    return found


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 1


def is_verb(node: ast.AST) -> bool:
    """Tell whether a function is a verb of its room (``@action``)."""
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(mark, ast.Name) and mark.id == "action" for mark in node.decorator_list
    )


def called(node: ast.AST) -> set[str]:
    """Return the dotted names called below a node."""
    return {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}


def unasked(root: Path) -> list[str]:
    """Every verb asks ``require(policies.<its own name>(…))``; every policy is asked by somebody."""
    found = []
    for room in sorted(path for path in root.iterdir() if path.is_dir() and path.name not in ROOMS_WITHOUT_DOORS):
        asked: set[str] = set()
        for path, tree in sources(room):
            asked |= {name.rpartition(".")[2] for name in called(tree) if "policies." in name}
            for node in ast.walk(tree):
                if not is_verb(node) or (room.name, node.name) in ASKS_NOBODY:  # type: ignore[attr-defined]
                    continue
                wanted = f"policies.{node.name}"  # type: ignore[attr-defined]
                if not {wanted, "require"} <= called(node):
                    found.append(f"{path.relative_to(root)}: {node.name} does not ask {wanted}")  # type: ignore[attr-defined]
        never = _policies(room) - asked - _called_plainly(room)
        found += [f"{room.name}: nobody asks policies.{name}" for name in sorted(never)]
    return found


def _policies(room: Path) -> set[str]:
    names: set[str] = set()
    for path, tree in sources(room):
        if path.name == "policies.py" or "policies" in path.relative_to(room).parts[:-1]:
            for node in tree.body:
                if isinstance(node, ast.FunctionDef) and node.returns and ast.unparse(node.returns) == "Refusal":
                    names.add(node.name)
    return names


def _called_plainly(room: Path) -> set[str]:
    return {name.rpartition(".")[2] for _, tree in sources(room) for name in called(tree) if name.count(".") == 0}


def undocumented(root: Path) -> list[str]:
    """Public functions of rooms and kernel carry docstrings (commands, tests, properties of forms are Django's)."""
    found = []
    for path, tree in sources(root):
        if path.name in {"apps.py", "models.py"} or "management" in path.parts:
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                found.append(f"{path.relative_to(root)}: {node.name}")
    return found


def unmarked(root: Path) -> list[str]:
    """No mark that puts work off or hides a fault from a checker without a reason."""
    words = ("TODO", "FIXME", "XXX")
    return [
        f"{path.relative_to(root)}:{number}"
        for path, _ in sources(root)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if any(word in line for word in words)
    ]


def other_clocks(root: Path) -> list[str]:
    """No day is read off a moment by the server's clock (UTC): before eight in the morning that is yesterday."""
    return [
        f"{path.relative_to(root)}:{number}"
        for path, _ in sources(root)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if OTHER_CLOCK.search(line)
    ]
