"""Joins the parts of HanaMin (花园明朝, GlyphWiki) that Noto Sans SC lacks into one font for rare characters.

The npm package carries the font cut into Unicode blocks as WOFF2. Kept are Chinese characters alone (extensions A to F,
compatibility ideographs), one glyph each, as they were drawn. Both licences of the font allow it; since its names are
reserved under one of them, what comes out has a name of its own.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib import TTFont

NAME = "Linli Rare Han"
PARTS = re.compile(r"HanaMin[AB]\.CJK-(?:Unified|Compatibility)-Ideographs(?:-[\w-]+)?\.woff2")
MOST = ("maxPoints", "maxContours", "maxSizeOfInstructions")
BOX = (-1024, -1024, 2048, 2048)
HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))
LICENCE = """Linli Rare Han is HanaMin of 2017-09-04: its Chinese characters that Noto Sans SC lacks, in one file.

Hanazono Font License

This font is a free software. Unlimited permission is granted to use, copy, and distribute it, with or without
modification, either commercially and noncommercially. THIS FONT IS PROVIDED "AS IS" WITHOUT WARRANTY.

Copyright 2008, 2009, 2010, 2011, 2012, 2013, 2014, 2016, 2017 GlyphWiki Project.
(The font may be used under the SIL Open Font License 1.1 instead; see LICENSE.)
"""


def join(parts: Path, known: Path, target: Path) -> int:
    """Write ``target`` out of the parts, without what the font ``known`` has; return how many characters it draws."""
    has = set(TTFont(known, lazy=True).getBestCmap())
    order, drawn = [".notdef"], dict[int, str]()
    glyphs: dict[str, Any] = {}
    widths: dict[str, Any] = {}
    most: dict[str, int] = {}
    for font in _fonts(parts):
        table, metrics = font["glyf"], font["hmtx"]
        most = {name: max(most.get(name, 0), getattr(font["maxp"], name)) for name in MOST}
        if not glyphs:
            glyphs[".notdef"], widths[".notdef"] = table[".notdef"], metrics[".notdef"]
        for code, name in font.getBestCmap().items():
            glyph = table[name]
            if code in has or code in drawn or not _is_han(code) or glyph.isComposite():
                continue
            drawn[code] = called = f"u{code:05X}"
            order.append(called)
            glyphs[called], widths[called] = glyph, metrics[name]
    _write(order, glyphs, widths, drawn, most, target)
    return len(drawn)


def _fonts(parts: Path) -> Iterator[Any]:
    for path in sorted(parts.iterdir()):
        if PARTS.fullmatch(path.name):
            yield TTFont(path, recalcBBoxes=False)


def _is_han(code: int) -> bool:
    return any(first <= code <= last for first, last in HAN)


def _write(
    order: list[str], glyphs: dict[str, Any], widths: dict[str, Any], drawn: dict[int, str], most: dict[str, int],
    to: Path,
) -> None:  # fmt: skip
    """Write the font; outlines are taken as they stand, so that nothing is measured again."""
    made = FontBuilder(1024, isTTF=True)
    made.font.recalcBBoxes = False
    made.setupGlyphOrder(order)
    made.setupCharacterMap(drawn)
    made.setupGlyf(glyphs, calcGlyphBounds=False)
    made.setupHorizontalMetrics(widths)
    made.setupHorizontalHeader(ascent=901, descent=-123)
    made.setupNameTable({"familyName": NAME, "styleName": "Regular", "psName": NAME.replace(" ", "")})
    made.setupOS2(sTypoAscender=901, sTypoDescender=-123, usWinAscent=901, usWinDescent=123)
    made.setupPost(keepGlyphNames=False)
    for name, value in most.items():
        setattr(made.font["maxp"], name, value)
    made.font.recalcTimestamp = False
    head = made.font["head"]
    head.created = head.modified = 0
    head.xMin, head.yMin, head.xMax, head.yMax = BOX
    made.save(to)
