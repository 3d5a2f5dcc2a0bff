"""``make bench``: one table on the console, JSON in bench/last.json, the table kept in bench/README.md."""

import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import county
from bench.rows import Row, table

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Prepare, measure everything, print, keep; the exit code says whether every goal is met."""
    county.prepare()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    os.environ["LINLI_DB_ROLE"] = "app"
    import django

    django.setup()
    rows = measured()
    print(table(rows))
    keep(rows)
    return 0 if all(row.met for row in rows) else 1


def measured() -> list[Row]:
    """Run every measurement in turn, printing each line as it comes."""
    from bench import dossier, draws, evaluation, first_page, import_memory, indicators, pages, practice, report, rounds
    from linli.places import queries

    place = queries.by_code(county.CODE)
    if place is None:
        raise SystemExit("the county of the bench is not there")
    jobs: dict[str, Callable[[], list[Row]]] = {
        "quarter report": lambda: report.measure(place),
        "people": lambda: pages.measure(place),
        "rounds": rounds.measure,
        "first resident page": first_page.measure,
        "dossier": dossier.measure,
        "practice": lambda: practice.measure(place),
        "indicators of projects": indicators.measure,
        "package of a project": lambda: evaluation.measure(place),
        "sample of a survey": lambda: draws.measure(place),
        "import of 10,000 rows": import_memory.measure,
    }
    rows: list[Row] = []
    for job, measure in jobs.items():
        try:
            found = measure()
        except (SystemExit, subprocess.CalledProcessError) as wrong:
            found = [Row(job, "wrong answer", str(wrong)[:120], 0, "right first", met=False)]
        print(
            *(f"  {row.job}: {row.ours} | {row.beside} | {row.value:g} ({row.goal})" for row in found),
            sep="\n",
            flush=True,
        )
        rows += found
    return rows


def keep(rows: list[Row]) -> None:
    """Write the JSON, and put the table into the README between its marks."""
    facts = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "scale": county.SCALE,
        "rows": [row.plain() for row in rows],
    }
    (HERE / "last.json").write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    if county.SCALE == "county":
        note = (
            f"Run {facts['at']}, Python {facts['python']}, {facts['processors']} processors, load {facts['load']:.1f}."
        )
        readme = HERE / "README.md"
        text = re.sub(
            r"(<!-- table -->\n).*(<!-- end -->)",
            lambda marks: f"{marks[1]}{note}\n\n{table(rows)}\n{marks[2]}",
            readme.read_text(encoding="utf-8"),
            flags=re.DOTALL,
        )
        readme.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
