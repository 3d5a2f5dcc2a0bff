"""What is read of the network: stations with what stands with them, posts and vacancies, plans and what is reached."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.places.models import Division, PointKind, ServicePoint
from linli.workforce.models import (
    NetworkPlan,
    PlanTarget,
    PointService,
    PostFilling,
    StandardCheck,
    StationPost,
    StationVisit,
    Worker,
)
from linli.workforce.network import rules
from linli.workforce.queries.workers import certified

TIERS = (PointKind.CENTRE, PointKind.STATION, PointKind.ROOM)


def stations(by: Actor) -> QuerySet[ServicePoint]:
    """Return the centres, stations and rooms in reach that are open, to be paged by ``name`` and ``id``."""
    rows = ServicePoint.objects.visible_to(by).open_on(timezone.localdate()).filter(kind__in=TIERS)
    return rows.select_related("county", "town", "community")


def listed(point: ServicePoint) -> QuerySet[PointService]:
    """Return what a point offers today, as it was listed."""
    return PointService.objects.filter(point=point, ended_on=None).order_by("listed_on", "id")


@dataclass(frozen=True)
class PostLine:
    """One post: how it is filled today, or since when it is vacant."""

    post: StationPost
    filling: PostFilling | None
    vacant_since: date | None

    @property
    def days(self) -> int:
        """Return for how many days it has been vacant, today among them."""
        return (timezone.localdate() - self.vacant_since).days + 1 if self.vacant_since else 0


def posts(points: Sequence[UUID]) -> dict[UUID, list[PostLine]]:
    """Return the posts of some points that stand today, in two questions whatever their number."""
    found: dict[UUID, list[PostLine]] = {point: [] for point in points}
    fillings = PostFilling.objects.select_related("organisation").order_by("-starts_on")
    rows = StationPost.objects.filter(point__in=found, closed_on=None).order_by("since", "id")
    for post in rows.prefetch_related(Prefetch("fillings", queryset=fillings, to_attr="told")):
        found[post.point_id].append(_line(post, post.told))
    return found


def _line(post: StationPost, told: Sequence[PostFilling]) -> PostLine:
    last = told[0] if told else None
    if last is not None and (last.ends_on is None or last.ends_on >= timezone.localdate()):
        return PostLine(post, last, None)
    return PostLine(post, None, last.ends_on + timedelta(days=1) if last and last.ends_on else post.since)


def checks(points: Sequence[UUID]) -> dict[UUID, dict[str, StandardCheck]]:
    """Return the latest check of each item of some points."""
    found: dict[UUID, dict[str, StandardCheck]] = {point: {} for point in points}
    rows = StandardCheck.objects.filter(point__in=found).order_by("point", "code", "-on", "-id")
    for one in rows.distinct("point", "code").defer("photo_sealed"):
        found[one.point_id][one.code] = one
    return found


def with_photo(point: ServicePoint) -> set[UUID]:
    """Return the checks of a point that have a photograph, without reading it."""
    return set(StandardCheck.objects.filter(point=point, photo_sealed__isnull=False).values_list("pk", flat=True))


@dataclass
class Line:
    """One station or room in the overview."""

    point: ServicePoint
    services: int = 0
    posts: list[PostLine] = field(default_factory=list)
    met: int = 0
    checked: int = 0
    items: int = 0
    visited: date | None = None
    todos: int = 0

    @property
    def filled(self) -> int:
        """Return how many of its posts somebody is in."""
        return sum(one.filling is not None for one in self.posts)

    @property
    def vacant(self) -> list[PostLine]:
        """Return its vacant posts, the longest vacant first."""
        return sorted((one for one in self.posts if one.filling is None), key=lambda one: one.vacant_since or date.max)


def lines(points: Sequence[ServicePoint]) -> list[Line]:
    """Return the overview of some points in five questions whatever their number."""
    keys = [point.pk for point in points]
    offered = dict(
        PointService.objects.filter(point__in=keys, ended_on=None).order_by().values_list("point").annotate(Count("pk"))
    )
    visits = StationVisit.objects.filter(point__in=keys).order_by().values("point")
    seen = {
        row["point"]: row
        for row in visits.annotate(last=Max("on"), todos=Count("pk", filter=Q(task__isnull=False, task__done_at=None)))
    }
    held, found = posts(keys), checks(keys)
    told = []
    for point in points:
        items = rules(point.county.code).standard.items
        here = [one for code, one in found[point.pk].items() if code in items]
        seen_here: dict[str, Any] = dict(seen.get(point.pk, {}))
        told.append(
            Line(
                point, offered.get(point.pk, 0), held[point.pk], sum(one.met for one in here), len(here), len(items),
                seen_here.get("last"), seen_here.get("todos", 0),
            )
        )  # fmt: skip
    return told


@dataclass(frozen=True)
class Reached:
    """One target of a year: the number, what there was at its end (or is today), None while nobody knows."""

    target: PlanTarget
    number: int | None
    counted: bool

    @property
    def missing(self) -> int | None:
        """Return how much is still missing; None while it is not known."""
        return None if self.number is None else max(0, self.target.number - self.number)


def plans(by: Actor) -> QuerySet[NetworkPlan]:
    """Return the plans of the actor's county, the latest first."""
    return NetworkPlan.objects.visible_to(by).select_related("county").order_by("-first_year", "-id")


def reached(plan: NetworkPlan, by: Actor) -> list[Reached]:
    """Return each target with what was reached: counted at the end of its year, today in the year that runs.

    A year that has not begun has no number. Four questions whatever the number of targets.
    """
    today = timezone.localdate()
    days = {year: min(date(year, 12, 31), today) for year in plan.years if date(year, 1, 1) <= today}
    numbers = _numbers(plan.county, days, by) if days else {}
    return [
        Reached(one, numbers.get((one.measure, one.year)), True) if one.measure else Reached(one, one.said, False)
        for one in plan.targets.all()
    ]


def _numbers(county: Division, days: dict[int, date], by: Actor) -> dict[tuple[str, int], int]:
    return {
        **_points(county, days), **_posts(county, days), **_workers(county, days, by),
    }  # fmt: skip


def _points(county: Division, days: dict[int, date]) -> dict[tuple[str, int], int]:
    asked: dict[str, Any] = {}
    for year, day in days.items():
        opened = (Q(opened_on=None) | Q(opened_on__lte=day)) & (Q(closed_on=None) | Q(closed_on__gt=day))
        room = opened & Q(kind=PointKind.ROOM)
        asked[f"stations_{year}"] = Count("pk", filter=opened & Q(kind=PointKind.STATION))
        asked[f"rooms_{year}"] = Count("pk", filter=room)
        asked[f"communities_{year}"] = Count("community", filter=room, distinct=True)
    return _told(ServicePoint.objects.filter(county=county).aggregate(**asked))


def _posts(county: Division, days: dict[int, date]) -> dict[tuple[str, int], int]:
    asked = {
        f"posts_{year}": Count(
            "pk", filter=Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))
        )
        for year, day in days.items()
    }  # fmt: skip
    return _told(PostFilling.objects.filter(post__point__county=county).aggregate(**asked))


def _workers(county: Division, days: dict[int, date], by: Actor) -> dict[tuple[str, int], int]:
    rows, asked = Worker.objects.visible_to(by).filter(county_id=county.pk), {}
    for year, day in days.items():
        there = Q(joined_at__date__lte=day) & (Q(left_at=None) | Q(left_at__date__gt=day))
        asked[f"workers_{year}"] = Count("pk", filter=there)
        asked[f"certified_{year}"] = Count("pk", filter=there & Q(certified(day)))
    return _told(rows.aggregate(**asked))


@dataclass(frozen=True)
class Standing:
    """The network of a county on one day: stations, rooms, communities that have one, posts, posts with somebody in."""

    stations: int
    rooms: int
    communities: int
    posts: int
    filled: int

    @property
    def vacant(self) -> int:
        """Return how many posts stand empty."""
        return self.posts - self.filled


def standing(county: Division, day: date) -> Standing:
    """Return the network of a county as it was on a day, in three questions."""
    points, filled = _points(county, {0: day}), _posts(county, {0: day})
    stood = Q(since__lte=day) & (Q(closed_on=None) | Q(closed_on__gt=day))
    there = StationPost.objects.filter(stood, point__county=county).count()
    return Standing(
        points[("stations", 0)], points[("rooms", 0)], points[("communities", 0)], there, filled[("posts", 0)]
    )


def _told(row: dict[str, int]) -> dict[tuple[str, int], int]:
    found = {}
    for name, number in row.items():
        measure, _sign, year = name.rpartition("_")
        found[(measure, int(year))] = number
    return found
