"""The private PostgreSQL from the command line.

    start          bring it up and leave it up          stop           stop it
    prepare [NAME] make a database with roles           drop NAME      throw a database away
    sock           print the folder of its socket       with COMMAND…  run a command with the server up

``start`` lasts until ``stop``; after ``with`` the last one to leave turns the server off.
"""

import fcntl
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import cluster
import databases

KEEP = cluster.DATA.with_name(cluster.DATA.name + ".keep")


@contextmanager
def lock(name: str) -> Iterator[int]:
    """A file to lock; the lock vanishes with the process, however it dies."""
    cluster.DATA.parent.mkdir(parents=True, exist_ok=True)
    with cluster.DATA.with_name(f"{cluster.DATA.name}.{name}").open("a") as file:
        yield file.fileno()


@contextmanager
def running() -> Iterator[None]:
    """The server is up inside; the last one to leave stops it, unless ``start`` was asked for by hand."""
    with lock("users") as users, lock("gate") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        cluster.start()
        fcntl.flock(gate, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(gate, fcntl.LOCK_EX)
            if not KEEP.exists() and alone(users):
                cluster.stop()


def alone(users: int) -> bool:
    """Whether nobody else uses the server."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def environment() -> dict[str, str]:
    """What a command needs to find the database."""
    return {"LINLI_DB_NAME": "linli", **os.environ, "LINLI_PGHOST": str(cluster.SOCKET)}


def run_with(command: list[str]) -> int:
    """Run ``command`` with the server up, hand on signals, and give back its exit code."""
    with running():
        child = subprocess.Popen(command, env=environment())
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda received, _: child.send_signal(received))
        return child.wait()


def main(verb: str = "", *rest: str) -> int:
    """Do what the first word says; the exit code."""
    match verb, rest:
        case "start", ():
            with lock("gate") as gate:
                fcntl.flock(gate, fcntl.LOCK_EX)
                cluster.start()
                KEEP.touch()
        case "stop", ():
            KEEP.unlink(missing_ok=True)
            return cluster.stop()
        case "sock", ():
            print(cluster.SOCKET)
        case "prepare", _:
            with running():
                databases.prepare(rest[0] if rest else environment()["LINLI_DB_NAME"])
        case "drop", (name,):
            with running():
                databases.drop(name)
        case "with", (_, *_):
            return run_with(list(rest))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
