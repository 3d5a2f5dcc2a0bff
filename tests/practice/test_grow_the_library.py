"""站里的库: what helped is proposed in words that name nobody, taken in by another, offered in every plan, retired."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.policy import Refused, acting
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import CaseExtract, CaseFile, LibraryEntry, PlanGoal
from linli.practice.queries.library import known, shelf
from linli.practice.told import Entry
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import extracts, people, plans, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
GOAL = Entry("goal", "每周和老朋友下一次棋", "一周下几次", "weekly", 12)
METHOD = Entry("method", "先陪着走一段，再约邻居", goal="out_of_house")
RESOURCE = Entry("resource", "助餐点送餐上门", party="group")


@pytest.fixture
def case(client_: Person, worker: Standing) -> CaseFile:
    return plans.planning(client_, worker.actor)


def taken_in(told: Entry, worker: Standing, lead: Standing) -> LibraryEntry:
    return actions.accept_entry(actions.propose_entry(told, by=worker.actor), by=lead.actor)


@pytest.mark.parametrize("role", [Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.EVALUATOR])
def test_who_works_in_no_cases_proposes_nothing(role: str, county: County, post: Post, sign_in: SignIn) -> None:
    by = post(role, county.towns[0])
    with pytest.raises(Refused, match="由社工、站长和督导"):
        actions.propose_entry(GOAL, by=by.actor)
    assert sign_in(by).get("/w/library/").status_code in (403, 404)


def test_from_a_case_only_its_team_proposes(county: County, post: Post, case: CaseFile) -> None:
    with pytest.raises(Refused, match="由它的团队来提"):
        actions.propose_entry(GOAL, by=post(Role.SOCIAL_WORKER, county.towns[0]).actor, case=case)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("陪高某下棋", "这里还有“高某”"),
     ("到%(town)s的茶馆下棋", "请改成一般的说法"), ("打13800000000约好", "号码或门牌"),
     ("去3栋接他", "号码或门牌")],
)  # fmt: skip
def test_what_names_somebody_is_refused(
    text: str, sentence: str, case: CaseFile, worker: Standing, county: County
) -> None:
    told = Entry("goal", text % {"town": county.towns[0].name} if "%" in text else text, "几次", "weekly", 12)
    with pytest.raises(Refused, match=sentence):
        actions.propose_entry(told, by=worker.actor, case=case)
    assert not LibraryEntry.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"kind": "poem"}, "kind"), ({"text": " "}, "text"), ({"text": "长" * 101}, "text"), ({"measure": ""}, "measure"),
     ({"rhythm": "never"}, "rhythm"), ({"weeks": 0}, "weeks"), ({"kind": "method", "goal": "nothing"}, "goal"),
     ({"kind": "resource", "party": "x"}, "party")],
)  # fmt: skip
def test_each_gap_is_refused_at_its_field(facts: dict[str, Any], field: str, worker: Standing) -> None:
    with pytest.raises(Refused) as refused:
        actions.propose_entry(Entry(**(vars(GOAL) | facts)), by=worker.actor)
    assert refused.value.field == field
    assert not LibraryEntry.objects.exists()


def test_the_same_is_proposed_once(worker: Standing, lead: Standing) -> None:
    first = actions.propose_entry(GOAL, by=worker.actor)
    with pytest.raises(Refused, match="已经有这一条"):
        actions.propose_entry(GOAL, by=worker.actor)
    actions.retire_entry(first, by=worker.actor, reason="说错了")
    assert actions.propose_entry(GOAL, by=worker.actor).standing == "proposed"


def test_nobody_takes_in_her_own(lead: Standing) -> None:
    own = actions.propose_entry(GOAL, by=lead.actor)
    with pytest.raises(Refused, match="请另一个人"):
        actions.accept_entry(own, by=lead.actor)
    with pytest.raises(IntegrityError, match="nobody_accepts_her_own_entry"), transaction.atomic(), acting():
        LibraryEntry.objects.filter(pk=own.pk).update(accepted_by=lead.user.pk)


def test_another_town_and_a_worker_do_not_take_in(county: County, post: Post, worker: Standing, lead: Standing) -> None:
    entry = actions.propose_entry(GOAL, by=worker.actor)
    for by in (post(Role.SUPERVISOR, county.towns[1]), post(Role.SOCIAL_WORKER, county.towns[0])):
        with pytest.raises(Refused, match="由本站的督导或站长"):
            actions.accept_entry(entry, by=by.actor)
    actions.accept_entry(entry, by=lead.actor)
    with pytest.raises(Refused, match="已经定过了"):
        actions.accept_entry(entry, by=lead.actor)
    with pytest.raises(Refused, match="由本站的督导或站长"):
        actions.retire_entry(entry, by=worker.actor, reason="x")


def test_taken_in_it_is_offered_in_the_plans_of_the_station_and_no_other(
    county: County, post: Post, case: CaseFile, worker: Standing, lead: Standing
) -> None:
    waiting = actions.propose_entry(GOAL, by=worker.actor)
    assert waiting.code not in shelf(case).goals
    with pytest.raises(Refused, match="没有这一条"):
        actions.take_goal(case, waiting.code, by=worker.actor)
    actions.accept_entry(waiting, by=lead.actor)
    taken_in(METHOD, worker, lead)
    assert shelf(case).goals["out_of_house"].methods[-1] == METHOD.text
    goal = actions.take_goal(case, waiting.code, by=worker.actor)
    assert (goal.text, goal.measure, goal.rhythm, goal.taken) == (GOAL.text, GOAL.measure, "weekly", waiting.code)
    stranger = people.person(county.communities[-1], "丁某")
    assert stranger.town_id != case.town_id
    other = plans.planning(stranger, post(Role.SOCIAL_WORKER, county.towns[1]).actor)
    assert waiting.code not in shelf(other).goals


def test_retired_it_is_offered_no_more_and_plans_keep_it(case: CaseFile, worker: Standing, lead: Standing) -> None:
    entry = taken_in(GOAL, worker, lead)
    actions.take_goal(case, entry.code, by=worker.actor)
    with pytest.raises(Refused, match="为什么"):
        actions.retire_entry(entry, by=lead.actor, reason=" ")
    actions.retire_entry(entry, by=lead.actor, reason="没有人下棋了")
    assert entry.code not in shelf(case).goals
    assert entry.code in known(case.county_id).goals
    assert PlanGoal.objects.get().text == GOAL.text
    with pytest.raises(Refused, match="已经停用"):
        actions.retire_entry(entry, by=lead.actor, reason="x")


def test_each_step_leaves_one_event_without_words_and_a_todo_that_ends(worker: Standing, lead: Standing) -> None:
    entry = actions.propose_entry(GOAL, by=worker.actor)
    todo = Task.objects.get(kind="library_entry")
    assert (todo.role, todo.subject, GOAL.text in todo.title) == ("station_lead", entry.pk, False)
    actions.accept_entry(entry, by=lead.actor)
    actions.retire_entry(entry, by=lead.actor, reason="x")
    told = Event.objects.filter(verb__startswith="library.").order_by("at")
    assert [(one.verb, one.facts) for one in told] == [
        (f"library.{verb}", {"kind": "goal"}) for verb in ("proposed", "accepted", "retired")
    ]  # fmt: skip
    assert Task.objects.get(kind="library_entry").done_at is not None


def test_on_the_screen_a_goal_of_ones_own_becomes_everybodys(
    case: CaseFile, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    goal = actions.set_goal(case, plans.goal(text="陪高某每周下一次棋"), by=worker.actor)
    client, address = sign_in(worker), f"/w/cases/{case.pk}/goal/{goal.line}/"
    assert f"{address}propose/" in client.get(address).content.decode()
    form = client.get(f"{address}propose/").context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    refused = client.post(f"{address}propose/", sent)
    assert (refused.status_code, "这里还有“高某”" in refused.content.decode()) == (422, True)
    assert client.post(f"{address}propose/", sent | {"text": GOAL.text}).status_code == 302
    entry = LibraryEntry.objects.get()
    assert GOAL.text in client.get("/w/library/").content.decode()
    client = sign_in(lead)
    assert client.post(f"/w/library/{entry.pk}/", {"do": "accept"}).status_code == 302
    page = sign_in(worker).get(f"/w/cases/{case.pk}/plan/").content.decode()
    assert f"take:{entry.code}" in page


def test_a_resource_stands_where_resources_are_linked(
    client_: Person, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    case = practice.case(client_, worker.actor, accepted=True)
    taken_in(RESOURCE, worker, lead)
    assert RESOURCE.text in sign_in(worker).get(reverse("case_resource", args=[case.pk])).content.decode()
    assert sign_in(lead).post("/w/library/new/", {"kind": "resource", "text": "轮椅借用"}).status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(
    count: int, worker: Standing, sign_in: SignIn, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    for number in range(count):
        actions.propose_entry(Entry("resource", f"资源{'甲乙丙'[number]}", party="group"), by=worker.actor)
    client = sign_in(worker)
    client.get("/w/library/")
    with django_assert_max_num_queries(12) as asked:  # type: ignore[attr-defined]
        client.get("/w/library/")
    assert sum("practice_libraryentry" in one["sql"] for one in asked.captured_queries) == 1


def test_an_extract_names_what_was_taken_from_the_library(client_: Person, worker: Standing, lead: Standing) -> None:
    entry = taken_in(GOAL, worker, lead)
    goal = plans.goal(text=GOAL.text, measure=GOAL.measure, taken=entry.code)
    case = extracts.worked(client_, worker.actor, lead.actor, goal)
    extracts.closed(case, worker.actor, lead.actor)
    row = CaseExtract.objects.get()
    assert row.goals == ["out_of_house", entry.code]
    assert f"g:{entry.code}" in row.terms and "w:朋友" not in row.terms
