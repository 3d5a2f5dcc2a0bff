"""Field encryption (AES-256-GCM bound to its place) and blind indexes (keyed, never a bare hash).

Header of a sealed value: version byte, length of the key id, key id, 12-byte nonce, then ciphertext and tag. The
associated data is ``table|column|row id``: a value copied to another row or column does not open.
"""

import base64
import hmac
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = 1


class CannotOpen(ValueError):
    """A sealed value does not belong where it stands, or its key is not here."""


@dataclass(frozen=True)
class Keyring:
    """The keys in force: ``current`` seals, all of ``keys`` open, ``index`` keys the blind indexes.

    While the key of the indexes changes there is a second: ``coming`` until every row is found by it too, then it is
    ``index`` itself and the earlier one is ``going`` until no row stands under it.
    """

    current: str
    keys: dict[str, bytes]
    index: bytes
    coming: bytes | None = None
    going: bytes | None = None


@lru_cache(maxsize=4)
def _read(path: Path, changed: tuple[int, int]) -> Keyring:
    stored = json.loads(path.read_text())
    keys = {name: base64.b64decode(key) for name, key in stored["keys"].items()}
    coming, going = (base64.b64decode(stored.get(f"index_{name}", "")) or None for name in ("coming", "going"))
    return Keyring(stored["current"], keys, base64.b64decode(stored["index"]), coming, going)


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def keyring() -> Keyring:
    """Return the keys of this installation (file named by ``LINLI_FIELD_KEYS_FILE``), as they are now.

    A file that was exchanged is read again, so that every process seals with a new key from its next value on.
    """
    path = Path(settings.FIELD_KEYS_FILE)
    told = path.stat()
    return _read(path, (told.st_mtime_ns, told.st_ino))


def _of(key: bytes, place: str) -> AESGCM:
    """Return the cipher for a place; one that names a purpose (``purpose!table|column|row``) has a key of its own."""
    purpose, named, _rest = place.partition("!")
    return _cipher(hmac.new(key, f"purpose|{purpose}".encode(), sha256).digest() if named else key)


def seal(text: str, place: str) -> bytes:
    """Encrypt ``text`` for one ``place`` (``table|column|row``)."""
    ring = keyring()
    nonce = os.urandom(12)
    body = _of(ring.keys[ring.current], place).encrypt(nonce, text.encode(), place.encode())
    return head(ring.current) + nonce + body


def unseal(value: bytes, place: str) -> str:
    """Decrypt a sealed value; raise :class:`CannotOpen` when it was moved, cut or its key is gone."""
    if len(value) < 2 or value[0] != VERSION:
        raise CannotOpen("unknown version of a sealed value")
    end = 2 + value[1]
    key = keyring().keys.get(value[2:end].decode(errors="replace"))
    if key is None:
        raise CannotOpen("the key of this value is not here")
    try:
        return _of(key, place).decrypt(value[end : end + 12], value[end + 12 :], place.encode()).decode()
    except InvalidTag as error:
        raise CannotOpen("this value does not belong here") from error


def head(key: str) -> bytes:
    """Return the first bytes of every value that a key has sealed."""
    return bytes([VERSION, len(key.encode())]) + key.encode()


def rewrap(value: bytes, place: str) -> bytes:
    """Return a sealed value under the current key. Raises :class:`CannotOpen`."""
    return value if value.startswith(head(keyring().current)) else seal(unseal(value, place), place)


def key_id(value: bytes) -> str:
    """Return the id of the key that sealed a value."""
    return value[2 : 2 + value[1]].decode()


def _blind(key: bytes, text: str, column: str) -> bytes:
    return hmac.new(key, f"{column}|{text}".encode(), sha256).digest()[:16]


def blind(text: str, column: str) -> bytes:
    """Return the blind index of a normalised value: HMAC-SHA-256 under its own key and column, 128 bits."""
    return _blind(keyring().index, text, column)


def blind_next(text: str, column: str) -> bytes | None:
    """Return what stands beside the blind index while its key changes: under the newer key; None at other times."""
    ring = keyring()
    newer = ring.coming or (ring.index if ring.going else None)
    return _blind(newer, text, column) if newer else None


def blinds(text: str, column: str) -> list[bytes]:
    """Return every value under which a row may stand just now; whoever searches looks for all of them."""
    ring = keyring()
    return [_blind(key, text, column) for key in (ring.index, ring.coming, ring.going) if key]


def compared(column: str) -> str:
    """Return the column in which rows are compared with one another: one key all through, at each moment."""
    return f"{column}_next" if keyring().going else column
