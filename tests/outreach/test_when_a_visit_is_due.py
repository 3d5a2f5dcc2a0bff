"""When somebody is visited next: three regions over a leap year and the lunar new year, as data packs say it."""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.desk.lunar import lunar
from linli.kernel.packs import PackError
from linli.outreach import intervals
from linli.outreach.due import Due, Facts, Form, Outcome, Trigger, Visit, birthday, due
from linli.outreach.intervals import Interval, Rules, goal_rules, of_region
from linli.outreach.plans import RECORDED

COUNTRY, INNER_MONGOLIA, WEIHAI = "national", "150000", "371000"
SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = date(2018, 1, 1)
OLD, YOUNGER = date(1935, 6, 1), date(1955, 6, 1)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI)


def asked(region: str, category: str, born: date | None, last: date | None, day: date) -> Due | None:
    visits = [Visit(last)] if last else []
    return due(Facts({category: LONG_AGO}, born), visits, (), of_region(region), noon(day))


# Region, category, born, last visit, next visit. 2024 is a leap year; the lunar new years fall on 2023-01-22,
# 2024-02-10, 2025-01-29 and 2028-01-26.
TABLE = [
    (COUNTRY, "elder_alone", OLD, date(2024, 1, 31), date(2024, 2, 29)),
    (COUNTRY, "elder_alone", OLD, date(2023, 1, 31), date(2023, 2, 28)),
    (COUNTRY, "empty_nest", OLD, date(2024, 2, 29), date(2024, 3, 29)),
    (COUNTRY, "elder_left_behind", YOUNGER, date(2023, 12, 31), date(2024, 1, 31)),
    (COUNTRY, "elder_disabled", YOUNGER, date(2024, 2, 10), date(2024, 3, 10)),
    (COUNTRY, "elder_severe_disability", None, date(2028, 1, 26), date(2028, 2, 26)),
    (COUNTRY, "elder_special_family", OLD, date(2100, 1, 31), date(2100, 2, 28)),
    (INNER_MONGOLIA, "elder_alone", OLD, date(2024, 2, 9), date(2024, 2, 16)),
    (INNER_MONGOLIA, "elder_alone", YOUNGER, date(2023, 11, 30), date(2024, 2, 29)),
    (INNER_MONGOLIA, "empty_nest", OLD, date(2024, 2, 22), date(2024, 2, 29)),
    (INNER_MONGOLIA, "elder_special_family", YOUNGER, date(2024, 1, 30), date(2024, 2, 29)),
    (INNER_MONGOLIA, "disability", YOUNGER, date(2024, 1, 10), date(2024, 2, 10)),
    (INNER_MONGOLIA, "orphan", date(2015, 1, 1), date(2024, 1, 29), date(2024, 2, 29)),
    (WEIHAI, "elder_alone", OLD, date(2024, 2, 9), date(2024, 2, 11)),
    (WEIHAI, "elder_alone", OLD, date(2024, 2, 28), date(2024, 3, 1)),
    (WEIHAI, "elder_alone", OLD, date(2023, 2, 28), date(2023, 3, 2)),
    (WEIHAI, "elder_alone", YOUNGER, date(2024, 1, 31), date(2024, 2, 29)),
    (WEIHAI, "empty_nest", OLD, date(2024, 1, 29), date(2024, 2, 29)),
]


@pytest.mark.parametrize(("region", "category", "born", "last", "on"), TABLE)
def test_the_next_day_of_each_region(region: str, category: str, born: date | None, last: date, on: date) -> None:
    found = asked(region, category, born, last, last)
    assert found is not None and (found.on, found.overdue_since) == (on, None)


@pytest.mark.parametrize(("year", "first"), [(2023, date(2023, 1, 22)), (2024, date(2024, 2, 10))])
def test_the_new_year_moves_no_visit_because_no_source_says_so(year: int, first: date) -> None:
    assert lunar(first) == "正月初一"
    eve = first - timedelta(days=1)
    assert lunar(eve).startswith("冬月") or lunar(eve).startswith("腊月")
    found = [asked(WEIHAI, "elder_alone", OLD, eve + timedelta(days=n), eve) for n in range(-8, 1)]
    assert [one.on for one in found if one] == [eve + timedelta(days=n + 2) for n in range(-8, 1)]


def test_a_region_that_says_so_moves_a_visit_to_the_day_after_its_holidays() -> None:
    plain = of_region(WEIHAI)
    days = frozenset(date(2024, 2, 10) + timedelta(days=n) for n in range(8))
    moved = Rules(plain.rules, plain.triggers, 3, 3, 1.3, 70, days)
    found = due(Facts({"elder_alone": LONG_AGO}, OLD), [Visit(date(2024, 2, 9))], (), moved, noon(date(2024, 2, 9)))
    assert found is not None and found.on == date(2024, 2, 18)


def test_who_carries_no_category_is_not_due() -> None:
    assert due(Facts({}, OLD), (), (), of_region(COUNTRY), noon(date(2024, 5, 6))) is None
    assert due(Facts({"homeless": LONG_AGO}, OLD), (), (), of_region(COUNTRY), noon(date(2024, 5, 6))) is None
    assert asked(INNER_MONGOLIA, "disability", date(1990, 1, 1), None, date(2024, 5, 6)) is None


def test_an_age_nobody_knows_keeps_nobody_out() -> None:
    found = asked(WEIHAI, "elder_alone", None, date(2024, 5, 1), date(2024, 5, 1))
    assert found is not None and found.on == date(2024, 5, 3)


def test_never_visited_counts_from_the_day_the_category_began() -> None:
    facts = Facts({"elder_alone": date(2024, 1, 31)}, YOUNGER)
    found = due(facts, (), (), of_region(COUNTRY), noon(date(2024, 5, 6)))
    assert found is not None and (found.on, found.overdue_since) == (date(2024, 2, 29), date(2024, 3, 1))


def test_a_visit_long_before_the_category_makes_nobody_overdue() -> None:
    facts = Facts({"elder_alone": date(2024, 5, 1)}, YOUNGER)
    found = due(facts, [Visit(date(2020, 1, 1))], (), of_region(COUNTRY), noon(date(2024, 5, 2)))
    assert found is not None and (found.on, found.overdue_since) == (date(2024, 6, 1), None)


def test_the_eightieth_birthday_tightens_the_interval_from_that_day_on() -> None:
    born, last = date(1944, 2, 29), date(2024, 2, 20)
    before = asked(WEIHAI, "elder_alone", born, last, date(2024, 2, 28))
    after = asked(WEIHAI, "elder_alone", born, last, date(2024, 2, 29))
    assert before is not None and before.on == date(2024, 3, 20)
    assert after is not None and (after.on, birthday(born, 80)) == (date(2024, 3, 2), date(2024, 2, 29))
    assert birthday(born, 81) == date(2025, 3, 1)


def test_the_strictest_of_several_rules_counts() -> None:
    facts = Facts({"elder_alone": LONG_AGO, "destitute": LONG_AGO}, OLD)
    found = due(facts, [Visit(date(2024, 5, 6))], (), of_region(INNER_MONGOLIA), noon(date(2024, 5, 6)))
    assert found is not None and found.rule is not None
    assert (found.on, found.rule.code) == (date(2024, 5, 13), "high")


@pytest.mark.parametrize(
    ("outcome", "form", "on"),
    [
        (Outcome.SEEN, Form.HOME, date(2024, 6, 6)),
        (Outcome.SPOKEN, Form.PHONE, date(2024, 6, 6)),
        (Outcome.REFUSED, Form.HOME, date(2024, 6, 6)),
        (Outcome.AWAY, Form.HOME, date(2024, 5, 9)),
    ],
)
def test_each_outcome_says_when_to_come_again(outcome: str, form: str, on: date) -> None:
    visits = [Visit(date(2024, 4, 3)), Visit(date(2024, 5, 6), form, outcome)]
    found = due(Facts({"elder_alone": LONG_AGO}, YOUNGER), visits, (), of_region(COUNTRY), noon(date(2024, 5, 6)))
    assert found is not None and found.on == on


def test_nobody_at_home_before_the_day_does_not_move_it() -> None:
    visits = [Visit(date(2024, 5, 1)), Visit(date(2024, 5, 6), Form.HOME, Outcome.AWAY)]
    found = due(Facts({"elder_alone": LONG_AGO}, YOUNGER), visits, (), of_region(COUNTRY), noon(date(2024, 5, 7)))
    assert found is not None and found.on == date(2024, 6, 1)


class TestTriggers:
    at = datetime(2024, 2, 28, 20, 30, tzinfo=SHANGHAI)
    facts = Facts({"elder_alone": LONG_AGO}, YOUNGER)
    trigger = Trigger("great_change", at)

    def found(self, now: datetime, *visits: Visit, region: str = INNER_MONGOLIA) -> Due | None:
        return due(self.facts, [Visit(date(2024, 2, 1)), *visits], [self.trigger], of_region(region), now)

    def test_a_great_change_asks_within_twenty_four_hours(self) -> None:
        asked = self.found(self.at)
        assert asked is not None and (asked.at, asked.overdue_since) == (self.at + timedelta(hours=24), None)
        assert (asked.on, asked.name) == (date(2024, 2, 29), "情况有重大变化")

    def test_after_twenty_four_hours_it_is_overdue(self) -> None:
        late = self.found(self.at + timedelta(hours=24, minutes=1))
        assert late is not None and late.overdue_since == date(2024, 2, 29)

    def test_a_visit_written_down_before_it_answers_nothing(self) -> None:
        earlier = self.found(self.at, Visit(date(2024, 2, 28), at=self.at - timedelta(hours=3)))
        assert earlier is not None and earlier.trigger is not None

    def test_a_visit_after_it_answers(self) -> None:
        answered = self.found(self.at + timedelta(hours=2), Visit(date(2024, 2, 28), at=self.at + timedelta(hours=1)))
        assert answered is not None and (answered.trigger, answered.on) == (None, date(2024, 5, 28))

    def test_an_empty_door_does_not_answer(self) -> None:
        away = self.found(self.at + timedelta(hours=2), Visit(date(2024, 2, 29), Form.HOME, Outcome.AWAY))
        assert away is not None and away.trigger is not None

    def test_a_region_without_such_a_rule_has_none(self) -> None:
        plain = self.found(self.at, region=COUNTRY)
        assert plain is not None and (plain.trigger, plain.on) == (None, date(2024, 3, 1))


DAYS = st.dates(date(2019, 1, 1), date(2034, 12, 31))
PEOPLE = st.tuples(
    st.sampled_from([COUNTRY, INNER_MONGOLIA, WEIHAI]),
    st.sampled_from(["elder_alone", "empty_nest", "elder_left_behind"]),
    st.one_of(st.none(), st.dates(date(1920, 1, 1), date(1960, 1, 1))),
)


@given(PEOPLE, DAYS)
def test_the_next_visit_lies_ahead_and_within_the_interval(who: tuple[str, str, date | None], last: date) -> None:
    found = asked(*who, last, last)
    assert found is not None and found.rule is not None
    assert last < found.on <= last + timedelta(days=92) and found.on == found.rule.every.after(last)


@given(PEOPLE, DAYS, st.integers(1, 40))
def test_a_later_visit_is_never_due_earlier(who: tuple[str, str, date | None], last: date, more: int) -> None:
    later = last + timedelta(days=more)
    one, other = asked(*who, last, later), asked(*who, later, later)
    assert one is not None and other is not None and one.on <= other.on


@given(PEOPLE, DAYS, st.sampled_from(["destitute", "disability", "elder_special_family"]))
def test_one_category_more_never_gives_more_time(who: tuple[str, str, date | None], last: date, more: str) -> None:
    region, category, born = who
    rules = of_region(region)
    one = due(Facts({category: LONG_AGO}, born), [Visit(last)], (), rules, noon(last))
    both = due(Facts({category: LONG_AGO, more: LONG_AGO}, born), [Visit(last)], (), rules, noon(last))
    assert one is not None and both is not None and both.on <= one.on


@given(DAYS, st.sampled_from([Interval(months=1), Interval(months=3)]))
def test_who_keeps_every_day_misses_no_month_or_quarter(start: date, every: Interval) -> None:
    day, met = start, []
    for _turn in range(40):
        met.append((day.year * 12 + day.month - 1) // every.months)
        day = every.after(day)
    assert met == list(range(met[0], met[0] + 40))


@given(st.sampled_from([COUNTRY, INNER_MONGOLIA, WEIHAI]), DAYS)
def test_every_interval_of_every_region_leads_forward(region: str, day: date) -> None:
    assert all(rule.every.after(day) > day for rule in of_region(region).rules)


def test_a_county_has_the_rules_of_its_city_of_its_province_or_of_the_country() -> None:
    assert of_region("371002") == of_region(WEIHAI) and of_region("150702") == of_region(INNER_MONGOLIA)
    assert of_region("610722") == of_region(COUNTRY)
    assert len(goal_rules()) == 6 and {rule.every for rule in goal_rules()} == {Interval(months=1)}


def test_every_pack_names_source_certainty_and_date() -> None:
    for region in (COUNTRY, INNER_MONGOLIA, WEIHAI, "990722"):
        pack = intervals.packs.load("visits", region)
        assert pack["source"] and pack["certainty"] and isinstance(pack["valid_from"], date)
    certain = {rule.code: rule.certainty for rule in of_region(WEIHAI).rules}
    assert (certain["alone_high_age"], certain["alone"]) == ("A", "B")


@pytest.mark.parametrize(("region", "counts"), [(COUNTRY, True), (INNER_MONGOLIA, True), (WEIHAI, False)])
def test_a_visit_by_video_counts_where_the_pack_names_it(region: str, counts: bool) -> None:
    day = date(2024, 5, 20)
    seen = [Visit(day - timedelta(days=1), Form.VIDEO, Outcome.SPOKEN)]
    found = due(Facts({"elder_alone": LONG_AGO}, OLD), seen, (), of_region(region), noon(day))
    assert found is not None and (found.on > day) is counts


def test_every_way_that_a_pack_names_is_told_by_a_kind_of_record() -> None:
    assert {form for _kind, (form, _outcome) in RECORDED.items()} == set(Form.values) == set(intervals.FORMS)


@pytest.mark.parametrize("every", ["{ fortnights = 1 }", "{ days = 0 }", "{ days = 2, weeks = 1 }", "{ days = true }"])
def test_an_interval_that_makes_no_sense_is_refused(every: str, tmp_path: Path, settings: object) -> None:
    refused(tmp_path, settings, f"forms = []\nevery = {every}", "every")


def test_a_way_that_no_record_tells_is_refused(tmp_path: Path, settings: object) -> None:
    refused(
        tmp_path, settings, 'forms = ["home", "hotline"]\nevery = { months = 1 }', "no kind of record tells hotline"
    )


def refused(tmp_path: Path, settings: object, rule: str, words: str) -> None:
    (tmp_path / "national").mkdir()
    (tmp_path / "national" / "visits.toml").write_text(
        'version = 1\nsource = "x"\nvalid_from = 2022-01-01\n[attempts]\naway_again_days = 3\n'
        "[walking]\nahead_days = 3\nfactor = 1.3\n"
        f'metres_per_minute = 70\n[[rules]]\ncode = "a"\nname = "甲"\ncategories = []\n{rule}\n'
    )
    settings.PACKS = tmp_path  # type: ignore[attr-defined]
    intervals.packs.load.cache_clear()
    try:
        with pytest.raises(PackError, match=words):
            of_region("000000")
    finally:
        intervals.packs.load.cache_clear()
