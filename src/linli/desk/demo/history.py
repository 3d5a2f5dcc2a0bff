"""What the everyday acts of the demo are told from: the county, its people, its workers and the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from linli.accounts.models import Post
from linli.desk.demo.county import County, words
from linli.desk.demo.residents import Residents
from linli.desk.demo.staff import Staff
from linli.kernel.actor import Actor, Channel
from linli.kernel.period import Period
from linli.people.models import Person
from linli.places.models import Division, ServicePoint
from linli.records.entries import Entry
from linli.records.loading import Told
from linli.records.models import Kind, Provenance

PERIOD = Period(date(2022, 5, 1), date(2024, 1, 31))
SOURCE = "demo"


def key(name: str) -> UUID:
    """Return the key of one act: the same name is the same act, however often the demo is loaded."""
    return uuid5(NAMESPACE_URL, f"linli:demo:{name}")


@dataclass
class Chronicle:
    """Everything an act needs: the county, its people, its workers, and the words."""

    county: County
    staff: Staff
    residents: Residents
    by: Actor

    def __post_init__(self) -> None:
        self.texts: dict[str, Any] = words()["texts"]

    def worker(self, point: ServicePoint, dice: Random) -> Post:
        """Return a social worker of the point's town."""
        return dice.choice(self.staff.workers[point.town_id or self.county.towns[0].pk])

    def act(
        self, name: str, kind: Kind, day: date, point: ServicePoint, dice: Random, *, texts: str,
        channel: Channel = Channel.WEB, post: Post | None = None, place: Division | None = None, **facts: Any,
    ) -> Told:  # fmt: skip
        """Return one act as it is told."""
        entry = Entry(
            kind=kind, happened_on=day, place=place or self.county.place_of(point), service_point=point, key=key(name),
            source=SOURCE, source_id=name, narrative=dice.choice(self.texts[texts]),
            provenance=dice.choices([Provenance.ON_THE_SPOT, Provenance.MANUAL], [9, 1])[0], **facts,
        )  # fmt: skip
        return Told(entry, post or self.worker(point, dice), channel)


def days(first: date, last: date, count: int, dice: Random) -> list[date]:
    """Return ``count`` days in order from first to last, spread evenly, moved a little."""
    width = (last - first).days
    step = width / max(count, 1)
    return [first + timedelta(days=min(width, int(step * (n + dice.random())))) for n in range(count)]


def pick(homes: Sequence[tuple[Any, list[Person]]], dice: Random) -> tuple[Any, list[Person]]:
    """Return one household and the one or two of it who were met."""
    household, people = dice.choice(homes)
    return household, dice.sample(people, min(len(people), dice.choice((1, 1, 2))))
