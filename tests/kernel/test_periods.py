"""Calendar periods are exact at their edges."""

from datetime import date

import pytest

from linli.kernel.period import Period, last_quarter, months_on, quarter, span


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        ((2026, 7, 1), (2026, 9, 30), "quarter"),
        ((2026, 7, 1), (2026, 7, 31), "month"),
        ((2026, 7, 1), (2026, 12, 31), "half"),
        ((2026, 1, 1), (2026, 12, 31), "year"),
        ((2026, 2, 1), (2026, 4, 30), "free"),
        ((2022, 5, 1), (2024, 1, 31), "free"),
        ((2026, 7, 2), (2026, 9, 30), "free"),
        ((2026, 10, 1), (2027, 12, 31), "free"),
        ((1, 1, 1), (1, 3, 31), "quarter"),
        ((9999, 1, 1), (9999, 12, 31), "year"),
        ((9999, 12, 31), (9999, 12, 31), "free"),
    ],
)
def test_a_range_knows_what_it_is(start: tuple[int, int, int], end: tuple[int, int, int], kind: str) -> None:
    assert Period(date(*start), date(*end)).kind == kind


def test_the_last_quarter_of_january_lies_in_the_year_before() -> None:
    assert last_quarter(date(2026, 1, 1)) == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert last_quarter(date(2026, 12, 31)) == Period(date(2026, 7, 1), date(2026, 9, 30))


def test_comparison_periods() -> None:
    third = quarter(date(2025, 8, 15))
    assert third.earlier() == Period(date(2025, 4, 1), date(2025, 6, 30))
    assert third.last_year() == Period(date(2024, 7, 1), date(2024, 9, 30))
    assert span(date(2024, 2, 1), 1).last_year() == Period(date(2023, 2, 1), date(2023, 2, 28))
    assert span(date(2025, 2, 1), 1).last_year() == Period(date(2024, 2, 1), date(2024, 2, 29))
    assert Period(date(2026, 3, 1), date(2026, 3, 10)).earlier() == Period(date(2026, 2, 19), date(2026, 2, 28))


def test_months_of_the_source_period() -> None:
    whole = Period(date(2022, 5, 1), date(2024, 1, 31))
    assert whole.is_whole_months
    assert len(whole.months()) == 21
    assert not Period(date(2022, 5, 2), date(2024, 1, 31)).is_whole_months


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before"):
        Period(date(2026, 2, 1), date(2026, 1, 1))


def test_the_months_of_the_first_and_the_last_year_there_are() -> None:
    last = Period(date(9999, 11, 15), date.max)
    assert last.months() == [date(9999, 11, 1), date(9999, 12, 1)]
    assert not last.is_whole_months
    assert Period(date(9999, 12, 1), date.max).is_whole_months
    assert Period(date.min, date(1, 2, 3)).months() == [date(1, 1, 1), date(1, 2, 1)]


def test_a_day_some_months_on_is_the_same_day_or_the_last_there_is() -> None:
    assert months_on(date(2026, 11, 22), 12) == date(2027, 11, 22)
    assert months_on(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_on(date(2026, 10, 31), 4) == date(2027, 2, 28)
