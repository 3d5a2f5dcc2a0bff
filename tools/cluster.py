"""One private PostgreSQL: makes its data folder, starts and stops the server. No service, no port."""

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TextIO

import psycopg

from programs import find

ROOT = Path(__file__).resolve().parent.parent
STATE = Path(os.environ.get("LINLI_STATE") or ROOT / ".data").resolve()
DATA = Path(os.environ.get("LINLI_PGDATA") or STATE / "pg").resolve()


def socket_folder(data: Path) -> Path:
    """Where the socket of a data folder is: the same for everybody, whatever TMPDIR says, and below 107 bytes."""
    return Path("/tmp") / f"linli-{hashlib.sha256(bytes(data)).hexdigest()[:12]}"  # nosec B108


SOCKET = socket_folder(DATA)
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_directories": str(SOCKET),
    "unix_socket_permissions": "0700",
    "timezone": "Asia/Shanghai",
    "shared_buffers": os.environ.get("LINLI_PG_BUFFERS", "512MB"),
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "2GB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "max_connections": "150",
    "min_dynamic_shared_memory": "64MB",  # containers often have next to nothing in /dev/shm
    "jit": "off",  # not in both sources, and dear for short questions
}


def open_to(uid: int, path: Path) -> bool:
    """Whether this user may walk down to ``path``."""
    return all(
        step.stat().st_mode & 0o001 or step.stat().st_uid == uid for step in (path, *path.parents) if step.exists()
    )


def beside(name: str) -> TextIO:
    """A file next to the data folder, to lock; a lock vanishes with its process, however that dies."""
    try:
        DATA.parent.mkdir(parents=True, exist_ok=True)
        if not DATA.exists() or os.geteuid() in (0, DATA.stat().st_uid):
            return DATA.with_name(f"{DATA.name}.{name}").open("a+")
    except PermissionError:
        pass
    sys.exit(f"数据目录 {DATA} 属于另一个用户。\nThe data in {DATA} belong to another user.")


def server_user(programs: Path) -> int:
    """The user id that owns the data and runs the server. PostgreSQL refuses root: then 0 means a user namespace."""
    mine = os.geteuid()
    if DATA.exists() and (mine == DATA.stat().st_uid != 0 or any(DATA.iterdir())):
        return DATA.stat().st_uid
    for name in ("postgres", "nobody") if mine == 0 else ():
        try:
            uid = pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
        if open_to(uid, programs) and open_to(uid, DATA.parent):
            return uid
    return mine


def call(programs: Path, tool: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one of the server's programs as the user who owns the data."""
    uid, prefix = server_user(programs), []
    as_other = os.geteuid() == 0 and uid != 0
    if os.geteuid() == 0 and uid == 0:
        prefix = ["unshare", "--user", "--map-user=65534", "--map-group=65534"]
    return subprocess.run(
        [*prefix, programs / tool, *arguments],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
        user=uid if as_other else None,
        group=pwd.getpwuid(uid).pw_gid if as_other else None,
        extra_groups=[] if as_other else None,
        check=False,
    )


def own(folder: Path, uid: int) -> None:
    """Make a folder that only ``uid`` may enter; refuse one that somebody else has put there."""
    folder.mkdir(parents=True, exist_ok=True)
    if folder.lstat().st_uid not in (uid, os.geteuid()):
        sys.exit(f"{folder} 属于另一个用户，请删除后再试。\n{folder} belongs to another user; remove it and try again.")
    os.chown(folder, uid, -1, follow_symlinks=False)
    folder.chmod(0o700)


def connect(name: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
    """A connection as the superuser, each statement on its own."""
    return psycopg.connect(host=str(SOCKET), user="linli", dbname=name, autocommit=True, connect_timeout=5)


def alive() -> bool:
    """Whether a real connection succeeds (a pid file proves nothing after a kill)."""
    try:
        connect().close()
    except psycopg.OperationalError:
        return False
    return True


def clear_stale_locks() -> None:
    """Remove what a killed server left, when the process it names is not this server (any more)."""
    lock = DATA / "postmaster.pid"
    if lock.exists() and Path("/proc/self").exists():
        try:
            words = (Path("/proc") / lock.read_text().split("\n")[0].lstrip("-") / "cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError):  # gone, or going while we look
            words = b""
        if str(DATA).encode() not in words:
            for left in (lock, *SOCKET.glob(".s.PGSQL.*")):
                left.unlink(missing_ok=True)


def create(programs: Path, uid: int) -> None:
    """Make the data folder: under another name first, so that a killed set-up never leaves half of one."""
    fresh = DATA.with_name(f"{DATA.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    own(fresh, uid)
    flags = ("-U", "linli", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums")
    made = call(programs, "initdb", "-D", fresh, *flags)
    if made.returncode:
        sys.exit(made.stdout)
    fresh.rename(DATA)


def start() -> None:
    """Bring the server up (making the data folder the first time) and return when it takes connections."""
    DATA.parent.mkdir(parents=True, exist_ok=True)
    programs = find(DATA)
    uid = server_user(programs)
    own(SOCKET, uid)
    if alive():
        return
    if not (DATA / "PG_VERSION").exists():
        create(programs, uid)
    log = DATA / "server.log"
    options = " ".join(f"-c {key}='{value}'" for key, value in SETTINGS.items())
    for _ in range(60):  # after kill -9 the old server's children may hold its memory for a moment
        clear_stale_locks()
        call(programs, "pg_ctl", "-D", DATA, "-l", log, "-w", "-t", "300", "-o", options, "start")
        if alive():
            return
        said = log.read_text(errors="replace")[-600:] if log.exists() else ""
        if "shared memory" not in said and "is another postmaster" not in said.lower():
            break
        time.sleep(0.5)
    sys.exit(f"PostgreSQL 没有启动，见 {log}。\nPostgreSQL did not start, see {log}.\n{said}")


def stop() -> int:
    """Stop the server and take its socket folder away; the exit code."""
    said = None
    if (DATA / "postmaster.pid").exists():
        said = call(find(DATA), "pg_ctl", "-D", DATA, "-w", "-m", "fast", "stop")
    if said and alive():
        print(said.stdout, file=sys.stderr)
        return said.returncode
    shutil.rmtree(SOCKET, ignore_errors=True)
    return 0
