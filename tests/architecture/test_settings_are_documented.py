"""Every setting read from the environment is told in docs/operations/settings.md; one file reads it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.architecture.laws import sources

READ = re.compile(r"""(?:environ(?:\.(?:get|pop)\(|\[)|getenv\()\s*["']([A-Z0-9_]+)["']""")


def read_in(root: Path) -> dict[str, set[str]]:
    """Return the variables read, by file."""
    return {
        str(path.relative_to(root)): names
        for path, _ in sources(root)
        if (names := set(READ.findall(path.read_text())))
    }


def untold(names: set[str], page: str) -> set[str]:
    return {name for name in names if f"`{name}`" not in page}


def test_every_setting_is_documented() -> None:
    page = (settings.ROOT / "docs" / "operations" / "settings.md").read_text()
    names = set().union(*read_in(settings.PACKAGE).values())
    assert len(names) > 10
    assert untold(names, page) == set()


def test_one_file_reads_the_environment() -> None:
    assert set(read_in(settings.PACKAGE)) <= {"settings.py"}


@pytest.mark.parametrize(
    "line", ['os.environ["LINLI_PLANTED"]', 'os.environ.get(\n    "LINLI_PLANTED", "")', "os.getenv('LINLI_PLANTED')"]
)
def test_a_planted_setting_is_caught(tmp_path: Path, line: str) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "views.py").write_text(f"import os\n\nx = {line}\n")
    read = read_in(tmp_path)
    assert set(read) == {"room/views.py"}
    assert untold(read["room/views.py"], "`LINLI_STATE`") == {"LINLI_PLANTED"}


def crowded(kernel: Path) -> bool:
    return len(list(kernel.glob("*.py"))) > 12


def test_the_kernel_stays_small() -> None:
    assert not crowded(settings.PACKAGE / "kernel")


def test_a_planted_file_too_many_in_the_kernel_is_caught(tmp_path: Path) -> None:
    for number in range(13):
        (tmp_path / f"part{number}.py").touch()
    assert crowded(tmp_path)
