"""Data packs: everything local (thresholds, categories, definitions) is a file with its source and its dates."""

import tomllib
from functools import lru_cache
from typing import Any

from django.conf import settings


class PackError(ValueError):
    """A data pack is missing or lacks what every pack must say (version, source, valid_from)."""


@lru_cache(maxsize=64)
def load(name: str, region: str = "national") -> dict[str, Any]:
    """Read ``packs/<region>/<name>.toml``; a region without its own file uses the national one.

    Every pack states ``version`` (int), ``source`` (text, may be "our reading"), ``valid_from`` (date).
    Raises :class:`PackError`.
    """
    for place in (region, "national"):
        path = settings.PACKS / place / f"{name}.toml"
        if path.exists():
            break
    else:
        raise PackError(f"no data pack {name!r} for {region!r}")
    pack = tomllib.loads(path.read_text())
    if missing := {"version", "source", "valid_from"} - set(pack):
        raise PackError(f"{path.name}: {', '.join(sorted(missing))} missing")
    return pack
