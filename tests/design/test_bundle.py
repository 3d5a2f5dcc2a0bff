"""Styles and scripts are joined in a fixed order, and a second time changes nothing."""

from pathlib import Path

from tools.bundle import bundle


def plant(static: Path) -> None:
    for name in ("print", "tokens", "base", "layout", "button", "elder", "contrast"):
        (static / "css").mkdir(parents=True, exist_ok=True)
        (static / "css" / f"{name}.css").write_text(f"/* said */ .{name} {{ }}\n")
    for name in ("ready", "batch"):
        (static / "js").mkdir(parents=True, exist_ok=True)
        (static / "js" / f"{name}.js").write_text(f"{name}();\n")


def test_foundations_come_first_and_paper_last(tmp_path: Path) -> None:
    plant(tmp_path)
    bundle(tmp_path)
    style = (tmp_path / "dist" / "linli.css").read_text()
    assert [word for word in style.split() if word.startswith(".")] == [
        ".tokens", ".base", ".layout", ".button", ".elder", ".contrast", ".print",
    ]  # fmt: skip
    assert (tmp_path / "dist" / "linli.js").read_text().split() == ["batch();", "ready();"]


def test_a_second_time_changes_nothing(tmp_path: Path) -> None:
    plant(tmp_path)
    assert len(bundle(tmp_path)) == 2
    assert bundle(tmp_path) == []


def test_one_changed_source_changes_one_file(tmp_path: Path) -> None:
    plant(tmp_path)
    bundle(tmp_path)
    (tmp_path / "css" / "button.css").write_text(".button { color: red; }\n")
    assert [path.name for path in bundle(tmp_path)] == ["linli.css"]
