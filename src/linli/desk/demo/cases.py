"""Which cases there are: forty-eight of the period that add up to its totals, some that never became one, then more.

From 2022-05-01 to 2024-01-31 they come to 48 cases, 65 follow-ups (calls, and looks after the end), 550 hours.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from linli.desk.demo.case_stories import FACE_TO_FACE, PLANNED, SILENT, CaseStory, Meeting, Outline
from linli.desk.demo.cast import Cast
from linli.desk.demo.history import PERIOD, days
from linli.desk.demo.sums import dice_of, spread
from linli.kernel.period import shift
from linli.people.limits import months_on
from linli.practice.models import Form

CASES, SESSIONS, FOLLOW_UPS, CASE_MINUTES = 48, 330, 65, 550 * 60
LENGTH = 123  # days from the first contact to the end
REST = (45, 75)  # the days of a case that rests
LOOKS = (1, 3, 6)  # months after the end
ENDS = ("silent", "whole", "silent", "unplanned", "silent", "rests", "silent", "waiting")  # of those supervised
ALIKE = 8  # cases of one kind after the period
SUPERVISED = 6  # the workrooms of the first town, whose cases have a supervisor


def cases(cast: Cast, until: date) -> Iterator[CaseStory]:
    """Return the stories in the order they begin."""
    yield from _of_the_period(cast)
    yield from _alike(cast)
    first, number = shift(PERIOD.end.replace(day=1), 1), 0
    while first <= until:
        yield _of_a_month(cast, first, number, supervised=False)
        if number % 2 == 0:
            yield _of_a_month(cast, first, number, supervised=True)
        first, number = shift(first, 1), number + 1


def _of_the_period(cast: Cast) -> Iterator[CaseStory]:
    dice = dice_of("个案")
    met = spread(SESSIONS, CASES, 3, 12, 1, dice)
    after = spread(FOLLOW_UPS, CASES, 0, 3, 1, dice)
    minutes = iter(spread(CASE_MINUTES, SESSIONS + FOLLOW_UPS, 30, 120, 5, dice))
    for number in range(CASES):
        opened = PERIOD.start + timedelta(days=number * 11)
        closed = min(opened + timedelta(days=LENGTH), PERIOD.end)
        last = PERIOD.end - timedelta(days=3)
        looks = [month for month in LOOKS[: after[number]] if months_on(closed, month) <= last]
        end = "rests" if number % 8 == 3 else "whole"
        calls = after[number] - len(looks)
        told = Outline(
            f"case-{number}", opened, number % 60, cast.county.rooms[number % len(cast.county.rooms)],
            cast.troubles[number % len(cast.troubles)], end,
            _meetings(opened, closed - timedelta(days=4), met[number], calls, dice, minutes, rests=end == "rests"),
            [(month, next(minutes)) for month in looks], closed,
        )  # fmt: skip
        yield CaseStory(cast, told, dice_of(told.name))
        if number % 6 == 1:
            yield _asked_only(cast, number, opened)


def _alike(cast: Cast) -> Iterator[CaseStory]:
    """Return some cases of one kind in the first town, closed: enough for others to learn from what helped."""
    first = shift(PERIOD.end.replace(day=1), 1)
    for number in range(ALIKE):
        yield _one_alike(cast, number, first + timedelta(days=4 + 14 * number))


def _one_alike(cast: Cast, number: int, opened: date) -> CaseStory:
    name, closed = f"alike-{number}", opened + timedelta(days=LENGTH)
    dice = dice_of(name)
    minutes = iter(lambda: dice.choice((30, 45, 60)), 0)
    told = Outline(
        name, opened, 59 - number, cast.county.rooms[number % SUPERVISED], cast.troubles[0], "whole",
        _meetings(opened, closed - timedelta(days=4), 4, 1, dice, minutes, rests=False), [(LOOKS[0], 20)], closed,
        ages=(60, 69), again=number == 0,
    )  # fmt: skip
    return CaseStory(cast, told, dice)


def _asked_only(cast: Cast, number: int, opened: date) -> CaseStory:
    """Return somebody who came at the same time and of whom no case was made."""
    name = f"asked-{number}"
    point = cast.county.rooms[(number * 7) % len(cast.county.rooms)]
    end = "refused" if number % 4 == 3 else "consulted"
    told = Outline(name, opened, (number + 30) % 60, point, cast.troubles[number % 3], end)
    return CaseStory(cast, told, dice_of(name))


def _meetings(
    opened: date, last: date, met: int, calls: int, dice: Random, minutes: Iterator[int], *, rests: bool
) -> list[Meeting]:
    first = opened + timedelta(days=2)
    if rests:
        before = (met + calls + 1) // 2
        found = days(first, opened + timedelta(days=REST[0] - 1), before, dice)
        found += days(opened + timedelta(days=REST[1] + 1), last, met + calls - before, dice)
    else:
        found = days(first, last, met + calls, dice)
    phones = set(dice.sample(range(len(found)), calls))
    forms = [Form.PHONE if number in phones else dice.choice(FACE_TO_FACE) for number in range(len(found))]
    return [Meeting(day, form, next(minutes)) for day, form in zip(found, forms, strict=True)]


def _of_a_month(cast: Cast, month: date, number: int, *, supervised: bool) -> CaseStory:
    """Return one case that began in a month after the period; a second, now and then, lies where it is supervised."""
    name = f"case-{month:%Y%m}-{int(supervised)}"
    dice = dice_of(name)
    opened = month + timedelta(days=dice.randrange(5) if not supervised else dice.randrange(28))
    rooms = cast.county.rooms[:SUPERVISED] if supervised else cast.mountains if number % 2 else cast.county.rooms
    end = ENDS[number // 2 % len(ENDS)] if supervised else "whole"
    closed = opened + timedelta(days=LENGTH if end in ("whole", "rests") else SILENT)
    last, met = opened + timedelta(days=LENGTH - 4), dice.randint(4, 10)
    if end == "silent":
        last, met = opened + timedelta(days=40), 4
    elif end in ("waiting", "unplanned"):
        last, met = opened + timedelta(days=PLANNED), 1
    told = Outline(
        name, opened, number % 30 + 30 * supervised, dice.choice(rooms), dice.choice(cast.troubles), end,
        _meetings(
            opened, last, met, 1 if met > 3 else 0, dice, iter(lambda: dice.choice((30, 45, 60, 60, 90)), 0),
            rests=end == "rests",
        ),
        [(month, 20) for month in LOOKS[:2]] if end in ("whole", "rests") else (), closed,
    )  # fmt: skip
    return CaseStory(cast, told, dice)
