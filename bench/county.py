"""The generated county of the bench: made once in its own database, found again afterwards; who looks at it."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATABASE = os.environ.get("LINLI_BENCH_DB", "linli_bench")
CODE = "990799"
SCALE = os.environ.get("LINLI_BENCH_SCALE", "county")


def prepare() -> None:
    """Make the database and its county unless they are there (the first run of a bench takes some minutes more)."""
    sys.path.insert(0, str(ROOT / "tools"))
    import databases

    os.environ["LINLI_DB_NAME"] = DATABASE
    databases.prepare(DATABASE)
    command("migrate", "-v0")
    if command("shell", "-v0", "-c", PRESENT, role="jobs", check=False):
        command("generate", "--scale", SCALE, "--seed", "1", "--county", CODE)
    elif command("shell", "-v0", "-c", KEPT, role="jobs", check=False):
        command("refresh_tallies", "--rebuild", CODE)  # the definitions have a new version since


PRESENT = "import sys; from linli.people.models import Person; sys.exit(0 if Person.objects.exists() else 1)"
KEPT = f"""
import sys
from linli.places.queries import by_code
from linli.records.tallies import kept
sys.exit(0 if kept(by_code("{CODE}")) else 1)
"""


def command(*words: str, role: str = "", check: bool = True) -> int:
    """Run one of the product's commands in the bench's database; the exit code."""
    environment = {**os.environ, **({"LINLI_DB_ROLE": role} if role else {})}
    return subprocess.run([sys.executable, "-m", "linli", *words], cwd=ROOT, env=environment, check=check).returncode
