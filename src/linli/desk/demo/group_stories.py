"""The stories of groups: planned and approved, people taken in, met, turned, ripened, ended with what was measured.

From 2022-05-01 to 2024-01-31 they come to 40 groups, 430 hours, 480 people.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from random import Random
from typing import Any
from uuid import UUID

from linli.desk.demo.cast import Cast, Scene
from linli.desk.demo.clock import local
from linli.desk.demo.history import PERIOD, days
from linli.desk.demo.months import has_gaps
from linli.desk.demo.sums import dice_of, spread
from linli.kernel.period import shift, span
from linli.places.models import ServicePoint
from linli.practice import actions
from linli.practice.models import Group
from linli.practice.policies import is_child

GROUPS, MEETINGS, GROUP_MINUTES, GROUP_PEOPLE = 40, 240, 430 * 60, 480
YOUNG = ("亲子阅读小组", "青少年情绪小课堂", "留守儿童成长小组")
MOUNTAIN, WHOLE, MANY = 4, 6, 10  # every so many months a group of the mountain towns, as large as their contract asks
SCALE, LOW, HIGH = "自己打分：有没有人说得上话", 0, 10


@dataclass(frozen=True)
class GroupOutline:
    """What is settled of a group: when it meets, how long each time, how many it has.

    ``unnamed``: nobody wrote down who came.
    """

    name: str
    title: str
    point: ServicePoint
    minute: int
    size: int
    meetings: Sequence[tuple[date, int]]
    unnamed: bool = False


class GroupStory:
    """One group as it is worked."""

    def __init__(self, cast: Cast, told: GroupOutline, dice: Random) -> None:
        self.cast, self.told, self.dice = cast, told, dice
        first = told.meetings[0][0]
        self.opened = local(first - timedelta(days=21), 9, told.minute)
        self.post, young = cast.worker(told.point, dice), told.title in YOUNG
        self.members = cast.members(told.point, first, told.size, dice, young=young)
        self.by, self.lead = cast.actor(self.post), cast.actor(cast.lead(told.point))
        self.measured = dice.random() < 0.5
        sizes = range(told.size * 2 // 3, told.size + 1)
        self.came = [set(range(told.size)) if not number else set(dice.sample(range(told.size), dice.choice(sizes)))
                     for number in range(len(told.meetings))]  # fmt: skip
        self.guests = [dice.randint(7, 10) for _meeting in told.meetings]
        self.scores = [(dice.randint(2, 5), dice.randint(4, 9)) for _member in range(told.size)]
        self.noted = [(dice.randrange(told.size), dice.choice(cast.work["group_notes"])) for _meeting in told.meetings]
        self.said = [dice.choice(cast.work["group_told"]) for _meeting in told.meetings]
        self.evaluation = dice.choice(cast.work["group_evaluations"])

    @cached_property
    def group(self) -> Group:
        """The group, which its own moment names."""
        return Group.objects.get(opened_at=self.opened, groupworkers__post=self.post)

    @cached_property
    def rows(self) -> list[UUID]:
        """The keys of its members in the order they were taken in."""
        return list(self.group.groupmembers.order_by("id").values_list("pk", flat=True))

    def scenes(self) -> Iterator[Scene]:
        """Return the story scene by scene."""
        told, first = self.told, self.told.meetings[0][0]
        yield self._scene(self.opened, self.plan)
        yield self._scene(self._before(first, 18), lambda: actions.approve_group(self.group, by=self.lead))
        yield self._scene(self._before(first, 10), self.take_in)
        yield self._scene(self._before(first, 2), lambda: actions.begin_group(self.group, by=self.by))
        for number, (day, _minutes) in enumerate(told.meetings):
            yield self._scene(local(day, 17, 10 + number), partial(self.meet, number))
        yield self._scene(local(told.meetings[-1][0] + timedelta(days=3), 16), self.end)

    def _scene(self, at: datetime, play: Callable[[], object]) -> Scene:
        return Scene(at, self.told.name, play)

    def _before(self, first: date, count: int) -> datetime:
        return local(first - timedelta(days=count), 10, self.told.minute)

    def plan(self) -> None:
        """The plan with a line for each session, put before the head of the station."""
        work, told = self.cast.work, self.told
        place = self.cast.county.place_of(told.point)
        scale: dict[str, Any] = {"scale": SCALE, "scale_low": LOW, "scale_high": HIGH} if self.measured else {}
        self.group = actions.plan_group(
            f"{place.name}{told.title}", place, by=self.by, background=work["group_background"],
            goals=work["group_goals"], recruitment=work["group_recruitment"], difficulties=work["group_difficulties"],
            method=work["group_method"], programme=self.cast.funded(told.point), **scale,
        )  # fmt: skip
        for number, (day, _minutes) in enumerate(told.meetings):
            theme = work["group_themes"][number % len(work["group_themes"])]
            actions.plan_meeting(self.group, by=self.by, theme=theme, place=told.point.name, planned_on=day)
        actions.submit_group(self.group, by=self.by)

    def take_in(self) -> None:
        """Everybody who joins; with children whoever leads has been checked."""
        if any(is_child(one) for one in self.members):
            self.cast.check(self.post, self.lead)
        for person in self.members:
            actions.add_member(self.group, person, by=self.by)

    def meet(self, number: int) -> None:
        """One session with who came; after the second and the fourth the group stands elsewhere."""
        told, work = self.told, self.rows
        session = self.group.groupsessions.get(number=number + 1)
        member, note = self.noted[number]
        came = set() if told.unnamed else self.came[number]
        actions.hold_meeting(
            session, by=self.by, held_on=told.meetings[number][0], minutes=told.meetings[number][1],
            present=[work[one] for one in sorted(came)], guests=self.guests[number] if told.unnamed else 0,
            told=self.said[number], notes={work[member]: note} if member in came and number % 2 else {},
        )  # fmt: skip
        if number == 0 and self.measured:
            self._measure(after=False)
        if number in (1, 3):
            (actions.turn_group if number == 1 else actions.ripen_group)(self.group, by=self.by)

    def _measure(self, *, after: bool) -> None:
        rows = self.group.groupmembers.order_by("id")
        for row, (before, later) in zip(rows, self.scores, strict=False):
            actions.measure(row, by=self.by, before=before, after=later if after else None)

    def end(self) -> None:
        """The group ends, with what came of it."""
        if self.measured:
            self._measure(after=True)
        actions.end_group(self.group, by=self.by, evaluation=self.evaluation)


def groups(cast: Cast, until: date) -> Iterator[GroupStory]:
    """Return the stories in the order they begin: forty of the period, then one every other month, or with gaps."""
    dice, titles = dice_of("小组"), cast.told.texts["group_titles"]
    counts = spread(MEETINGS, GROUPS, 4, 8, 1, dice)
    minutes = iter(spread(GROUP_MINUTES, MEETINGS, 60, 150, 5, dice))
    for number in range(GROUPS):
        opened = PERIOD.start + timedelta(days=number * 14)
        met = days(opened, min(opened + timedelta(days=60), PERIOD.end), counts[number], dice)
        told = GroupOutline(
            f"group-{number}", titles[number % len(titles)], cast.county.rooms[number], number, GROUP_PEOPLE // GROUPS,
            [(day, next(minutes)) for day in met],
        )  # fmt: skip
        yield GroupStory(cast, told, dice_of(told.name))
    first = shift(PERIOD.end.replace(day=1), 1)
    while first <= until + timedelta(days=31):  # the plan is written in the month before
        if first.month % 2:
            yield _of_a_month(cast, first, 0)
        if has_gaps(span(first, 1)):
            yield _of_a_month(cast, first, 1)
        first = shift(first, 1)


def _of_a_month(cast: Cast, month: date, number: int) -> GroupStory:
    name = f"group-{month:%Y%m}-{number}"
    dice = dice_of(name)
    last = span(month, 1).end if number else month + timedelta(days=50)
    mountain = not number and month.month % MOUNTAIN == 3
    count = 4 if number else max(dice.randint(4, 7), WHOLE if mountain else 0)
    met, title = days(month, last, count, dice), dice.choice(cast.told.texts["group_titles"])
    told = GroupOutline(
        name, title, dice.choice(cast.mountains if mountain else cast.county.rooms), number,
        MANY if mountain else 8,
        [(day, dice.choice((60, 90, 120))) for day in met], unnamed=bool(number),
    )  # fmt: skip
    return GroupStory(cast, told, dice)
