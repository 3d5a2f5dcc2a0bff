"""Totals of a scoring, exactly: plain numbers in, points and ranks out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from math import floor
from uuid import UUID


@dataclass(frozen=True)
class Item:
    """A criterion: its points at most, and whether judges or a formula give them."""

    pk: UUID
    weight: int
    kind: str


@dataclass(frozen=True)
class Entrant:
    """A bid: its price in 分, its hours, when it came."""

    pk: UUID
    price: int
    hours: int | None
    at: datetime


@dataclass(frozen=True)
class Result:
    """What a bid has come to: points by criterion and in all (two decimals), and its place."""

    pk: UUID
    parts: tuple[Decimal, ...]
    points: Decimal
    rank: int


def results(
    items: Sequence[Item], entrants: Sequence[Entrant], given: Mapping[tuple[UUID, UUID], Sequence[Decimal]],
    ties: Sequence[str],
) -> list[Result]:  # fmt: skip
    """Return the bids, the best first. ``given`` is (bid, criterion) → what each judge gave.

    A judged item counts the mean of its points. By price the lowest has all points and the others in proportion, by
    hours the most. The sum is exact and rounded once; bids of the same rounded sum are parted by ``ties``.
    """
    best = min((one.price for one in entrants), default=0)
    most = max((one.hours or 0 for one in entrants), default=0)
    told = []
    for one in entrants:
        parts = [_part(item, one, best, most, given.get((one.pk, item.pk), ())) for item in items]
        told.append((one, parts, rounded(sum(parts, Fraction(0)))))
    told.sort(key=lambda row: (-row[2], *_tie(row[0], row[1], ties)))
    return [
        Result(one.pk, tuple(map(rounded, parts)), points, number)
        for number, (one, parts, points) in enumerate(told, 1)
    ]


def rounded(value: Fraction) -> Decimal:
    """Return a value to two decimals, halves upward."""
    return Decimal(floor(value * 100 + Fraction(1, 2))).scaleb(-2)


def _part(item: Item, one: Entrant, best: int, most: int, points: Sequence[Decimal]) -> Fraction:
    if item.kind == "price":
        return Fraction(item.weight * best, one.price)
    if item.kind == "hours":
        return Fraction(item.weight * (one.hours or 0), most) if most else Fraction(0)
    return sum((Fraction(one) for one in points), Fraction(0)) / len(points) if points else Fraction(0)


def _tie(one: Entrant, parts: Sequence[Fraction], ties: Sequence[str]) -> tuple[object, ...]:
    keys = {"price": one.price, "criteria": tuple(-part for part in parts), "time": one.at}
    return tuple(keys[name] for name in ties) + (one.pk,)
