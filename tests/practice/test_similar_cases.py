"""相似个案: what helped in closed cases like this one: of whom agreed, for the team, nobody to be known by it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.audit.models import Event, Look
from linli.kernel import packs
from linli.kernel.policy import acting
from linli.people import actions as people_actions
from linli.people import copies, erasing
from linli.people.models import ConsentEvent, Person
from linli.practice import actions, policies
from linli.practice.actions.beginnings import Asked
from linli.practice.models import CaseExtract, CaseFile, CaseWorker, ExtractTerm, Intake
from linli.practice.queries.similar import LINES, asks, similar
from tests.conftest import Standing, see
from tests.factories import extracts, people, plans, practice
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


def finished(client_: Person, worker: Standing, lead: Standing, **facts: Any) -> CaseFile:
    return extracts.closed(extracts.worked(client_, worker.actor, lead.actor, **facts), worker.actor, lead.actor)


def test_a_colleague_outside_the_team_does_not_get_the_page(
    county: County, post: Post, case: CaseFile, sign_in: SignIn
) -> None:
    for role in (Role.SOCIAL_WORKER, Role.SUPERVISOR):
        assert sign_in(post(role, county.towns[0])).get(f"/w/cases/{case.pk}/similar/").status_code == 404


def test_who_did_not_agree_leaves_nothing(client_: Person, worker: Standing, lead: Standing) -> None:
    assert finished(client_, worker, lead, agree=False).state == "closed"
    assert not CaseExtract.objects.exists()
    assert not Event.objects.filter(verb="case.learned").exists()


def test_who_agreed_leaves_codes_a_quarter_and_no_text(client_: Person, worker: Standing, lead: Standing) -> None:
    case = extracts.worked(
        client_, worker.actor, lead.actor, plans.goal(text=f"每周和{CANARY}散步", need=CANARY, measure=CANARY)
    )
    done = extracts.closed(case, worker.actor, lead.actor)
    row = CaseExtract.objects.get()
    assert (row.band, row.needs, row.goals, row.risk, row.reason, row.sessions) == (
        "70-79", ["lonely", "mood"], ["out_of_house"], "low", "reached", 0,
    )  # fmt: skip
    assert row.methods == ["out_of_house.0", "out_of_house.1"]
    assert (row.quarter.day, row.quarter.month % 3) == (1, 1)
    assert {"w:每周", "w:散步", "g:out_of_house", "n:mood", "b:70-79"} <= set(row.terms)
    everything = str(CaseExtract.objects.values_list().get())
    assert not [part for part in ("金丝", "丝雀", "许三", "三多", "高某", done.number) if part in everything]
    assert Event.objects.get(verb="case.learned").facts == {}


def _nature(case: CaseFile, code: str) -> None:
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(natures=[code])


def _health(case: CaseFile, worker: Standing) -> None:
    actions.note_intake(case, Asked(health={str(case.client_id): ["mental"]}), base=0, by=worker.actor)


KEPT_OUT: dict[str, Callable[[CaseFile, Standing, Standing], Any]] = {
    **{
        code: lambda case, worker, lead, code=code: _nature(case, code)
        for code in ("minor", "violence", "mental", "correction", "hiv")
    },
    "crisis": lambda case, worker, lead: actions.raise_crisis(case, "violence", by=worker.actor),
    "health": lambda case, worker, lead: _health(case, worker),
    "harm": lambda case, worker, lead: people_actions.mark_harm(
        case.client, people.person(_place(case), "周某"), by=lead.actor, reason="x"
    ),
    "death": lambda case, worker, lead: people_actions.record_death(
        case.client, by=lead.actor, died_on=case.opened_at.date(), source="家属电话"
    ),
}


def _place(case: CaseFile) -> Any:
    from linli.places.models import Division

    return Division.objects.get(pk=case.community_id)


@pytest.mark.parametrize("why", KEPT_OUT)
def test_a_protected_case_leaves_nothing_whoever_agrees(
    why: str, client_: Person, worker: Standing, lead: Standing
) -> None:
    case = extracts.worked(client_, worker.actor, lead.actor)
    assert policies.learn(case) is None
    KEPT_OUT[why](case, worker, lead)
    case = CaseFile.objects.select_related("client").get(pk=case.pk)
    assert policies.learn(case) is not None
    extracts.closed(case, worker.actor, lead.actor, "died" if why == "death" else "reached")
    assert not CaseExtract.objects.exists()


@pytest.mark.parametrize("kind", ["self_harm", "violence", "neglect"])
def test_an_assessment_that_found_danger_keeps_a_case_out(
    kind: str, client_: Person, worker: Standing, lead: Standing
) -> None:
    finished(client_, worker, lead, risk="high", risk_kinds=[kind], danger="x")
    assert not CaseExtract.objects.exists()


def test_taken_back_it_is_gone_at_once_and_counted_no_more(client_: Person, worker: Standing, lead: Standing) -> None:
    finished(client_, worker, lead)
    assert ExtractTerm.objects.get(term="").docs == 1
    people_actions.withdraw_consent(client_, "casework", by=worker.actor)
    assert CaseExtract.objects.exists()
    people_actions.withdraw_consent(client_, extracts.SHARE, by=worker.actor)
    assert not CaseExtract.objects.exists()
    assert set(ExtractTerm.objects.values_list("docs", "length")) == {(0, 0)}


def test_it_is_gone_wherever_it_lies(county: County, client_: Person, worker: Standing, lead: Standing) -> None:
    """Whoever writes the withdrawal down need not see the place where the case was closed."""
    finished(client_, worker, lead)
    with transaction.atomic():
        see(county.towns[1])
        assert not CaseExtract.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT practice_forget(%s)", [[client_.pk]])
            assert cursor.fetchone() == (1,)


def test_when_the_consent_runs_out_it_goes_with_it(client_: Person, worker: Standing, lead: Standing) -> None:
    finished(client_, worker, lead)
    with acting():
        ConsentEvent.objects.filter(purpose=extracts.SHARE).update(until="2020-01-01")
    people_actions.expire_consents(timezone.localdate(), by=system_actor())
    assert not CaseExtract.objects.exists()


@pytest.mark.parametrize("kind", ["identity", "records"])
def test_who_is_erased_leaves_none(kind: str, client_: Person, worker: Standing, lead: Standing) -> None:
    finished(client_, worker, lead)
    with acting():
        erasing.run(kind, [client_.pk])
    assert not CaseExtract.objects.exists()


def test_taken_up_again_a_case_is_learned_from_when_it_ends_anew(
    client_: Person, worker: Standing, lead: Standing
) -> None:
    case = finished(client_, worker, lead)
    actions.reopen(actions.ask_reopen(case, by=worker.actor, reason="又睡不着"), by=lead.actor)
    assert not CaseExtract.objects.exists()


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
    with django_assert_num_queries(8):
        assert len(similar(case, asked, by=worker.actor)[0]) == count


def test_an_extract_is_never_changed_and_tells_no_day(county: County, worker: Standing) -> None:
    row = extracts.left(county.communities[0])
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(), acting():
        CaseExtract.objects.filter(pk=row.pk).update(band="0-5")
    with pytest.raises(IntegrityError, match="extract_tells_no_day"), transaction.atomic():
        extracts.left(county.communities[0], quarter="2026-02-01")
    assert row.pk.version == 4


def test_terms_are_counted_as_a_plain_count_would(county: County, worker: Standing) -> None:
    rows = [extracts.left(county.communities[0], needs=needs) for needs in (["mood"], ["mood", "lonely"], ["income"])]
    with acting():
        rows[0].delete()
    plain: dict[str, tuple[int, int]] = {}
    for row in CaseExtract.objects.all():
        for term in ["", *row.terms]:
            docs, length = plain.get(term, (0, 0))
            plain[term] = (docs + 1, length + len(row.terms))
    kept = {one.term: (one.docs, one.length) for one in ExtractTerm.objects.filter(docs__gt=0)}
    assert kept == plain


def test_her_copy_says_what_is_kept(client_: Person, worker: Standing, lead: Standing) -> None:
    finished(client_, worker, lead)
    part = next(one for one in copies.gather(client_).parts if one.code == "practice")
    assert [(row["needs"], row["goals"]) for row in part.rows] == [("没有人来往；情绪低落、睡不好", "多出门，有人来往")]


def test_the_closing_page_says_what_will_be_left(
    client_: Person, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    case = extracts.worked(client_, worker.actor, lead.actor, agree=False)
    client, address = sign_in(worker), f"/w/cases/{case.pk}/close/"
    assert "没有问过，或者没有同意" in client.get(address).content.decode()
    practice.agree(client_, worker.actor, extracts.SHARE)
    assert "结案时留下去掉身份的做法" in client.get(address).content.decode()
    _nature(case, "hiv")
    assert "受保护的个案不留做法" in client.get(address).content.decode()
    assert not Intake.objects.exists() and CaseWorker.objects.filter(case=case).count() == 1
