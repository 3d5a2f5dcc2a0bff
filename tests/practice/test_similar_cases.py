"""相似个案: what helped in closed cases like this one: of whom agreed, for the team, nobody to be known by it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.kernel import packs
from linli.kernel.policy import acting
from linli.people.models import Person
from linli.practice.models import CaseExtract, CaseFile
from linli.practice.queries.similar import LINES, asks, similar
from tests.conftest import Standing, see
from tests.factories import extracts, people, plans
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
CANARY = "金丝雀巷七号的许三多"


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a single extract be shown, so that the other rules are seen by themselves."""
    monkeypatch.setitem(packs.load("similar", "national"), "least", 1)


@pytest.fixture
def case(county: County, worker: Standing, lead: Standing) -> CaseFile:
    """A case that asks: lonely, low in mood, with the goal to go out more."""
    return extracts.worked(people.person(county.communities[0], "丁某"), worker.actor, lead.actor, agree=False)


def found(case: CaseFile, by: Standing, after: str = "") -> Any:
    return similar(case, asks(case), by=by.actor, after=after)


def test_a_colleague_outside_the_team_does_not_get_the_page(
    county: County, post: Post, case: CaseFile, sign_in: SignIn
) -> None:
    for role in (Role.SOCIAL_WORKER, Role.SUPERVISOR):
        assert sign_in(post(role, county.towns[0])).get(f"/w/cases/{case.pk}/similar/").status_code == 404


@pytest.mark.usefixtures("few")
def test_another_town_and_another_county_do_not_see_it(
    county: County, post: Post, case: CaseFile, worker: Standing
) -> None:
    extracts.left(county.communities[0], worker.actor, goals=["out_of_house"])
    assert len(found(case, worker)[0]) == 1
    other = post(Role.SOCIAL_WORKER, county.towns[1])
    with transaction.atomic():
        see(county.towns[1])
        assert not CaseExtract.objects.exists()
        assert found(case, other) == ([], "")


@pytest.mark.usefixtures("few")
def test_a_consent_that_no_longer_holds_is_asked_at_each_reading(
    county: County, case: CaseFile, worker: Standing
) -> None:
    row = extracts.left(county.communities[0], worker.actor)
    extracts.left(county.communities[0], by=None)
    assert len(found(case, worker)[0]) == 1
    with acting():
        Person.objects.filter(pk=row.client_id).update(restricted_at=case.opened_at)
    assert found(case, worker)[0] == []


@pytest.mark.usefixtures("few")
def test_her_own_earlier_case_and_that_of_her_home_are_not_shown(
    county: County, case: CaseFile, worker: Standing
) -> None:
    rows = [extracts.left(county.communities[0], worker.actor) for _one in range(3)]
    home = people.household(county.dwellings[0])
    with acting():
        CaseExtract.objects.filter(pk=rows[0].pk).delete()
        Person.objects.filter(pk__in=[rows[1].client_id, case.client_id]).update(household=home)
    case.client.refresh_from_db()
    assert len(found(case, worker)[0]) == 1


def test_who_could_be_known_by_it_is_not_shown(county: County, case: CaseFile, worker: Standing) -> None:
    """Four of an age and a need are too few; with the fifth all of them are shown; another need is no fifth."""
    for _one in range(4):
        extracts.left(county.communities[0], worker.actor)
    extracts.left(county.communities[0], worker.actor, needs=["mood"])
    assert found(case, worker)[0] == []
    extracts.left(county.communities[0], worker.actor)
    assert [len(one.needs) for one in found(case, worker)[0]] == [1] * 5


@pytest.mark.usefixtures("few")
def test_the_most_alike_stand_first(county: County, case: CaseFile, worker: Standing) -> None:
    """Goal, both needs and words; goal and a need; the needs; a word; and what shares nothing is not there."""
    here = county.communities[0]
    golden = {
        "all": {"needs": ["lonely", "mood"], "goals": ["out_of_house"], "own": ["每周和奶奶聊一次"]},
        "goal": {"needs": ["lonely"], "goals": ["out_of_house"]},
        "needs": {"needs": ["lonely", "mood"], "goals": ["work_found"]},
        "words": {"needs": ["income"], "goals": ["work_found"], "own": ["睡不着，不想出门"]},
        "nothing": {"needs": ["income"], "goals": ["work_found"]},
    }
    bands = {name: f"{i}" for i, name in enumerate(golden)}
    for name in reversed(golden):
        extracts.left(here, worker.actor, band=bands[name], **golden[name])  # type: ignore[arg-type]
    for _one in range(5):
        extracts.left(here, worker.actor, needs=["study"], goals=["child_learns"], band="x", risk="high", terms=["b:x"])
    rows = [one for one in found(case, worker)[0] if one.needs[0].name != "学习跟不上、不想上学"]
    order = {band: name for name, band in bands.items()}
    assert [order[one.band] for one in rows if order[one.band] != "nothing"] == ["all", "goal", "needs", "words"]
    assert rows[0].why == "2样需要相同，1个目标相同，4处用词相近"
    assert [said.shared for said in rows[2].goals] == [False]


@pytest.mark.usefixtures("few")
def test_the_page_says_why_and_nothing_of_whose_it_was(
    client_: Person, case: CaseFile, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    goal = plans.goal(text=f"每周和{CANARY}散步", need=CANARY, measure=CANARY)
    done = extracts.closed(extracts.worked(client_, worker.actor, lead.actor, goal), worker.actor, lead.actor)
    client = sign_in(worker)
    page = client.get(f"/w/cases/{case.pk}/similar/").content.decode()
    assert "2样需要相同，1个目标相同，2条做法相同" in page
    assert "多出门，有人来往" in page and "会谈5次以内" in page
    told = (CANARY, "高某", done.number, str(done.pk), str(client_.pk), str(CaseExtract.objects.get().pk))
    assert not [word for word in told if word in page]
    assert CANARY in client.get(f"/w/cases/{done.pk}/").content.decode()


@pytest.mark.usefixtures("few")
def test_the_look_is_at_this_case_and_names_nobody_else(
    county: County, case: CaseFile, worker: Standing, sign_in: SignIn
) -> None:
    extracts.left(county.communities[0], worker.actor)
    sign_in(worker).get(f"/w/cases/{case.pk}/similar/")
    look = Look.objects.get(kind="case.similar")
    assert (look.persons, look.purpose) == ([case.client_id], f"case:{case.pk}")


@pytest.mark.usefixtures("few")
def test_pages_follow_each_other_by_key(
    county: County, case: CaseFile, worker: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linli.practice.queries.similar.LINES", 2)
    for band in "abcde":
        extracts.left(county.communities[0], worker.actor, band=band)
    seen, after = [], ""
    while True:
        rows, after = found(case, worker, after)
        seen += [one.band for one in rows]
        if not after:
            break
    assert sorted(seen) == list("abcde")
    assert found(case, worker, "bm9uc2Vuc2U")[0]
    assert LINES == 20


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_as_much_for_three_as_for_one(
    count: int, county: County, case: CaseFile, worker: Standing,
    django_assert_num_queries: Callable[..., Any],
) -> None:  # fmt: skip
    for _one in range(count):
        extracts.left(county.communities[0], worker.actor)
    asked = asks(case)
    with django_assert_num_queries(9):
        assert len(similar(case, asked, by=worker.actor)[0]) == count
