"""`./linli COMMAND` runs where the product lives; `./linli help` lists ours."""

import re

import pytest

import command

from .conftest import Folder


def test_without_set_up_it_says_what_to_do_first(folder: Folder) -> None:
    (folder.path / ".venv").unlink()
    code, said = folder.run("./linli", "help")
    assert code == 1
    assert "make setup" in said


def test_help_lists_ours_with_a_chinese_line_each_and_starts_no_database(folder: Folder) -> None:
    commands = folder.path / "src" / "linli" / "people" / "management" / "commands"
    commands.mkdir(parents=True)
    (commands / "greet.py").write_text('class Command:\n    help = _("向邻居问好。")\n')
    code, said = folder.run("./linli", "help")
    assert code == 0
    assert re.search(r"^  greet +向邻居问好。$", said, re.MULTILINE)
    assert not (folder.path / ".data" / "pg").exists()


def test_a_command_finds_the_database_up_and_leaves_it_as_it_was(folder: Folder) -> None:
    code, said = folder.run("./linli", "echo", "你好 邻居")
    assert (code, said) == (0, f"你好 邻居 {folder.socket}\n")
    assert folder.processes() == []


def test_a_command_gives_back_its_own_exit_code(folder: Folder) -> None:
    main = folder.path / "src" / "linli" / "__main__.py"
    main.write_text("import sys; sys.exit(7)")
    assert folder.run("./linli", "anything") == (7, "")


@pytest.mark.parametrize("name", command.ours())
def test_every_command_of_ours_says_in_chinese_what_it_does(name: str) -> None:
    assert re.search(r"[\u4e00-\u9fff]", command.ours()[name]), f"{name} has no Chinese help line"
