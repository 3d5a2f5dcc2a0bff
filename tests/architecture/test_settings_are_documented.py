"""Every setting read from the environment is told in docs/operations/settings.md; one file reads it."""

import re
from pathlib import Path

from django.conf import settings

from tests.architecture.laws import sources

READ = re.compile(r'environ(?:\.get\(|\[)\s*"([A-Z_]+)"')


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


def test_a_planted_setting_is_caught() -> None:
    assert untold({"LINLI_PLANTED"}, "`LINLI_STATE`") == {"LINLI_PLANTED"}


def test_the_kernel_stays_small() -> None:
    assert len(list((settings.PACKAGE / "kernel").glob("*.py"))) <= 12
