"""Makes the secrets of this installation once, and tells where they lie. A file that exists is never touched."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from cluster import STATE

FOLDER = STATE / "secrets"


def new_field_keys() -> str:
    """One key for the encrypted fields, named ``k1`` so that a second can follow, and one for their blind indexes."""
    first, index = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
    return json.dumps({"current": "k1", "keys": {"k1": first}, "index": index}, indent=2)


def new_secret_key() -> str:
    """What signs sessions and links."""
    return secrets.token_urlsafe(64)


def new_seed() -> str:
    """The 32 secret bytes that a key pair is made from."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


MAKERS: dict[str, tuple[str, Callable[[], str]]] = {
    "LINLI_SECRET_KEY_FILE": ("secret_key", new_secret_key),
    "LINLI_FIELD_KEYS_FILE": ("field_keys.json", new_field_keys),
    "LINLI_SEAL_KEY_FILE": ("seal_key", new_seed),
    "LINLI_OUTBOX_KEY_FILE": ("outbox_key", new_seed),
}


def make_once(path: Path, text: str) -> None:
    """Write a file whole and readable by its owner only; whoever comes second leaves it to the first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    with NamedTemporaryFile("w", dir=path.parent) as fresh:  # made with mode 0600
        fresh.write(text)
        fresh.flush()
        os.fsync(fresh.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(fresh.name)


def files(folder: Path = FOLDER) -> dict[str, str]:
    """Setting → path of each secret file; those not named by the environment and not there yet are made."""
    found = {}
    for setting, (name, make) in MAKERS.items():
        path = Path(os.environ.get(setting) or folder / name)
        if setting not in os.environ and not path.exists():
            make_once(path, make())
        found[setting] = str(path)
    return found


if __name__ == "__main__":
    files()
