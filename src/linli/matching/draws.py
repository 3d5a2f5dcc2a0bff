"""Stratified samples that anybody can draw again: the order of a stratum follows from a seed by SHA-256 alone.

The seed is committed to by its hash before the draw and shown afterwards. No generator of a language or a machine has
a part in it, so the same seed over the same frame is the same sample wherever it is drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

SCHEMA = "linli.draw/1"


class CannotDraw(ValueError):
    """A frame or a size from which no sample can be drawn."""


@dataclass(frozen=True)
class Drawn:
    """A sample: stratum to the codes drawn, in the order of the draw."""

    sample: dict[str, list[str]]
    commitment: str
    frame: str


def _hash(*parts: str) -> str:
    return sha256("\n".join((SCHEMA, *parts)).encode()).hexdigest()


def commitment(seed: str) -> str:
    """Return what is published before the draw: it binds to the seed and tells nothing of it (256 secret bits)."""
    return _hash("commitment", seed)


def digest(frame: Mapping[str, Sequence[str]]) -> str:
    """Return the hash of a frame: its strata by name, each with its codes in their own order."""
    lines = [line for name in sorted(frame) for line in (f"[{name}]", *sorted(frame[name]))]
    return _hash("frame", *lines)


def allocate(sizes: Mapping[str, int], total: int, least: int = 0) -> dict[str, int]:
    """Return how many to draw of each stratum: in proportion, by largest remainder, at least ``least`` where there are.

    Shares are compared as whole numbers, ties by the name of the stratum. No stratum gives more than it has. The sum is
    ``total`` (or the whole frame when it is smaller), or more where the least of every stratum asks for more.
    """
    if total < 1:
        raise CannotDraw("a sample of nobody")
    frame = sum(sizes.values())
    total = min(total, frame)
    told = {name: total * size // frame for name, size in sizes.items()} if frame else {}
    rest = sorted(told, key=lambda name: (-(total * sizes[name] % frame), name))
    for name in rest[: total - sum(told.values())]:
        told[name] += 1
    return {name: min(sizes[name], max(count, least)) for name, count in told.items()}


def order(seed: str, stratum: str, codes: Sequence[str]) -> list[str]:
    """Return the codes of a stratum in the order of a seed."""
    return sorted(codes, key=lambda code: _hash("order", seed, stratum, code))


def draw(seed: str, frame: Mapping[str, Sequence[str]], total: int, least: int = 0) -> Drawn:
    """Draw a stratified sample. Raises :class:`CannotDraw` when a code stands in the frame twice, or nobody does."""
    codes = [code for names in frame.values() for code in names]
    if not codes:
        raise CannotDraw("nobody is in the frame")
    if len(set(codes)) != len(codes):
        raise CannotDraw("somebody is in the frame twice")
    counts = allocate({name: len(names) for name, names in frame.items()}, total, least)
    sample = {name: order(seed, name, frame[name])[:count] for name, count in counts.items()}
    return Drawn(sample, commitment(seed), digest(frame))


def replay(told: Mapping[str, Any]) -> list[str]:
    """Draw again from a published document; return what does not agree, [] when everything does.

    ``told``: ``seed``, ``commitment``, ``frame_digest``, ``total``, ``least``, ``frame`` and ``sample`` (both stratum →
    codes).
    """
    again = draw(told["seed"], told["frame"], told["total"], told["least"])
    wrong = []
    if again.commitment != told["commitment"]:
        wrong.append("commitment")
    if again.frame != told["frame_digest"]:
        wrong.append("frame")
    if {name: sorted(codes) for name, codes in again.sample.items() if codes} != {
        name: sorted(codes) for name, codes in told["sample"].items() if codes
    }:
        wrong.append("sample")
    return wrong
