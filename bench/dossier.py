"""The whole file of a case: 60 and 600 process records read from the database and set as PDF and Word.

Each in a process of its own for its memory, in a transaction that is undone at the end, so that the bench leaves no
trace. The longer file must not take noticeably more memory than the shorter one.
"""

import json
import os
import subprocess
import sys
import time
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from bench.rows import Row, peak

ROOT = Path(__file__).resolve().parent.parent
LIMITS = {60: 10.0, 600: 30.0}
MOST = 1.3  # how much higher the peak of the longer file may be
CODE = "990795"
ADDRESS = "https://linli.example/w/papers/{code}/"
NOTE = "今天去看了她，她说最近睡得好一些，愿意出来走走，下周想去合唱队看看。"


def measure() -> list[Row]:
    """Return a row for each length and kind, and one for the memory; a record that is not shown is a wrong answer."""
    rows: list[Row] = []
    peaks: dict[tuple[int, str], float] = {}
    for count, most in LIMITS.items():
        for kind in ("pdf", "word"):
            told = _told(count, kind)
            if told["found"] != count:
                raise SystemExit(f"a file of {count} records as {kind} shows {told['found']}")
            peaks[count, kind] = told["peak"]
            ours = f"{told['seconds']:.1f} s, {told['size'] / 1e6:.1f} MB, peak {told['peak']:.0f} MB"
            rows.append(Row(f"dossier of {count} records, {kind}, s", ours, f"limit {most:.0f} s",
                            round(told["seconds"], 1), f"≤ {most:.0f} s", told["seconds"] <= most))  # fmt: skip
    for kind in ("pdf", "word"):
        ratio = peaks[600, kind] / peaks[60, kind]
        rows.append(Row(f"dossier of 600 records, {kind}, peak beside 60", f"{peaks[600, kind]:.0f} MB",
                        f"{peaks[60, kind]:.0f} MB with 60", round(ratio, 2), f"≤ {MOST}", ratio <= MOST))  # fmt: skip
    return rows


def _told(count: int, kind: str) -> dict[str, float]:
    environment = {**os.environ, "LINLI_DB_ROLE": "app", "DJANGO_SETTINGS_MODULE": "linli.settings"}
    command = [sys.executable, "-m", "bench.dossier", str(count), kind]
    out = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(out.splitlines()[-1]))


def made(count: int, kind: str) -> dict[str, float]:
    """Make a case of so many records of 600 characters each, read its whole file and set it."""
    from django.db import transaction
    from tests.factories import practice

    from linli.practice.papers import dossier, setting

    with transaction.atomic():
        case, by = _case(count)
        paper = practice.printed(case, by)
        paper.kind = kind
        started = time.perf_counter()
        sections = setting.packed(dossier.sheets(case, by))
        content = dossier.bound(case, paper, ADDRESS.replace("{code}", paper.code), sections)
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return {"seconds": seconds, "size": len(content), "peak": peak(), "found": _found(content, kind)}


def _case(count: int) -> tuple[Any, Any]:
    from django.utils import timezone
    from tests.factories import accounts, people, places, practice

    from linli.accounts.sight import actor_of
    from linli.kernel.scope import enter
    from linli.people.actions.areas import of_row
    from linli.practice.models import CaseSession
    from linli.records.models import ServiceRecord

    county = places.county(CODE, "测量县")
    post = accounts.post("social_worker", county.towns[0])
    by, now = actor_of(post.user, post), timezone.now()
    enter(by.scope)
    case = practice.case(people.person(county.communities[0], "高某"), by, accepted=True)
    areas = of_row(case)
    for number in range(1, count + 1):
        record = ServiceRecord.objects.create(
            kind="case_session", method="case", happened_on=now.date(), recorded_at=now, channel="web", minutes=50,
            source="bench", source_id=str(number), provenance="manual", protected=True, **areas,
        )  # fmt: skip
        session = CaseSession(case=case, record=record, number=number, form="interview", **areas)
        session.place, session.note = f"№{number:04d}", NOTE * 18
        session.save(force_insert=True)
    return case, by


def _found(content: bytes, kind: str) -> int:
    """Return how many records a file shows."""
    if kind == "pdf":
        from pypdf import PdfReader

        return sum(page.extract_text().count("№") for page in PdfReader(BytesIO(content)).pages)
    with ZipFile(BytesIO(content)) as parts:
        return parts.read("word/document.xml").decode().count("№")


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(made(int(sys.argv[1]), sys.argv[2])))
