"""The database from the command line: the private server, or the outside one that DATABASE_URL names.

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
from pathlib import Path
from typing import TextIO

import cluster
import databases
import keys

KEEP = cluster.DATA.with_name(cluster.DATA.name + ".keep")


@contextmanager
def running() -> Iterator[None]:
    """The server is up inside; the last one to leave stops it, unless ``start`` was asked for by hand."""
    with cluster.beside("users") as users, cluster.beside("gate") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            cluster.start()
            fcntl.flock(gate, fcntl.LOCK_UN)
            yield
        finally:
            fcntl.flock(gate, fcntl.LOCK_EX)
            if not KEEP.exists() and alone(users):
                cluster.stop()


def alone(users: TextIO) -> bool:
    """Whether nobody else uses the server."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def ready() -> Iterator[dict[str, str]]:
    """The product's own database is up, with its roles; gives the environment in which commands find it."""
    found = {
        "LINLI_DB_NAME": "linli",
        **keys.files(),
        **os.environ,
        "PATH": f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(cluster.ROOT / "src"), os.environ.get("PYTHONPATH")])),
    }
    if outside := os.environ.get("LINLI_OWNER_DATABASE_URL") or os.environ.get("DATABASE_URL"):
        databases.prepare_outside(outside)
        yield found
        return
    with running():
        databases.prepare(found["LINLI_DB_NAME"])
        yield {**found, "LINLI_PGHOST": str(cluster.SOCKET)}


def run_with(command: list[str]) -> int:
    """Run ``command`` with the database up, hand on signals, and give back its exit code."""
    with ready() as environment:
        child = subprocess.Popen(command, env=environment)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda received, _: hand_on(child, received))
        return child.wait()


def hand_on(child: subprocess.Popen[bytes], received: int) -> None:
    """Pass a signal to the child; a ctrl-C at the keyboard has reached it already."""
    if received != signal.SIGINT or not sys.stdin.isatty():
        child.send_signal(received)


def main(verb: str = "", *rest: str) -> int:
    """Do what the first word says; the exit code."""
    match verb, rest:
        case "start", ():
            with cluster.beside("gate") as gate:
                fcntl.flock(gate, fcntl.LOCK_EX)
                cluster.start()
                KEEP.touch()
        case "stop", ():
            KEEP.unlink(missing_ok=True)
            return cluster.stop()
        case "sock", ():
            print(cluster.SOCKET)
        case "prepare", ():
            with ready():
                pass
        case "prepare", (name,):
            with running():
                databases.prepare(name)
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
