"""What was done: the period of the source county's totals, and every month since, up to today.

From 2022-05-01 to 2024-01-31 the records add up to 48 cases, 65 follow-ups, 550 hours; 40 groups, 430 hours, 480
people; 52 projects, 26,000 hours, 23,600 heads. No total is stored anywhere: the report counts them from the records.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone

from linli.accounts.models import Post
from linli.desk.demo.county import County, words
from linli.desk.demo.residents import Residents
from linli.desk.demo.staff import Staff
from linli.desk.demo.sums import crowds, dice_of, spread
from linli.kernel.actor import Actor, Channel
from linli.kernel.period import Period
from linli.people.models import Person
from linli.places.models import Division, ServicePoint
from linli.records.actions import undertake
from linli.records.entries import Entry
from linli.records.loading import Told
from linli.records.models import Kind, Provenance, Undertaking

PERIOD = Period(date(2022, 5, 1), date(2024, 1, 31))
SOURCE = "demo"
CASE_DAYS = 130
CASES, SESSIONS, FOLLOW_UPS, CASE_MINUTES = 48, 384, 65, 550 * 60
GROUPS, MEETINGS, GROUP_MINUTES, GROUP_PEOPLE = 40, 6, 430 * 60, 480
PROJECTS, EVENTS, PROJECT_MINUTES, HEADS = 52, 12, 26_000 * 60, 23_600


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

    def undertaking(self, kind: str, name: str, title: str, point: ServicePoint, opened: date) -> Undertaking:
        """Open (or find) what acts belong to; a case is closed when its four months are over."""
        closed = opened + timedelta(days=CASE_DAYS + 1)
        over = kind == "case" and closed < timezone.localdate()
        return undertake(
            kind, title, self.county.place_of(point), by=self.by, source=SOURCE, source_id=name,
            service_point=point, opened_on=opened, programme=self.county.programmes[0],
            closed_on=closed if over else None,
        )  # fmt: skip

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


def cases(told: Chronicle) -> Iterator[Told]:
    """The cases of the period: sessions about a week apart, then follow-ups."""
    dice = dice_of("个案")
    parts = spread(SESSIONS, CASES, 5, 12, 1, dice)
    after = spread(FOLLOW_UPS, CASES, 0, 3, 1, dice)
    minutes = iter(spread(CASE_MINUTES, SESSIONS + FOLLOW_UPS, 30, 120, 5, dice))
    for number in range(CASES):
        point = told.county.rooms[number % len(told.county.rooms)]
        place = told.county.place_of(point)
        client = dice.choice(told.residents.people[place.pk])
        opened = PERIOD.start + timedelta(days=number * 11)
        case = told.undertaking("case", f"case-{number}", dice.choice(told.texts["case_titles"]), point, opened)
        worker = told.worker(point, dice)
        dates = days(opened, min(opened + timedelta(days=CASE_DAYS), PERIOD.end), parts[number] + after[number], dice)
        for order, day in enumerate(dates):
            is_session = order < parts[number]
            yield told.act(
                f"case-{number}-{order}", Kind.CASE_SESSION if is_session else Kind.FOLLOW_UP, day, point, dice,
                texts="case_sessions" if is_session else "follow_ups", channel=Channel.DOOR, post=worker,
                minutes=next(minutes), persons=[client], household=client.household, undertaking=case, protected=True,
            )  # fmt: skip


def groups(told: Chronicle) -> Iterator[Told]:
    """The groups of the period: twelve members each, nobody in two of them, everybody there on the first evening."""
    dice = dice_of("小组")
    minutes = iter(spread(GROUP_MINUTES, GROUPS * MEETINGS, 60, 150, 5, dice))
    size = GROUP_PEOPLE // GROUPS
    for number in range(GROUPS):
        point = told.county.rooms[number]
        members = dice.sample(told.residents.people[told.county.place_of(point).pk], size)
        opened = PERIOD.start + timedelta(days=number * 14)
        title = told.texts["group_titles"][number % len(told.texts["group_titles"])]
        group = told.undertaking("group", f"group-{number}", title, point, opened)
        for order, day in enumerate(days(opened, min(opened + timedelta(days=60), PERIOD.end), MEETINGS, dice)):
            came = members if order == 0 else dice.sample(members, dice.randint(size * 2 // 3, size))
            yield told.act(
                f"group-{number}-{order}", Kind.GROUP_SESSION, day, point, dice, texts="group_sessions",
                minutes=next(minutes), persons=came, undertaking=group, title=title,
            )  # fmt: skip


def events(told: Chronicle) -> Iterator[Told]:
    """The projects of the period: a month between two events, workers and volunteers serving together."""
    dice = dice_of("社区服务")
    count = PROJECTS * EVENTS
    lengths = [dice.choice((60, 90, 120, 120, 150, 180)) if n % 25 else 30 for n in range(count)]
    servers = iter(crowds(PROJECT_MINUTES, lengths, dice))
    heads, minutes = iter(spread(HEADS, count, 8, 160, 1, dice)), iter(lengths)
    for number in range(PROJECTS):
        title = told.texts["projects"][number % len(told.texts["projects"])]
        home = told.county.points[number]
        opened = PERIOD.start + timedelta(days=number * 4)
        project = told.undertaking("community_project", f"project-{number}", f"{home.name}·{title}", home, opened)
        for order, day in enumerate(days(opened, PERIOD.end, EVENTS, dice)):
            point = told.county.points[(number + order * PROJECTS) % len(told.county.points)]
            yield told.act(
                f"project-{number}-{order}", Kind.EVENT, day, point, dice, texts="events", minutes=next(minutes),
                server_count=next(servers), head_count=next(heads), undertaking=project, title=title,
            )  # fmt: skip


def pick(homes: Sequence[tuple[Any, list[Person]]], dice: Random) -> tuple[Any, list[Person]]:
    """Return one household and the one or two of it who were met."""
    household, people = dice.choice(homes)
    return household, dice.sample(people, min(len(people), dice.choice((1, 1, 2))))
