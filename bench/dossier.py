"""The whole file of a case: 60 and 600 process records as PDF and Word, each in a process of its own for its memory."""

import json
import os
import re
import resource
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from bench.rows import Row

ROOT = Path(__file__).resolve().parent.parent
LIMITS = {60: 10.0, 600: 30.0}
MOST = {"pdf": 700, "word": 350}  # MB at the highest, for 600 records
NOTE = "今天去看了她，她说最近睡得好一些，愿意出来走走，下周想去合唱队看看。"


def measure() -> list[Row]:
    """Return a row for each length and kind, and one for the memory; wrong pages or missing text are a wrong answer."""
    rows: list[Row] = []
    peaks: dict[tuple[int, str], float] = {}
    for count, most in LIMITS.items():
        for kind in ("pdf", "word"):
            told = _told(count, kind)
            if not count <= told["found"] <= count + 1:
                raise SystemExit(f"a file of {count} records as {kind} shows {told['found']}")
            peaks[count, kind] = told["peak"]
            ours = f"{told['seconds']:.1f} s, {told['size'] / 1e6:.1f} MB, peak {told['peak']:.0f} MB"
            rows.append(Row(f"dossier of {count} records, {kind}, s", ours, f"limit {most:.0f} s",
                            round(told["seconds"], 1), f"≤ {most:.0f} s", told["seconds"] <= most))  # fmt: skip
    for kind, most_mb in MOST.items():
        peak = peaks[600, kind]
        rows.append(Row(f"dossier of 600 records, {kind}, peak MB", f"{peak:.0f} MB",
                        f"{peaks[60, kind]:.0f} MB with 60", round(peak), f"≤ {most_mb} MB",
                        peak <= most_mb))  # fmt: skip
    return rows


def _told(count: int, kind: str) -> dict[str, float]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "linli.settings"}
    command = [sys.executable, "-m", "bench.dossier", str(count), kind]
    out = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(out.splitlines()[-1]))


def made(count: int, kind: str) -> dict[str, float]:
    """Set a file of process records of 600 characters each."""
    from linli.practice.definitions import shipped
    from linli.practice.papers import setting
    from linli.practice.papers.laying import laid

    form = shipped()["case_session"]
    values = {field.code: field.label for field in form.fields} | {"note": NOTE * 18}
    sheets = [laid(form, values | {"number": f"№{number:04d}"}, {}) for number in range(count)]
    head = setting.Head(
        "个案整卷", "GA-2026-0001", "ABCDEFGHJK", "https://linli.example/w/papers/ABCDEFGHJK/", "示范员"
    )
    started = time.perf_counter()
    content = setting.as_pdf(head, sheets) if kind == "pdf" else setting.as_word(None, head, sheets)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "size": len(content), "peak": peak, "found": _found(content, kind)}


def _found(content: bytes, kind: str) -> int:
    """Return how many records a Word file shows, or how many pages the PDF has: one a record, the first perhaps two."""
    if kind == "pdf":
        return len(re.findall(rb"/Type ?/Page\b", content))
    with ZipFile(BytesIO(content)) as parts:
        return parts.read("word/document.xml").decode().count("№")


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(made(int(sys.argv[1]), sys.argv[2])))
