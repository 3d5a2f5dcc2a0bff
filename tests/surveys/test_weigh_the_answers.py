"""The weighted share and its interval, against figures worked out by hand; and no figure without what it stands on."""

from typing import Any

import pytest
from django.template import Context, Template

from linli.surveys import figures
from linli.surveys.figures import NotWhole, Reach, Result
from linli.surveys.weighing import Estimate, Layer, collapse, estimate, wilson

REACH = Reach(frame=1000, drawn=80, reached=60, answered=50)


def test_without_an_answer_there_is_no_figure() -> None:
    assert estimate([Layer("a", "60-69", 100, 0, 0)]) is None


@pytest.mark.parametrize(
    ("told", "reach"),
    [
        (None, REACH),
        (Estimate(0.5, 0.4, 0.6, 0), REACH),
        (Estimate(0.5, 0.4, 0.6, 50), Reach(1000, 80, 0, 0)),
        (Estimate(0.5, 0.4, 0.6, 50), Reach(1000, 80, 40, 50)),
        (Estimate(0.5, 0.6, 0.7, 50), REACH),
    ],
    ids=["no estimate", "nobody answered", "nobody reached", "more answered than reached", "outside its interval"],
)
def test_a_figure_without_its_answers_or_response_rate_is_not_made(told: Estimate | None, reach: Reach) -> None:
    with pytest.raises(NotWhole):
        Result(told, reach, 0.95)


@pytest.mark.parametrize("missing", ["n", "reached", "answered", "low", "frame"])
def test_a_stored_figure_with_a_part_taken_out_is_not_shown(missing: str) -> None:
    whole = Result(Estimate(0.5, 0.4, 0.6, 50), REACH, 0.95).told
    assert str(figures.of(whole)) == str(Result(Estimate(0.5, 0.4, 0.6, 50), REACH, 0.95))
    with pytest.raises(KeyError):
        figures.of({name: value for name, value in whole.items() if name != missing})


def test_the_share_alone_cannot_be_printed() -> None:
    told = Result(Estimate(0.74, 0.6, 0.8, 50), REACH, 0.95)
    whole = "74.0%（95% 置信区间 60.0%–80.0%；n=50，应答率 83.3%：联系上 60 人，答了 50 人，抽到 80 人）"
    assert (str(told), f"{told:.1f}") == (whole, whole)
    public = [name for name in dir(told) if not name.startswith("_")]
    assert public == ["cells", "told"]
    page = Template("{{ told.share }}{{ told.low }}|{{ told }}")
    assert page.render(Context({"told": told})) in (f"|{whole}", whole)


def test_two_strata_weigh_as_worked_out_by_hand() -> None:
    # N = 600, n = 30, 27 yes; N = 400, n = 20, 10 yes. p = 0.6 × 0.9 + 0.4 × 0.5 = 0.74.
    # Var = 0.36 × 0.95 × 0.09 / 29 + 0.16 × 0.95 × 0.25 / 19 = 0.00106138 + 0.00200000 = 0.00306138.
    # n* = 0.1924 / 0.00306138 = 62.8475; Wilson: middle (0.74 + 1.920729 / 62.8475) / 1.061124 = 0.726176,
    # half 1.959964 × √(0.1924 / 62.8475 + 3.841459 / (4 × 62.8475²)) / 1.061124 = 0.106179.
    told = estimate([Layer("a", "18-34", 600, 30, 27), Layer("b", "18-34", 400, 20, 10)])
    assert told is not None
    assert (told.share, told.n) == (pytest.approx(0.74, abs=1e-12), 50)
    assert (told.low, told.high) == (pytest.approx(0.619997, abs=2e-6), pytest.approx(0.832355, abs=2e-6))


def test_the_unweighted_share_would_have_been_another() -> None:
    assert pytest.approx(0.74) == (27 + 10) / 50  # the allocation was proportional
    told = estimate([Layer("a", "18-34", 900, 30, 27), Layer("b", "18-34", 100, 20, 10)])
    assert told is not None
    assert told.share == pytest.approx(0.9 * 0.9 + 0.1 * 0.5)


def test_when_everybody_agrees_the_interval_is_still_one() -> None:
    told = estimate([Layer("a", "", 50, 10, 10)])
    assert told is not None
    assert (told.share, told.high) == (1.0, 1.0)
    assert told.low == pytest.approx(10 / (10 + 1.959964**2), abs=1e-6)


def test_wilsons_interval_is_the_published_one() -> None:
    # 81 of 263: 0.2553–0.3662 (R. G. Newcombe, Statistics in Medicine 17, 1998, table I, method 3).
    assert wilson(81 / 263, 263, 0.95) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        ([("a", "1", 2), ("a", "2", 2)], [("a", "1", 2), ("a", "2", 2)]),
        ([("a", "1", 1), ("a", "2", 3), ("b", "1", 2)], [("a", "1+2", 4), ("b", "1", 2)]),
        ([("a", "1", 3), ("b", "1", 1)], [("b", "1+1", 4)]),
        ([("a", "1", 0)], [("a", "1", 0)]),
    ],
    ids=["enough", "inside a place", "across places", "nothing to join with"],
)
def test_strata_of_one_answer_join_their_neighbours(layers: Any, told: Any) -> None:
    found = collapse(Layer(group, key, 10, n, 0) for group, key, n in layers)
    assert [(one.group, one.key, one.n) for one in found] == told
