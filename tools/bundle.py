"""Join the style of each component into one file and the script of each behaviour into another.

No minifying, no map, no dependency: comments of the styles are dropped, the order is fixed, and a file is written only
when its text changed, so that calling this twice does nothing the second time.
"""

import re
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "src" / "linli" / "static"
STYLES_FIRST = ("tokens", "base", "layout")
STYLES_LAST = ("elder", "contrast", "print")
SCRIPTS_LAST = ("ready",)
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


def ordered(folder: Path, ending: str, first: tuple[str, ...] = (), last: tuple[str, ...] = ()) -> list[Path]:
    """Return the files of ``folder``: those named in ``first``, then the others by name, then those in ``last``."""
    names = sorted(path.stem for path in folder.glob(f"*{ending}"))
    middle = [name for name in names if name not in first + last]
    return [folder / f"{name}{ending}" for name in (*first, *middle, *last)]


def write_if_changed(path: Path, text: str) -> bool:
    """Write ``text`` to ``path`` and return True, or leave an equal file alone and return False."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(path.suffix + ".part")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
    return True


def bundle(static: Path = STATIC) -> list[Path]:
    """Write ``dist/linli.css`` and ``dist/linli.js`` below ``static``; return the files that changed."""
    styles = ordered(static / "css", ".css", STYLES_FIRST, STYLES_LAST)
    scripts = ordered(static / "js", ".js", last=SCRIPTS_LAST)
    texts = {
        static / "dist" / "linli.css": COMMENT.sub("", "\n".join(path.read_text(encoding="utf-8") for path in styles)),
        static / "dist" / "linli.js": "\n".join(path.read_text(encoding="utf-8") for path in scripts),
    }
    return [path for path, text in texts.items() if write_if_changed(path, text)]


if __name__ == "__main__":
    for changed in bundle():
        print(f"{changed.name} written")
