"""What a seal is made of: the rows of a batch as bytes, their root, and the line that is signed and kept outside.

The tree is that of RFC 6962 over the batch's events, then its looks, each by id. A line tells the digest of the line
before it, so that no line can be left out, and is signed with a key that the database never sees.
"""

import json
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from linli.audit.models import Event, Look, Seal, Trace
from linli.proofs.canonical import canonical
from linli.proofs.signing import public_key, sign
from linli.proofs.tree import leaf_hash, root

FILE = "seals.jsonl"
SIGNED = ("number", "at", "events", "looks", "root", "before", "key")
KINDS: tuple[type[Trace], ...] = (Event, Look)
FIRST = "0" * 64


def leaves(kind: type[Trace], number: int) -> list[bytes]:
    """Return the leaf hashes of one kind of row in a batch, by id."""
    columns = [field.attname for field in kind._meta.concrete_fields if field.attname != "seal"]
    rows = kind._default_manager.filter(seal=number).order_by("pk").values(*columns)
    return [leaf_hash(canonical({"kind": kind._meta.model_name, **row})) for row in rows.iterator(5000)]


def root_of(events: list[bytes], looks: list[bytes]) -> str:
    """Return the root of a batch as hex digits."""
    return root([*events, *looks]).hex()


def statement(seal: Seal) -> dict[str, Any]:
    """Return what is signed of a seal."""
    return {name: getattr(seal, name) for name in SIGNED}


def digest(seal: Seal) -> str:
    """Return the digest by which the next seal names this one."""
    return sha256(canonical(statement(seal) | {"signature": seal.signature})).hexdigest()


def signed(seal: Seal) -> Seal:
    """Put the key's public half and its signature on a seal. Raises ``OSError`` without the key."""
    seed = b64decode(settings.SEAL_KEY_FILE.read_text())
    seal.key = public_key(seed)
    seal.signature = sign(canonical(statement(seal)), seed)
    return seal


def own_key() -> str:
    """Return the public half of this installation's key in base64."""
    return public_key(b64decode(settings.SEAL_KEY_FILE.read_text()))


def line(seal: Seal) -> bytes:
    """Return a seal as the line that is kept outside."""
    return canonical(statement(seal) | {"signature": seal.signature}) + b"\n"


def read(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines kept in a folder; a last line cut off while it was written does not count.

    Raises ``ValueError`` at a line that is no seal.
    """
    path = folder / FILE
    whole = path.read_bytes().rpartition(b"\n")[0] if path.exists() else b""
    for text in whole.splitlines():
        told = json.loads(text)
        if not isinstance(told, dict) or set(told) != {*SIGNED, "signature"}:
            raise ValueError("a line that is no seal")
        yield told


def publish() -> int:
    """Write to every folder outside the seals it does not have yet, in order; return how many lines were written."""
    written = 0
    for folder in settings.SEALS:
        folder.mkdir(parents=True, exist_ok=True)
        last = max((told["number"] for told in read(folder)), default=0)
        fresh = [line(seal) for seal in Seal.objects.filter(number__gt=last).order_by("number")]
        if fresh:
            path = folder / FILE
            kept = path.read_bytes().rpartition(b"\n") if path.exists() else (b"", b"", b"")
            with path.open("r+b" if path.exists() else "wb") as file:
                file.seek(len(kept[0]) + len(kept[1]))
                file.truncate()
                file.write(b"".join(fresh))
            written += len(fresh)
    return written
