"""Finds the header of a table (title rows above it, two-row headers with merged cells) and matches its columns."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from linli.papers.cells import key
from linli.papers.reading import Line, Table
from linli.papers.registry import Column

SEARCHED = 20  # lines at the top of a sheet among which its header is looked for
JOINT = " / "  # between the two rows of a header
FOOT = re.compile(
    r"^(合计|总计|小计|本页合计|填表人|制表人|制表|审核|审核人|负责人|填报人|填报单位|统计人|(说明|注|备注)[:\uff1a])"
)
REASON = "错误原因"


@dataclass(frozen=True)
class Heading:
    """A header: the lines it takes (first and last number) and its labels, blank ones included."""

    sheet: str
    first: int
    last: int
    labels: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """What the same header is known by next time."""
        return sha256("|".join(key(label) for label in self.labels).encode()).hexdigest()


def match(labels: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    """Return column code → index in ``labels``: by label and synonyms, exactly first, then as a part of the label."""
    found: dict[str, int] = {}
    names = {column.code: [key(name) for name in (str(column.label), *column.synonyms)] for column in columns}
    candidates = [_candidates(label) for label in labels]
    for exact in (True, False):
        for column in columns:
            if column.code in found:
                continue
            for index, keys in enumerate(candidates):
                if index not in found.values() and _fits(keys, names[column.code], exact):
                    found[column.code] = index
                    break
    return found


def _candidates(label: str) -> list[str]:
    parts = label.split(JOINT)
    return list(dict.fromkeys(filter(None, (key(parts[-1]), key("".join(parts)), key(parts[0])))))


def _fits(keys: Sequence[str], names: Sequence[str], exact: bool) -> bool:
    if exact:
        return any(candidate in names for candidate in keys)
    return any(len(name) > 1 and name in candidate and REASON not in candidate for candidate in keys for name in names)


def find(lines: Sequence[Line], columns: Sequence[Column]) -> Heading | None:
    """Return the header among the first lines of a sheet: the line, or pair of lines, that matches most columns."""
    best: tuple[int, Heading] | None = None
    for index, line in enumerate(lines[:SEARCHED]):
        found = Heading(line.sheet, line.number, line.number, line.cells)
        score = len(match(found.labels, columns))
        if index + 1 < len(lines) and _is_group(line, below := lines[index + 1], columns):
            joined = _joined(line, below)
            together = len(match(joined.labels, columns))
            if together >= score and together > len(match(below.cells, columns)):
                found, score = joined, together
        if _likely(found, score, columns) and (best is None or score > best[0]):
            best = (score, found)
    if best is not None:
        return best[1]
    wide = [line for line in lines[:SEARCHED] if sum(map(bool, line.cells)) > 1]
    return Heading(wide[0].sheet, wide[0].number, wide[0].number, wide[0].cells) if wide else None


def _likely(heading: Heading, score: int, columns: Sequence[Column]) -> bool:
    """One label that only contains a word of ours (示范社区 for 社区) makes no header; a whole word, or two, do."""
    names = {key(name) for column in columns for name in (str(column.label), *column.synonyms)}
    return score > 1 or any(names.intersection(_candidates(label)) for label in heading.labels)


def _is_group(top: Line, below: Line, columns: Sequence[Column]) -> bool:
    """Tell whether ``below`` is the second row of a header: it stands under merged cells and nowhere else."""
    under = [index for index, cell in enumerate(below.cells) if cell]
    tops = [index < len(top.cells) and bool(top.cells[index]) for index in range(max(under, default=0) + 1)]
    if below.number != top.number + 1 or not under or not any(tops) or all(tops[index] for index in under):
        return False
    found = match(top.cells, columns)
    needed = [found[column.code] for column in columns if column.required and column.code in found]
    if any(index in under for index in needed):
        return len(match(_joined(top, below).labels, columns)) > len(found)
    return not any(re.search(r"\d{3}", below.cells[index]) for index in under)


def _joined(top: Line, below: Line) -> Heading:
    """Return the header of two rows: a label over several columns is said for each of them."""
    labels, group = [], ""
    for index in range(max(len(top.cells), len(below.cells))):
        upper = top.cells[index] if index < len(top.cells) else ""
        lower = below.cells[index] if index < len(below.cells) else ""
        group = upper or (group if lower else "")
        labels.append(JOINT.join(filter(None, (group, lower))))
    return Heading(top.sheet, top.number, below.number, tuple(labels))


@dataclass(frozen=True)
class Found:
    """What a file holds: its header, the sheets that have the same one, and those that were left out."""

    heading: Heading
    sheets: dict[str, Heading]
    others: list[str]


def survey(table: Table, columns: Sequence[Column]) -> Found | None:
    """Look at every visible sheet and keep those with the header that matches most columns."""
    headings = {}
    for sheet in table.sheets:
        if heading := find(list(islice(table.lines(sheet), SEARCHED + 1)), columns):
            headings[sheet] = heading
    if not headings:
        return None
    best = max(headings.values(), key=lambda heading: len(match(heading.labels, columns)))
    same = {sheet: heading for sheet, heading in headings.items() if heading.fingerprint == best.fingerprint}
    return Found(best, same, [sheet for sheet in table.sheets if sheet not in same])


def body(table: Table, heading: Heading) -> Iterator[tuple[Line, bool]]:
    """Yield the lines below a header; False marks totals, signatures and repeated headers, which are no rows."""
    repeated = tuple(key(label) for label in heading.labels)
    for line in table.lines(heading.sheet):
        if line.number <= heading.last:
            continue
        first = next(cell for cell in line.cells if cell)
        again = len(line.cells) > 1 and all(
            key(cell) == label for cell, label in zip(line.cells, (*repeated, *[""] * len(line.cells)), strict=False)
        )
        yield line, not (FOOT.match(first.strip()) or again)


def values(cells: Sequence[str], mapping: Mapping[str, int]) -> dict[str, str]:
    """Return column code → text of one line."""
    return {code: cells[index] if index < len(cells) else "" for code, index in mapping.items()}
