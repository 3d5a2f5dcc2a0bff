"""`./linli COMMAND`: any command of the product, in its environment, with the database up; `help` lists ours."""

import ast
import sys
from pathlib import Path

import pg
from cluster import ROOT


def sentence(file: Path) -> str:
    """The ``help`` of a command, read from its source so that listing needs neither Django nor database."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case (
                ast.Assign(targets=[ast.Name(id="help")], value=value)
                | ast.AnnAssign(target=ast.Name(id="help"), value=value)
            ):
                inner = value.args[0] if isinstance(value, ast.Call) else value
                return str(inner.value) if isinstance(inner, ast.Constant) else ""
    return ""


def ours(source: Path = ROOT / "src" / "linli") -> dict[str, str]:
    """Name → sentence of every command that a room brings."""
    files = source.glob("*/management/commands/[a-z]*.py")
    return {file.stem: sentence(file) for file in sorted(files, key=lambda file: file.stem)}


def show() -> None:
    """Print ours."""
    print("用法:./linli 命令 [选项];某个命令怎么用:./linli 命令 --help\n")
    for name, text in ours().items():
        print(f"  {name:<18}{text}")
    print("\nDjango 自带的命令(migrate、shell、dbshell……)也可以这样用。")


def main(*words: str) -> int:
    """Run the command; its exit code."""
    if words in ((), ("help",), ("--help",), ("-h",)):
        show()
        return 0
    return pg.run_with([sys.executable, "-m", "linli", *words])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
