"""The everyday of every month: visits, calls, the desk. Cases, groups and projects are worked, not loaded."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from linli.desk.demo.history import PERIOD, Chronicle, days, pick
from linli.desk.demo.sums import dice_of
from linli.kernel.actor import Channel
from linli.kernel.period import Period, shift, span
from linli.records.loading import Told
from linli.records.models import Kind

VISITS, CALLS, DESKS = 34, 12, 10
ROUNDS = 3  # months up to today in which whoever lives alone or as an old couple is called on
MET = 0.9  # of a month's rounds
UNTOLD = 3  # visits whose minutes nobody wrote down, in the middle month of each later quarter


def everyday(told: Chronicle, today: date) -> Iterator[Told]:
    """Return the acts of every month from the period's start to today; each month is made from its own name."""
    first, rounds = PERIOD.start, shift(span(today, 1).start, 1 - ROUNDS)
    while first <= today:
        month = span(first, 1)
        dice = dice_of(f"{first:%Y-%m}")
        acts = [*_visits(told, month, dice), *_calls(told, month, dice), *_desk(told, month, dice)]
        if first >= rounds:
            acts += _rounds(told, month, dice_of(f"{first:%Y-%m} 走访"))
        yield from (act for act in acts if act.entry.happened_on <= today)
        first = shift(first, 1)


def has_gaps(month: Period) -> bool:
    """Tell whether a month has something left out: the middle one of each quarter after the source's period."""
    return month.start > PERIOD.end and month.start.month % 3 == 2


def _visits(told: Chronicle, month: Period, dice: Random) -> Iterator[Told]:
    for number, day in enumerate(days(month.start, month.end, VISITS, dice)):
        point = dice.choice(told.county.rooms)
        place = told.county.place_of(point)
        household, met = pick(told.residents.homes[place.pk], dice)
        grid = next((one for one in told.county.grids[place.pk] if one.pk == household.grid_id), None)
        minutes = dice.choice((15, 20, 30, 30, 45, 60))
        post = told.staff.grids[grid.pk] if grid and dice.random() < 0.6 else told.staff.rooms[place.pk]
        yield told.act(
            f"visit-{month.start:%Y%m}-{number}", Kind.HOME_VISIT, day, point, dice, texts="visits", post=post,
            channel=Channel.DOOR, place=grid or place, household=household, persons=met,
            minutes=None if has_gaps(month) and number < UNTOLD else minutes,
            programme=told.county.purpose(place, day),
        )  # fmt: skip


def _rounds(told: Chronicle, month: Period, dice: Random) -> Iterator[Told]:
    """Call on each home of old people alone once in a month; some days late, a few not at all."""
    for point in told.county.rooms:
        place = told.county.place_of(point)
        grids = {one.pk: one for one in told.county.grids[place.pk]}
        for number, (household, people) in enumerate(told.residents.homes[place.pk]):
            day = month.start + timedelta(days=dice.randrange((month.end - month.start).days + 1))
            if not all(one.preferred_name for one in people) or dice.random() > MET:
                continue
            calls, grid = dice.random() < 0.2, grids.get(household.grid_id or 0)
            yield told.act(
                f"round-{month.start:%Y%m}-{place.code}-{number}", Kind.PHONE_VISIT if calls else Kind.HOME_VISIT, day,
                point, dice, texts="calls" if calls else "visits", channel=Channel.PHONE if calls else Channel.DOOR,
                post=told.staff.grids[grid.pk] if grid else told.staff.rooms[place.pk], place=grid or place,
                household=household, persons=people, minutes=dice.choice((10, 15, 20, 30)),
                programme=told.county.purpose(place, day),
            )  # fmt: skip


def _calls(told: Chronicle, month: Period, dice: Random) -> Iterator[Told]:
    for number, day in enumerate(days(month.start, month.end, CALLS, dice)):
        point = dice.choice(told.county.rooms)
        household, met = pick(told.residents.homes[told.county.place_of(point).pk], dice)
        yield told.act(
            f"call-{month.start:%Y%m}-{number}", Kind.PHONE_VISIT, day, point, dice, texts="calls", persons=met[:1],
            channel=Channel.PHONE, household=household, minutes=dice.choice((5, 10, 10, 15)),
        )  # fmt: skip


def _desk(told: Chronicle, month: Period, dice: Random) -> Iterator[Told]:
    for number, day in enumerate(days(month.start, month.end, DESKS, dice)):
        point = dice.choice(told.county.rooms)
        place = told.county.place_of(point)
        household, met = pick(told.residents.homes[place.pk], dice)
        yield told.act(
            f"desk-{month.start:%Y%m}-{number}", dice.choice((Kind.REQUEST, Kind.REQUEST, Kind.WISH)), day, point, dice,
            texts="desks", channel=Channel.DESK, household=household, persons=met[:1],
            minutes=dice.choice((10, 15, 20)), post=told.staff.rooms[place.pk],
        )  # fmt: skip
