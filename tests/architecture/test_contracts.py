"""The import contracts hold, and a planted import breaks each of them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--config", "pyproject.toml"],
        cwd=root,
        env={"PYTHONPATH": str(root / "src"), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_house_keeps_its_contracts() -> None:
    done = lint(settings.ROOT)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("places/models.py", "from linli.people.models import Person", "linli.places.models -> linli.people.models"),
        ("papers/models.py", "from linli.tasks.models import Task", "linli.papers.models -> linli.tasks.models"),
        ("places/queries.py", "from linli.places import actions", "linli.places.queries -> linli.places.actions"),
        ("accounts/phones.py", "from linli.accounts import lockout", ".phones -> .lockout"),
    ],
    ids=["upstairs", "across the landing", "from reads to verbs", "in a circle"],
)
def test_a_planted_import_is_caught(tmp_path: Path, file: str, line: str, broken: str) -> None:
    shutil.copytree(settings.PACKAGE, tmp_path / "src" / "linli", ignore=shutil.ignore_patterns("templates", "static"))
    shutil.copy(settings.ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "src" / "linli" / file
    planted.write_text(f"{planted.read_text()}\n{line}\n")
    done = lint(tmp_path)
    assert done.returncode != 0
    assert broken in done.stdout
