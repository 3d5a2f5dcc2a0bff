"""The import contracts hold, and a planted import upstairs breaks them."""

import shutil
import subprocess
import sys
from pathlib import Path

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


def test_a_planted_import_upstairs_is_caught(tmp_path: Path) -> None:
    shutil.copytree(settings.PACKAGE, tmp_path / "src" / "linli", ignore=shutil.ignore_patterns("templates", "static"))
    shutil.copy(settings.ROOT / "pyproject.toml", tmp_path)
    planted = tmp_path / "src" / "linli" / "places" / "models.py"
    planted.write_text(planted.read_text() + "\nfrom linli.people.models import Person as Planted\n")
    done = lint(tmp_path)
    assert done.returncode != 0
    assert "linli.places.models -> linli.people.models" in done.stdout
