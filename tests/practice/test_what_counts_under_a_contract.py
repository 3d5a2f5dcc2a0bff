"""Under a contract a piece of work counts from its minimums on; what falls short says by how much."""

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.practice.counting import Contract, Done, Minimum, What, judge
from linli.practice.models import Group
from linli.practice.packs import contracts
from linli.records import actions as records
from tests.conftest import Standing
from tests.factories import activities, groups, people, practice
from tests.factories.places import County

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


@pytest.fixture
def contract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linli.practice.views.counted.contracts", lambda *_region: (CHANGSHA,))


def three_sessions(county: County, by: Actor, name: str = "三节的小组") -> Group:
    members = [people.person(county.communities[0], f"高{n}") for n in range(8)]
    made = groups.begun(county.communities[0], by, *members, sessions=7, name=name)
    came = list(made.groupmembers.values_list("pk", flat=True))
    for session in made.groupsessions.order_by("number")[:3]:
        groups.hold(session, by, *came)
    return made


def test_without_a_contract_the_page_says_that_none_is_there(
    county: County, post: Post, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.practice.views.counted.contracts", lambda *_region: ())
    page = sign_in(post(Role.STATION_LEAD, county.towns[0])).get("/w/uncounted/").content.decode()
    assert "还没有合同" in page


def test_the_contract_is_that_of_the_county_where_the_post_lies(county: County, post: Post, sign_in: SignIn) -> None:
    page = sign_in(post(Role.STATION_LEAD, county.towns[0])).get("/w/uncounted/").content.decode()
    assert (county.division.code, CHANGSHA.name in page) == ("990722", True)


def test_a_social_worker_has_no_such_page(county: County, post: Post, sign_in: SignIn) -> None:
    assert sign_in(post(Role.SOCIAL_WORKER, county.towns[0])).get("/w/uncounted/").status_code == 404


def test_a_group_of_three_sessions_does_not_count_until_it_has_six(
    county: County, post: Post, sign_in: SignIn, contract: None
) -> None:
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    made = three_sessions(county, worker.actor)
    client = sign_in(post(Role.STATION_LEAD, county.towns[0]))
    page = client.get("/w/uncounted/").content.decode()
    assert ("三节的小组" in page, "还差3节、18人次。" in page) == (True, True)
    came = list(made.groupmembers.values_list("pk", flat=True))
    for session in made.groupsessions.order_by("number")[3:6]:
        groups.hold(session, worker.actor, *came)
    assert "三节的小组" not in client.get("/w/uncounted/").content.decode()


def test_an_event_counts_by_its_corrected_heads(county: County, post: Post, sign_in: SignIn, contract: None) -> None:
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    small = activities.hold(activities.activity(county.communities[0], worker.actor), worker.actor)
    client = sign_in(post(Role.STATION_LEAD, county.towns[0]))
    assert "重阳敬老" not in client.get("/w/uncounted/?what=small").content.decode()
    assert small.record is not None
    once = records.correct(small.record, by=worker.actor, reason="数错了", head_count=27)
    records.correct(once, by=worker.actor, reason="又数了", head_count=20)
    assert "还差5人。" in client.get("/w/uncounted/?what=small").content.decode()
    assert "重阳敬老" not in client.get("/w/uncounted/?what=large").content.decode()


def test_a_case_shows_to_whoever_may_open_it(county: County, post: Post, sign_in: SignIn, contract: None) -> None:
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    made = practice.case(people.person(county.communities[0], "高某"), worker.actor, accepted=True)
    told = [
        sign_in(post(role, county.towns[0])).get("/w/uncounted/?what=case").content.decode()
        for role in (Role.STATION_LEAD, Role.SUPERVISOR)
    ]
    assert [made.number in page for page in told] == [True, False]
    assert "还差6次跟进。" in told[0]


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_the_same_however_long_it_is(
    many: int, county: County, post: Post, sign_in: SignIn, contract: None,
    django_assert_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    for number in range(many):
        person = people.person(county.communities[0], f"高{number}")
        groups.begun(county.communities[0], worker.actor, person, name=f"小组{number}")
    client = sign_in(post(Role.STATION_LEAD, county.towns[0]))
    client.get("/w/uncounted/")
    with django_assert_num_queries(8):
        assert client.get("/w/uncounted/").content.decode().count("还差6节、42人次。") == many
