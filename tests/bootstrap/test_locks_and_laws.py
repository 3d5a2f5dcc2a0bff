"""What set-up is built from: locks without addresses, secrets, fonts, and migrations that form one line."""

import json
import re
from pathlib import Path

import pytest

import assets
import keys
import linear

from .conftest import ROOT

SETTING = re.compile(r"\b(LINLI_[A-Z_]+|DATABASE_URL)\b")
LOCKS = ["requirements/boot.txt", "requirements/run.txt", "requirements/dev.txt", "package-lock.json"]


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_file_holds_an_address(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"https?:|//|--(extra-)?index-url|--find-links|\"(resolved|funding)\"", text)


@pytest.mark.parametrize("name", LOCKS[:3])
def test_every_python_requirement_is_exact_and_hashed(name: str) -> None:
    entries = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    assert entries
    for entry in entries:
        assert re.match(r"\S+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry), entry


def test_every_npm_package_is_exact_and_hashed() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert name == "" or package["integrity"].startswith("sha512-"), name


def test_no_other_lock_file_is_kept() -> None:
    assert [name for name in ("uv.lock", "pylock.toml", "yarn.lock") if (ROOT / name).exists()] == []


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path, monkeypatch) -> None:
    for setting in keys.MAKERS:
        monkeypatch.delenv(setting, raising=False)
    first = {setting: Path(path).read_text() for setting, path in keys.files(tmp_path / "secrets").items()}
    again = {setting: Path(path).read_text() for setting, path in keys.files(tmp_path / "secrets").items()}
    assert first == again
    assert sorted(first) == sorted(keys.MAKERS)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "secrets").iterdir()} == {0o600}
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_of_two_who_make_a_secret_at_once_the_first_one_counts(tmp_path: Path) -> None:
    for text in ("first", "second"):
        keys.make_once(tmp_path / "secrets" / "secret_key", text)
    assert [path.read_text() for path in (tmp_path / "secrets").iterdir()] == ["first"]


def test_a_vendored_file_that_its_package_no_longer_has_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        assets.copy(modules=tmp_path, vendor=tmp_path / "vendor")


FIRST = ("people", "0001_persons_and_households")
SECOND = ("people", "0002_cards")


def test_one_line_of_migrations_is_in_order() -> None:
    assert linear.faults({FIRST: set(), SECOND: {FIRST}}) == []


@pytest.mark.parametrize(
    ("nodes", "fault"),
    [
        ({FIRST: set(), ("people", "0002_auto_20240101"): {FIRST}}, "name it in words"),
        ({FIRST: set(), SECOND: {FIRST}, ("people", "0002_kin"): {FIRST}}, "two migrations are numbered 0002"),
        ({FIRST: set(), SECOND: set()}, "must stand on 0001_persons_and_households"),
    ],
)
def test_migrations_that_fork_or_have_no_name_are_caught(
    nodes: dict[tuple[str, str], set[tuple[str, str]]], fault: str
) -> None:
    assert any(fault in found for found in linear.faults(nodes))


def test_every_setting_of_the_tools_is_documented() -> None:
    pages = "".join(page.read_text() for page in (ROOT / "docs" / "operations").glob("*.md"))
    named = {name for tool in (ROOT / "tools").glob("*.py") for name in SETTING.findall(tool.read_text())}
    assert len(named) > 8
    assert {name for name in named if f"`{name}`" not in pages} == set()
