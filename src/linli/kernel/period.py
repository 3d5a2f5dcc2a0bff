"""Calendar periods: whole months, quarters, half-years, years; and free ranges of days."""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

LENGTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}  # standard periods, in months


@dataclass(frozen=True, order=True)
class Period:
    """From ``start`` to ``end``, both days included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("a period ends before it starts")

    @property
    def kind(self) -> str:
        """``month``, ``quarter``, ``half``, ``year``, or ``free`` for any other range."""
        for name, length in LENGTHS.items():
            if (self.start.month - 1) % length == 0 and self.start.day == 1 and self._ends_with(length):
                return name
        return "free"

    @property
    def is_whole_months(self) -> bool:
        """True when the range starts on a first and ends on a last day of a month."""
        return self.start.day == 1 and _is_last(self.end)

    def _ends_with(self, length: int) -> bool:
        """True when the range ends with the last day of as many months as ``length``, all of one year."""
        last = (self.start.year, self.start.month + length - 1)
        return last == (self.end.year, self.end.month) and _is_last(self.end)

    def months(self) -> list[date]:
        """Return the first days of the months touched."""
        first = self.start.replace(day=1)
        count = (self.end.year - first.year) * 12 + self.end.month - first.month + 1
        return [shift(first, number) for number in range(count)]

    def earlier(self) -> "Period":
        """Return the period just before, of the same kind (for a free range: of the same number of days)."""
        if self.kind in LENGTHS:
            return span(shift(self.start, -LENGTHS[self.kind]), LENGTHS[self.kind])
        return Period(self.start - (self.end - self.start) - timedelta(days=1), self.start - timedelta(days=1))

    def last_year(self) -> "Period":
        """Return the same range one year before (29 February becomes the 28th)."""
        return Period(_year_before(self.start), _year_before(self.end))


def shift(first: date, months: int) -> date:
    """Move the first day of a month by a number of months."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def months_on(day: date, count: int) -> date:
    """Return the same day ``count`` months later, or the last of that month where it has no such day."""
    first = shift(day.replace(day=1), count)
    return first.replace(day=min(day.day, calendar.monthrange(first.year, first.month)[1]))


def span(start: date, months: int) -> Period:
    """Return the period of ``months`` whole months from the first day ``start``."""
    first = start.replace(day=1)
    return Period(first, shift(first, months) - timedelta(days=1))


def containing(kind: str, day: date) -> Period:
    """Return the standard period (a key of ``LENGTHS``) that holds ``day``."""
    length = LENGTHS[kind]
    return span(date(day.year, (day.month - 1) // length * length + 1, 1), length)


def quarter(day: date) -> Period:
    """Return the quarter that holds ``day``."""
    return containing("quarter", day)


def last_quarter(today: date) -> Period:
    """Return the quarter before the one that holds ``today`` (上季度)."""
    return quarter(today).earlier()


def _is_last(day: date) -> bool:
    return day.day == calendar.monthrange(day.year, day.month)[1]


def _year_before(day: date) -> date:
    last = calendar.monthrange(day.year - 1, day.month)[1]
    month_end = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, last if month_end else min(day.day, last))


def working_days_on(day: date, count: int) -> date:
    """Return the day ``count`` working days of the week after another.

    Saturdays and Sundays do not count; statutory holidays are not known here, so the day may be early, never late.
    """
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
