"""Streets from an extract of OpenStreetMap: only by the command, what is walked alone, as often as one likes."""

from collections.abc import Collection
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from linli.audit.models import Event
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.matching.rounds import Point
from linli.places import actions, queries
from linli.places.models import StreetSegment

pytestmark = pytest.mark.django_db
NODES = {1: (33.100, 107.300), 2: (33.101, 107.300), 3: (33.101, 107.302), 4: (33.2, 107.5)}
Way = tuple[Collection[int], dict[str, str]]
LANE: Way = ((1, 2, 3), {"highway": "residential"})


def extract(folder: Path, *ways: Way, nodes: dict[int, tuple[float, float]] = NODES) -> Path:
    """Write an extract of OpenStreetMap: nodes and ways with their tags."""
    path = folder / "county.osm"
    places = "".join(f'<node id="{n}" lat="{at[0]}" lon="{at[1]}" version="1"/>' for n, at in nodes.items())
    lines = "".join(
        f'<way id="{number}" version="1">'
        + "".join(f'<nd ref="{n}"/>' for n in refs)
        + "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items())
        + "</way>"
        for number, (refs, tags) in enumerate(ways, start=1)
    )
    path.write_text(f'<?xml version="1.0"?><osm version="0.6">{places}{lines}</osm>', encoding="utf-8")
    return path


def load(*files: Path) -> str:
    out = StringIO()
    call_command("load_streets", *files, stdout=out)
    return out.getvalue()


def pieces() -> set[tuple[int, int]]:
    return set(StreetSegment.objects.values_list("first", "second"))


def test_only_the_command_loads_streets(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="只能用命令"):
        actions.load_streets([extract(tmp_path, LANE)], by=Actor(role="county_officer"))
    assert not pieces()


def test_a_file_that_is_no_extract_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    load(extract(tmp_path, LANE))
    for wrong in (b"<osm", b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18", b"name,age\n"):
        broken = tmp_path / "broken.osm.pbf"
        broken.write_bytes(wrong)
        with pytest.raises(CommandError, match="broken.osm.pbf 不是"):
            load(broken)
    with pytest.raises(CommandError, match="没有这个文件"):
        load(tmp_path / "nowhere.osm")
    assert pieces() == {(1, 2), (2, 3)}


def test_an_extract_without_a_way_to_walk_takes_nothing_away(tmp_path: Path) -> None:
    load(extract(tmp_path, LANE))
    with pytest.raises(CommandError, match="没有可以步行的道路"):
        load(extract(tmp_path, ((1, 2), {"highway": "motorway"})))
    assert pieces() == {(1, 2), (2, 3)}


@pytest.mark.parametrize(
    ("tags", "is_walked"),
    [
        ({"highway": "footway"}, True),
        ({"highway": "primary"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "motorway", "foot": "yes"}, True),
        ({"highway": "construction", "foot": "yes"}, False),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "private", "foot": "permissive"}, True),
        ({"highway": "residential", "foot": "no"}, False),
        ({"waterway": "river"}, False),
    ],
)
def test_what_is_walked(tmp_path: Path, tags: dict[str, str], is_walked: bool) -> None:  # noqa: FBT001
    load(extract(tmp_path, ((3, 4), {"highway": "path"}), ((1, 2), tags)))
    assert ((1, 2) in pieces()) is is_walked


def test_the_same_extract_again_changes_nothing_and_a_newer_one_counts(tmp_path: Path) -> None:
    assert "新增 2，改动 0，去掉 0" in load(extract(tmp_path, LANE))
    assert "没有变化" in load(extract(tmp_path, LANE))
    moved = {**NODES, 1: (33.0999, 107.3)}
    assert "新增 1，改动 1，去掉 1" in load(extract(tmp_path, ((1, 2, 4), {"highway": "track"}), nodes=moved))
    assert pieces() == {(1, 2), (2, 4)}
    assert Event.objects.filter(verb="streets.loaded").count() == 2


def test_two_ways_over_one_piece_and_a_node_cut_off_by_the_edge_do_no_harm(tmp_path: Path) -> None:
    load(extract(tmp_path, LANE, LANE, ((3, 99, 4), {"highway": "path"})))
    assert pieces() == {(1, 2), (2, 3), (3, 4)}


def test_streets_are_asked_for_around_the_doors_alone_and_remembered_until_the_next_load(
    tmp_path: Path, django_assert_num_queries: Any
) -> None:
    load(extract(tmp_path, LANE, ((3, 4), {"highway": "path"}), ((4, 1), {"highway": "path"})))
    here, first = [Point(33.1004, 107.3), Point(33.101, 107.301)], loaded()
    assert [(one.first, one.second) for one in queries.streets_around(here, first)] == [(1, 2), (2, 3), (3, 4)]
    with django_assert_num_queries(0):
        assert queries.streets_around(here, first)
    assert queries.streets_around([*here, Point(34, 108)], first) == ()
    assert queries.streets_around([], first) == ()
    load(extract(tmp_path, LANE))
    assert loaded() > first
    assert [(one.first, one.second) for one in queries.streets_around(here, loaded())] == [(1, 2), (2, 3)]


def loaded() -> int:
    (found,) = StreetSegment.objects.values_list(queries.streets_loaded())[:1]
    return int(found[0])
