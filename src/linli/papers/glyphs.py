"""Which characters the fonts of our papers can draw, read from the font's own table."""

import struct
from functools import lru_cache
from pathlib import Path

from django.conf import settings

FONTS = tuple(
    settings.ROOT / "vendor" / "fonts" / name for name in ("NotoSansSC-Regular.ttf", "LinliRareHan-Regular.ttf")
)
UNSEEN = frozenset([9, 10, 13, 0x00AD, 0xFEFF, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2065)])


def drawable(text: str) -> str:
    """Return ``text`` with every character that no font of ours has named by its number, as in ``〔U+20BB7〕``.

    A paper about a person whose name has an uncommon character must still be printed, and must not hide it.
    """
    return "".join(one if _is_drawn(ord(one)) else f"〔U+{ord(one):04X}〕" for one in text)


def _is_drawn(code: int) -> bool:
    return code in UNSEEN or any(code in _covered(font) for font in FONTS)


@lru_cache(maxsize=4)
def _covered(font: Path) -> frozenset[int]:
    """Return the code points of a font: format 12 of its ``cmap`` (OpenType 1.9, segmented coverage)."""
    data = font.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    start = next(
        struct.unpack_from(">I", data, 20 + 16 * index)[0]
        for index in range(tables)
        if data[12 + 16 * index : 16 + 16 * index] == b"cmap"
    )
    found: set[int] = set()
    for index in range(struct.unpack_from(">H", data, start + 2)[0]):
        table = start + struct.unpack_from(">I", data, start + 8 + 8 * index)[0]
        if struct.unpack_from(">H", data, table)[0] != 12:
            continue
        for group in range(struct.unpack_from(">I", data, table + 12)[0]):
            first, last = struct.unpack_from(">II", data, table + 16 + 12 * group)
            found.update(range(first, last + 1))
    return frozenset(found)
