"""What the documentation draws of a road is what the code keeps."""

from django.conf import settings

from linli.desk.roads import drawn, roads, steps


def test_the_drawing_is_the_table() -> None:
    assert (settings.ROOT / "docs" / "roads.md").read_text() == drawn()


def test_every_road_is_found() -> None:
    assert {"papers.MOVES", "insights.MOVES", "practice.MOVES"} <= {name for name, _table in roads()}


def test_both_shapes_of_a_table_are_read() -> None:
    by_state = {"sent": frozenset({"read", "lost"}), "read": frozenset()}
    by_verb = {"open": (frozenset({"sent"}), "read")}
    assert steps(by_state) == [("sent", "", "lost"), ("sent", "", "read")]
    assert steps(by_verb) == [("sent", "open", "read")]
