"""Parts of a known whole: they add up to exactly that, and none is out of the ordinary."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.desk.demo.sums import crowds, dice_of, spread


@given(st.integers(1, 60), st.integers(0, 40), st.integers(1, 5), st.integers(0, 1000))
def test_parts_add_up_to_the_whole(parts: int, extra: int, step: int, seed: int) -> None:
    low, high = 5 * step, 20 * step
    total = min(parts * low + extra * step, parts * high)
    shares = spread(total, parts, low, high, step, dice_of(str(seed)))
    assert sum(shares) == total
    assert all(low <= share <= high and share % step == 0 for share in shares)


def test_a_whole_that_cannot_be_told_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be told"):
        spread(1_000, 3, 5, 20, 5, dice_of("x"))


@given(st.lists(st.sampled_from([60, 90, 120, 150, 180]), min_size=10, max_size=80), st.integers(0, 1000))
def test_minutes_times_servers_add_up(lengths: list[int], seed: int) -> None:
    acts = [*lengths, 30, 30]
    total = sum(acts) * 17
    servers = crowds(total, acts, dice_of(str(seed)))
    assert sum(minutes * count for minutes, count in zip(acts, servers, strict=True)) == total
    assert min(servers) >= 1
