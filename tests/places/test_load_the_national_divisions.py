"""The country's divisions come in by file, as often as one likes, and a later year keeps what was."""

import csv
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from linli.accounts.sight import system_actor
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.places import actions, queries
from linli.places.models import Division, Level

SAMPLE = Path(__file__).parent / "sample"
FILES = sorted([*SAMPLE.glob("*.csv"), *SAMPLE.glob("*.xz")])
NATIONAL = Path(settings.REFERENCE_DATA) / "divisions"
pytestmark = pytest.mark.django_db


def load(*files: Path, **options: object) -> str:
    out = StringIO()
    call_command("load_divisions", *files, stdout=out, **options)
    return out.getvalue()


def villages(path: Path, *rows: tuple[str, str]) -> Path:
    """Write a file of communities of 七星岗街道."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["code", "name", "streetCode", "provinceCode", "cityCode", "areaCode"])
        for code, name in rows:
            table.writerow([code, name, "500103001", "50", "5001", "500103"])
    return path


def test_only_the_command_loads_the_list() -> None:
    with pytest.raises(Refused, match="只能用命令"):
        actions.load_divisions(FILES, year=2023, source="", since=date(2023, 1, 1), by=Actor(role="county_officer"))
    assert not Division.objects.exists()


def test_a_file_of_something_else_is_refused_with_its_name(tmp_path: Path) -> None:
    other = tmp_path / "people.csv"
    other.write_text("姓名，电话\n某人，1\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"people\.csv 不是区划文件"):
        load(other)


def test_a_code_nobody_can_read_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="第 3 行的代码看不懂：5001030010"):
        load(villages(tmp_path / "v.csv", ("500103001901", "好社区"), ("5001030010", "短社区")))
    assert not Division.objects.exists()


def test_every_row_knows_its_county_its_town_and_its_path() -> None:
    assert "新增 386" in load(*FILES)
    one = Division.objects.get(code="610722001001")
    assert (one.level, one.county.code, one.town.code, one.parent.code) == (5, "610722", "610722001", "610722001")  # type: ignore[union-attr]
    assert one.path == "cn.61.6107.610722.610722001.610722001001"
    assert (one.year, one.valid_to) == (2023, None)
    county = queries.by_code("610722")
    assert county is not None
    assert county.county_id == county.pk
    assert queries.below(county, Level.COMMUNITY).count() == 272
    assert queries.below(county, Level.TOWN).count() == 17
    assert queries.full_name(one).startswith("陕西省 汉中市 城固县")


def test_a_second_load_changes_nothing() -> None:
    load(*FILES)
    before = list(Division.objects.order_by("pk").values_list())
    assert "没有变化" in load(*FILES)
    assert list(Division.objects.order_by("pk").values_list()) == before


def test_a_later_year_keeps_what_was_beside_what_is(tmp_path: Path) -> None:
    load(*FILES)
    old = {row.code: row for row in Division.objects.filter(town__code="500103001", level=5)}
    names = [(code, row.name) for code, row in sorted(old.items())]
    (renamed, former), (gone, _name), *kept = names
    file = villages(tmp_path / "v.csv", (renamed, "新名社区居委会"), *kept, ("500103001999", "新设社区居委会"))
    assert "新增 1,改动 1(原来的留作历史),停用 1" in load(file, year=2024)
    now = queries.by_code(renamed)
    assert now is not None
    assert (now.pk, now.name, now.year, now.valid_from) == (old[renamed].pk, "新名社区居委会", 2024, date(2024, 1, 1))
    was = Division.objects.get(code=renamed, valid_to__isnull=False)
    assert (was.name, was.year, was.valid_to) == (former, 2023, date(2023, 12, 31))
    assert queries.by_code(gone) is None
    assert Division.objects.get(code=gone).valid_to == date(2023, 12, 31)
    added = queries.by_code("500103001999")
    assert added is not None
    assert added.valid_from == date(2024, 1, 1)
    assert "没有变化" in load(file, year=2024)
    # The rest of the country was not in the file and stays as it was.
    assert Division.objects.filter(county__code="610722", level=5, valid_to=None, year=2023).count() == 272


@pytest.mark.slow
@pytest.mark.skipif(not NATIONAL.exists(), reason="the national files are not here (LINLI_DATA); the sample stands in")
def test_the_whole_country_loads_and_loads_again_with_no_change() -> None:
    first = load()
    assert "社区和村 620573 个" in first
    assert Division.objects.filter(level=Level.COMMUNITY).count() == 620_573
    assert "没有变化" in load()


def test_the_system_actor_is_the_one_of_commands() -> None:
    assert system_actor().role == "system"
