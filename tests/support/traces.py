"""Looking for values in clear where none may be: in a dump, in the log that replays the database, in logs and files.

A value is searched as it is (that covers UTF-8, JSON and percent forms of ASCII), with the NULs taken out of what is
searched (UTF-16), in hexadecimal of both cases (bytea in a dump) and in base64 at each of its three alignments.
"""

import base64
import subprocess
from collections.abc import Iterable
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import connection

import cluster
from programs import find

SEGMENT = 16 * 1024 * 1024


def forms(value: str) -> list[str]:
    """Return how one ASCII value may be written."""
    raw = value.encode()
    padded = [base64.b64encode(b"\0" * shift + raw).decode() for shift in range(3)]
    # Of the encoding only what the value alone decides: the first and last groups mix with its neighbours.
    ends = [len(text) - (4 if text.endswith("=") else 0) for text in padded]
    inner = [text[begin:end] for text, begin, end in zip(padded, (0, 2, 3), ends, strict=True)]
    return [value, raw.hex(), raw.hex().upper(), *inner]


def hits(places: dict[str, list[Path]], values: Iterable[str], folder: Path) -> dict[str, set[str]]:
    """Return place → the values found there in any form; places without a hit are left out."""
    known = {form: value for value in values for form in forms(value)}
    patterns = folder / "patterns"
    patterns.write_text("\n".join(known) + "\n")
    found: dict[str, set[str]] = {}
    for place, files in places.items():
        haystack = folder / "haystack"
        with haystack.open("wb") as heap:
            for file in files:
                text = file.read_bytes()
                heap.write(text + b"\n" + text.replace(b"\0", b"") + b"\n")
        said = subprocess.run(
            ["grep", "-a", "-o", "-h", "-F", "-f", patterns, haystack],
            stdout=subprocess.PIPE, check=False, env={"LC_ALL": "C"},
        )  # fmt: skip
        assert said.returncode in (0, 1), said
        haystack.unlink()
        if seen := {known[line] for line in said.stdout.decode().split("\n") if line in known}:
            found[place] = seen
    return found


def position() -> str:
    """Return how far the log that replays the database has been written."""
    with cluster.connect() as server:
        return str(server.execute("SELECT pg_current_wal_insert_lsn()").fetchone()[0])  # type: ignore[index]


def replay(start: str) -> list[Path]:
    """Return the files of that log from a position to now, flushed."""
    with cluster.connect() as server:
        server.execute("SELECT pg_switch_wal()")
        names = server.execute("SELECT pg_walfile_name(%s), pg_walfile_name(pg_current_wal_lsn())", [start]).fetchone()
    first, last = names  # type: ignore[misc]
    folder = cluster.DATA / "pg_wal"
    return sorted(file for file in folder.iterdir() if len(file.name) == 24 and str(first) <= file.name <= str(last))


def dump(folder: Path) -> Path:
    """Write the whole test database out as text, past row security, as a backup does."""
    target = folder / "dump.sql"
    command = [find(cluster.DATA) / "pg_dump", "-h", cluster.SOCKET, "-U", "linli", "-f", target]
    subprocess.run([*command, str(connection.settings_dict["NAME"])], check=True)
    return target


def server_log(since: int, folder: Path) -> Path:
    """Return what the database server has logged since it was ``since`` bytes long, as a file."""
    copy = folder / "server.log"
    with (cluster.DATA / "server.log").open("rb") as log:
        log.seek(since)
        copy.write_bytes(log.read())
    return copy


def log_size() -> int:
    """Return how long the log of the database server is."""
    return (cluster.DATA / "server.log").stat().st_size


def sessions(folder: Path) -> Path:
    """Write what the sessions hold, unpacked: in the database they stand compressed."""
    target = folder / "sessions"
    target.write_text("\n".join(str(one.get_decoded()) for one in Session.objects.all()))
    return target


def files_below(*roots: Path) -> list[Path]:
    """Return every file below some folders; a file stands for itself."""
    found = [file for root in roots for file in ((root,) if root.is_file() else sorted(root.rglob("*")))]
    return [file for file in found if file.is_file()]
