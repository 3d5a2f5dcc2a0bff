"""The stories of community projects: opened, their activities planned and held by workers and volunteers together.

From 2022-05-01 to 2024-01-31 they come to 52 projects, 26,000 hours, 23,600 heads.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from random import Random
from uuid import UUID

from django.utils import timezone

from linli.desk.demo.cast import Cast, Scene
from linli.desk.demo.clock import local
from linli.desk.demo.history import PERIOD, days
from linli.desk.demo.sums import crowds, dice_of, spread
from linli.kernel.period import shift, span
from linli.places.models import ServicePoint
from linli.practice import actions
from linli.practice.actions.activities import PROMISE
from linli.practice.models import Activity, CommunityProject
from linli.practice.models.activities import BANDS
from linli.practice.packs import themes
from linli.tasks.actions import finish_task
from linli.tasks.models import Task

PROJECTS, EVENTS, PROJECT_MINUTES, HEADS = 52, 8, 26_000 * 60, 23_600
LARGE, LARGE_HEADS = 26, 3_600  # every so many-th activity is a large one; the heads of all of these
MONTHLY, MONTHLY_EVENTS = 2, 3
COURTYARD = "院坝会"
CLASS = "四点半课堂"
SHARES = {
    COURTYARD: (5, 10, 40, 45), CLASS: (80, 10, 10, 0), "长者生日会": (5, 10, 20, 65), "重阳敬老月": (5, 10, 20, 65),
    "亲子运动会": (45, 15, 35, 5), "暑期社区托管": (80, 15, 5, 0),
}  # fmt: skip


@dataclass(frozen=True)
class Gathering:
    """One activity: the day, minutes, how many served, how many came."""

    day: date
    minutes: int
    servers: int
    heads: int
    large: bool


@dataclass(frozen=True)
class ProjectOutline:
    """What is settled of a project."""

    name: str
    title: str
    point: ServicePoint
    opened: date
    gatherings: Sequence[Gathering]


class ProjectStory:
    """One community project as it is worked."""

    def __init__(self, cast: Cast, told: ProjectOutline, dice: Random) -> None:
        self.cast, self.told = cast, told
        self.place = cast.county.place_of(told.point)
        self.title = f"{told.point.name}·{told.title}"
        self.by = cast.actor(cast.worker(told.point, dice))
        work = cast.work
        self.plans = [dice.choice(work["activity_plans"]) for _one in told.gatherings]
        self.said = [dice.choice(work["activity_told"]) for _one in told.gatherings]
        self.lines = [(dice.choice(work["budget_lines"]), dice.randrange(100, 900) * 100) for _one in told.gatherings]
        self.promise = dice.choice(work["promises"])

    @cached_property
    def project(self) -> CommunityProject:
        """The project, which its name and first day name."""
        return CommunityProject.objects.get(name=self.title, opened_on=self.told.opened, community_id=self.place.pk)

    def scenes(self) -> Iterator[Scene]:
        """Return the story scene by scene; an activity is planned ten days before, the first with the project."""
        told = self.told
        yield self._scene(local(told.opened, 9), self.open)
        for number, one in enumerate(told.gatherings):
            planned = max(told.opened, one.day - timedelta(days=10))
            yield self._scene(local(planned, 10, number), partial(self.plan, number))
            yield self._scene(local(one.day, 19, number), partial(self.hold, number))
        if told.title == COURTYARD:
            yield self._scene(local(told.gatherings[0].day + timedelta(days=9), 16), self.keep)

    def _scene(self, at: datetime, play: Callable[[], object]) -> Scene:
        return Scene(at, self.told.name, play)

    def open(self) -> None:
        """The project is opened."""
        self.project = actions.open_project(
            self.title, self.place, by=self.by, goals=self.cast.work["project_goals"],
            programme=self.cast.funded(self.told.point),
        )  # fmt: skip

    def plan(self, number: int) -> None:
        """An activity is planned, with what it may cost when it is a large one."""
        one, title = self.told.gatherings[number], self.told.title
        kind = {COURTYARD: "courtyard", CLASS: "after_school"}.get(title, "event")
        theme = next((code for code, theme in themes().items() if one.day.month in theme.months), "")
        activity = actions.plan_activity(
            self.project, by=self.by, kind=kind, name=self._called(number), planned_on=one.day,
            size="large" if one.large else "small", theme=theme, plan=self.plans[number], spot=self.told.point.name,
            closes_at=time(18, 30) if kind == "after_school" else None,
        )  # fmt: skip
        if one.large:
            label, fen = self.lines[number]
            actions.budget(activity, by=self.by, label=label, planned=fen)

    def _called(self, number: int) -> str:
        return f"{self.told.title}（第{number + 1}场）"

    def _activity(self, number: int) -> Activity:
        return self.project.activities.get(name=self._called(number))

    def hold(self, number: int) -> None:
        """An activity is written down on its evening; in a courtyard something is promised."""
        one, activity = self.told.gatherings[number], self._activity(number)
        spent: dict[UUID, int] = {line.pk: line.planned * 9 // 10 for line in activity.budgetlines.all()}
        actions.hold_activity(
            activity, by=self.by, held_on=one.day, minutes=one.minutes, servers=one.servers,
            bands=_bands(one.heads, SHARES.get(self.told.title, (20, 15, 30, 35))), told=self.said[number], spent=spent,
            photos=6 if one.large else 0, photos_kept="站里电脑，活动文件夹" if one.large else "",
        )  # fmt: skip
        if number == 0 and self.told.title == COURTYARD:
            due = timezone.localdate() + timedelta(days=14)
            actions.promise(activity, by=self.by, what=self.promise, post=activity.owner, due_on=due)

    def keep(self) -> None:
        """What was promised is done."""
        promised = self._activity(0).promises.values("pk")
        for task in Task.objects.filter(kind=PROMISE, subject__in=promised, done_at=None):
            finish_task(task, by=self.by, outcome="办好了，回了话")


def _bands(heads: int, shares: Sequence[int]) -> dict[str, int]:
    parts = [heads * share // 100 for share in shares]
    parts[parts.index(max(parts))] += heads - sum(parts)
    return dict(zip(BANDS, parts, strict=True))


def projects(cast: Cast, until: date) -> Iterator[ProjectStory]:
    """Return the stories in the order they begin: fifty-two of the period, then some in each month."""
    titles = cast.told.texts["projects"]
    gatherings = _of_the_period()
    for number in range(PROJECTS):
        opened = PERIOD.start + timedelta(days=number * 4)
        dice = dice_of(f"project-{number}")
        held = days(opened, PERIOD.end, EVENTS, dice)
        told = ProjectOutline(
            f"project-{number}", titles[number % len(titles)], cast.county.points[number], opened,
            [Gathering(day, *next(gatherings)) for day in held],
        )  # fmt: skip
        yield ProjectStory(cast, told, dice)
    first = shift(PERIOD.end.replace(day=1), 1)
    while first <= until:
        yield from (_of_a_month(cast, first, number) for number in range(MONTHLY))
        first = shift(first, 1)


def _of_the_period() -> Iterator[tuple[int, int, int, bool]]:
    """Return minutes, servers, heads and size of each activity of the period."""
    dice, count = dice_of("社区服务"), PROJECTS * EVENTS
    lengths = [dice.choice((60, 90, 120, 120, 150, 180)) if n % 25 else 30 for n in range(count)]
    servers = crowds(PROJECT_MINUTES, lengths, dice)
    large = [number % LARGE == LARGE - 1 for number in range(count)]
    many = iter(spread(LARGE_HEADS, sum(large), 150, 320, 1, dice))
    few = iter(spread(HEADS - LARGE_HEADS, count - sum(large), 8, 120, 1, dice))
    heads = [next(many if is_large else few) for is_large in large]
    return zip(lengths, servers, heads, large, strict=True)


def _of_a_month(cast: Cast, month: date, number: int) -> ProjectStory:
    name = f"project-{month:%Y%m}-{number}"
    dice = dice_of(name)
    held = [
        Gathering(day, dice.choice((60, 90, 120, 150)), dice.randint(4, 18), dice.randint(12, 90), large=False)
        for day in days(month, span(month, 1).end, MONTHLY_EVENTS, dice)
    ]
    titles = cast.told.texts["projects"][number::MONTHLY]  # no two of a month are called alike
    points = cast.mountains if number and month.month % 2 else cast.county.points
    told = ProjectOutline(name, dice.choice(titles), dice.choice(points), month, held)
    return ProjectStory(cast, told, dice)
