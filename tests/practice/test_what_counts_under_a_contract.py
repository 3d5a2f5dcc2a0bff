"""Under a contract a piece of work counts from its minimums on; what falls short says by how much."""

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from linli.practice.counting import Contract, Done, Minimum, What, judge
from linli.practice.packs import contracts
from tests.conftest import Standing

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
(CHANGSHA,) = contracts("990722")


def test_no_county_is_given_anothers_contract() -> None:
    assert contracts("150000") == ()
    assert contracts("national") == ()


def test_the_fixture_holds_what_the_tender_said() -> None:
    assert CHANGSHA.minimums == {
        What.CASE: Minimum(6, 0), What.GROUP: Minimum(6, 42), What.LARGE: Minimum(0, 200), What.SMALL: Minimum(0, 25),
    }  # fmt: skip


@pytest.mark.parametrize(
    "what,acts,heads,sentence",
    [
        ("group", 3, 24, "还差3节、18人次。"),
        ("group", 4, 31, "还差2节、11人次。"),
        ("group", 6, 41, "还差1人次。"),
        ("group", 5, 60, "还差1节。"),
        ("case", 5, 5, "还差1次跟进。"),
        ("case", 0, 0, "还差6次跟进。"),
        ("large", 1, 180, "还差20人。"),
        ("small", 0, 0, "还差1场、25人。"),
    ],
)
def test_what_falls_short_says_by_how_much(what: str, acts: int, heads: int, sentence: str) -> None:
    verdict = judge(Done(What(what), acts, heads), CHANGSHA)
    assert (verdict.counts, verdict.sentence) == (False, sentence)


@pytest.mark.parametrize("what,acts,heads", [("group", 6, 42), ("case", 6, 0), ("large", 1, 200), ("small", 1, 25)])
def test_what_reaches_the_minimums_counts_and_has_nothing_to_say(what: str, acts: int, heads: int) -> None:
    verdict = judge(Done(What(what), acts, heads), CHANGSHA)
    assert (verdict.counts, verdict.sentence) == (True, "")


def test_where_the_contract_names_no_minimum_what_was_done_counts() -> None:
    free = Contract("free", "", "", {})
    assert [judge(Done(What.GROUP, acts, 1), free).counts for acts in (0, 1)] == [False, True]


acts_of_a_group = st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=12)


@given(acts_of_a_group, st.integers(0, 9), st.integers(0, 99))
def test_the_verdict_is_that_of_a_plain_recount(acts: list[tuple[int, bool]], least: int, wanted: int) -> None:
    standing = [heads for heads, taken_back in acts if not taken_back]
    contract = Contract("c", "", "", {What.GROUP: Minimum(least, wanted)})
    verdict = judge(Done(What.GROUP, len(standing), sum(standing)), contract)

    sessions = people_ = 0
    for heads, taken_back in acts:  # counted again by hand, one session after the other
        if taken_back:
            continue
        sessions += 1
        people_ += heads
    enough = sessions > 0 and not sessions < least and not people_ < wanted
    assert verdict.counts is enough
    missing = (least or 1) - sessions if sessions < (least or 1) else 0
    assert (verdict.acts_short, verdict.heads_short) == (missing, wanted - people_ if people_ < wanted else 0)
    assert (str(missing) in verdict.sentence) or not missing
