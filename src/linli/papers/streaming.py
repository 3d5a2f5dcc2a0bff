"""A long Word paper, written as it is filled: its body never stands in memory as a whole."""

import re
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from linli.papers import word

PIECE = 256 * 1024  # characters that are written at once
PARAGRAPH = "</w:p>"
# What a template may hold that has to be put right in the whole: columns that are looped, pictures that are numbered.
WHOLE = re.compile(r"\{%[-+]?\s*(?:tc|colspan|hm|vm)\b|<wp:docPr\b")
BODY = re.compile(rb"<w:body\b.*</w:body>|<w:body\b[^>]*/>", re.DOTALL)


def fits(template: bytes, loop: str) -> bool:
    """Tell whether a template can be filled piece by piece: ``loop`` is only ever gone through, from first to last."""
    source = word.source(template)
    used = len(re.findall(rf"\b{loop}\b", source))
    return used == len(re.findall(rf"\bin\s+{loop}\s*[-+]?%}}", source)) == 1 and WHOLE.search(source) is None


def render(template: bytes, data: Mapping[str, Any], loop: str, rows: Iterable[Any]) -> bytes:
    """Fill a template that :func:`fits` with ``data`` and, under the name ``loop``, with ``rows`` read one by one.

    The same paper as :func:`linli.papers.word.render` makes of it all at once. Raises ``Refused``.
    """
    frame = word.render(template, {**data, loop: []})
    out = BytesIO()
    with ZipFile(BytesIO(frame)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for one in old.infolist():
            if one.filename != "word/document.xml":
                new.writestr(one, old.read(one), ZIP_DEFLATED)
                continue
            told = old.read(one)
            found = BODY.search(told)
            assert found is not None
            with new.open(one.filename, "w") as part:
                part.write(told[: found.start()])
                for piece in word.pieces(template, {**data, loop: rows}, loop, _pieces):
                    part.write(piece.encode())
                part.write(told[found.end() :])
    return out.getvalue()


def _pieces(told: Iterator[str]) -> Iterator[str]:
    """Cut what is told into pieces that end with a paragraph."""
    held: list[str] = []
    size = 0
    for one in told:
        held.append(one)
        size += len(one)
        if size > PIECE and (at := one.rfind(PARAGRAPH)) >= 0:
            yield "".join(held[:-1]) + one[: at + len(PARAGRAPH)]
            held = [one[at + len(PARAGRAPH) :]]
            size = len(held[0])
    yield "".join(held)
