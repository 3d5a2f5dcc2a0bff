"""Peak memory while 10,000 rows with 300 bad ones come in: read, checked, taken in; in a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.rows import Row, peak

ROOT = Path(__file__).resolve().parent.parent
ROWS, BAD, MOST = 10_000, 300, 300
CODE = "990794"
COMMUNITY = "示范第1社区"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(number: int) -> str:
    """Return a valid identity number of the area 999998, assigned to nobody (999999 is the generated county)."""
    body = f"999998{1930 + number // 900 % 80}{number % 12 + 1:02d}{number % 28 + 1:02d}{number % 900 + 100:03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def rows() -> Iterator[list[str]]:
    """Yield the roster: every 33rd number has a wrong last character until 300 are bad."""
    bad = 0
    for number in range(ROWS):
        told = identity(number)
        if number % 33 == 0 and bad < BAD:
            bad += 1
            told = told[:-1] + ("1" if told[-1] != "1" else "2")
        address = f"示范家苑{number // 100 + 1}栋{number % 100:03d}号"
        yield [str(number + 1), f"居民{number}", told, f"198{number:08d}", COMMUNITY, address, "备注不多"]


def measure() -> list[Row]:
    """Return the row of the table; the child's figures are checked before they are believed."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "roster.xlsx"
        _write(path)
        environment = {**os.environ, "LINLI_DB_ROLE": "app", "DJANGO_SETTINGS_MODULE": "linli.settings"}
        command = [sys.executable, "-m", "bench.import_memory", str(path)]
        out = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    found = json.loads(out.splitlines()[-1])
    if (found["made"], found["bad"]) != (ROWS - BAD, BAD):
        raise SystemExit(f"the import took in {found['made']} rows and refused {found['bad']}")
    ours = f"{ROWS - BAD:,} in, {BAD} out, {found['seconds']:.0f} s"
    beside = f"{found['idle']:.0f} MB before the first row"
    return [Row("import of 10,000 rows, peak MB", ours, beside, found["peak"], f"≤ {MOST} MB", found["peak"] <= MOST)]


def _write(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_row(0, 0, ["2023年居民花名册"])
        sheet.write_row(1, 0, ["序号", "姓名", "身份证号码", "联系电话", "所在社区", "家庭住址", "备注"])
        for number, row in enumerate(rows(), start=2):
            sheet.write_row(number, 0, row)


def bring_in(path: Path) -> dict[str, float]:
    """Bring the table in within one transaction that is undone at the end, so that the bench leaves no trace."""
    from django.db import transaction
    from tests.factories import accounts, places

    from linli.accounts.sight import actor_of
    from linli.kernel.scope import enter
    from linli.papers import actions
    from linli.papers.registry import importer

    found = importer("people")
    with transaction.atomic(), path.open("rb") as file:
        county = places.county(CODE, "测量县")
        post = accounts.post("social_worker", county.division)
        by = actor_of(post.user, post)
        enter(by.scope)
        idle, started = peak(), time.perf_counter()
        batch = actions.upload(file, path.name, found, post, by=by)
        batch = actions.examine(actions.match(batch, batch.mapping, by=by), by=by)
        batch = actions.take_in(batch, by=by)
        seconds = time.perf_counter() - started
        transaction.set_rollback(True)
    return {"made": batch.made, "bad": batch.bad, "idle": idle, "peak": peak(), "seconds": seconds}


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(bring_in(Path(sys.argv[1]))))
