"""A region draws its own lines: from when a case is quiet, a fall is told of, a number is small."""

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from linli.accounts.models import Role
from linli.insights import actions, gaps, thresholds
from linli.insights.thresholds import Thresholds
from linli.kernel import packs
from linli.kernel.period import Period
from linli.places.models import Division
from linli.records import actions as records
from linli.records import definitions
from linli.records.counting import Cell
from linli.records.models import Kind
from tests.conftest import Standing, see
from tests.factories import places
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]
QUARTER = Period(date(2024, 4, 1), date(2024, 6, 30))
LINES = """
version = 1
source = "a test's own reading"
valid_from = 2024-01-01
[quiet_case]
days = {days}
[fall]
percent = {percent}
from = {least}
[small_numbers]
largest = {largest}
"""
OWN = {"days": 60, "percent": 50, "least": 2, "largest": 9}


@pytest.fixture
def draw(tmp_path: Path, settings: Any) -> Iterator[Callable[..., None]]:
    """Return a pen: ``draw("990799", days=60)`` gives a region its own lines, the others ours."""
    shutil.copytree(settings.PACKS, tmp_path, dirs_exist_ok=True)

    def write(region: str, **lines: object) -> None:
        (tmp_path / region).mkdir(exist_ok=True)
        (tmp_path / region / "reports.toml").write_text(LINES.format(**(OWN | lines)))

    settings.PACKS = tmp_path
    packs.load.cache_clear()
    yield write
    packs.load.cache_clear()


@pytest.mark.parametrize("lines", [{"days": 0}, {"percent": 101}, {"least": "true"}, {"largest": "5.0"}])
def test_a_line_that_makes_no_sense_is_refused(draw: Callable[..., None], lines: dict[str, object]) -> None:
    draw("990799", **lines)
    with pytest.raises(packs.PackError, match="reports: .* must be a whole number from 1 to"):
        thresholds.of_region("990799")


def test_our_own_lines_and_those_of_another_region(draw: Callable[..., None]) -> None:
    draw("990799")
    assert thresholds.of_region("990722") == Thresholds(quiet_days=30, fall_percent=20, fall_from=10, small=5)
    assert thresholds.of_region("990799") == Thresholds(quiet_days=60, fall_percent=50, fall_from=2, small=9)


def test_a_town_has_the_lines_of_its_county_and_what_is_above_the_national(
    county: County, draw: Callable[..., None]
) -> None:
    draw("990722")
    assert thresholds.of(county.towns[0]) == thresholds.of(county.division) == Thresholds(60, 50, 2, 9)
    above = Division(code="990000", level="province")
    assert thresholds.of(above) == thresholds.of_region("national")


@pytest.mark.parametrize(
    ("before", "now", "told"), [(10, 8, True), (10, 9, False), (9, 0, False), (101, 81, False), (101, 80, True)]
)
def test_a_fall_is_told_from_the_line_on(before: int, now: int, told: bool) -> None:
    lines = Thresholds(quiet_days=30, fall_percent=20, fall_from=10, small=5)
    visits, hours = (definitions.of_region("national").find(code) for code in ("visit_count", "visit_hours"))
    assert visits
    assert hours
    assert gaps.fell(Cell(visits, before, 1), Cell(visits, now, 1), lines) is told
    assert gaps.fell(Cell(hours, before * 60, 1), Cell(hours, now * 60, 1), lines) is told


def drafted(made: County, post: Post) -> list[str]:
    """Return what the draft of a town says whose case was last met 40 days before the quarter ends; 4 fell to 3."""
    lead, place = post(Role.STATION_LEAD, made.towns[0]), made.communities[0]
    case = records.undertake(
        "case", "示范个案", place, by=lead.actor, source="t", source_id=place.code, opened_on=date(2024, 1, 1)
    )
    for day in [date(2024, 2, 1)] * 4 + [date(2024, 5, 21)] * 3:
        record(lead.actor, place, kind=Kind.FOLLOW_UP, undertaking=case, happened_on=day)
    return actions.generate(made.towns[0], QUARTER, by=lead.actor).remark.split("\n")


def test_the_draft_of_another_region_speaks_by_its_own_lines(
    county: County, post: Post, draw: Callable[..., None]
) -> None:
    draw("990799", percent=25)
    assert drafted(county, post) == ["1 个个案超过 30 天没有会谈，下一步先把会谈约上。"]
    other = places.county("990799", "另一县")
    see(other.division)
    assert drafted(other, post) == [
        "跟进比上期少：4 → 3 次，原因和打算：",
        "个案时长比上期少：2 → 1.5 小时，原因和打算：",
    ]
