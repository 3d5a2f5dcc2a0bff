"""Strengths first, then needs and how soon, risk and ties: a version at a time, its summary put together from chips."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.people import actions as people_actions
from linli.people.actions import Mark
from linli.people.models import Person
from linli.practice import actions
from linli.practice.actions.assessments import Found, summary
from linli.practice.actions.beginnings import Changed
from linli.practice.ecomap import ecomap
from linli.practice.models import Assessment, CaseFile, CaseMove
from linli.practice.queries.assessments import known_benefits
from linli.tasks.models import Draft
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
FOUND = Found(strengths=["talent"], needs={"lonely": 3, "mood": 1, "income": 2}, risk="low")
SENT = {"base": "0", "strengths_person": "talent", "need_mood": "1", "risk": "low"}


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def her(county: County) -> Person:
    return people.person(county.communities[0], "高某")


@pytest.fixture
def case(worker: Standing, her: Person) -> CaseFile:
    return practice.case(her, worker.actor, accepted=True)


def test_before_it_is_accepted_nothing_is_assessed(county: County, worker: Standing) -> None:
    early = practice.case(people.person(county.communities[0], "周某"), worker.actor)
    practice.agree(early.client, worker.actor)
    with pytest.raises(Refused, match="现在是“接案”"):
        actions.assess(early, FOUND, base=0, by=worker.actor)


def test_consent_taken_back_stops_new_writing_and_loses_nothing(
    worker: Standing, case: CaseFile, sign_in: SignIn
) -> None:
    client, address = sign_in(worker), f"/w/cases/{case.pk}/assess/"
    typed = {"base": "0", "version": "0", "page": "a", "person": "写到一半的话"}
    assert client.post(f"{address}save/", typed).status_code == 204
    people_actions.withdraw_consent(case.client, "casework", by=worker.actor)
    page = client.post(address, SENT | typed | {"version": "1"})
    assert (page.status_code, "收回同意" in page.content.decode(), "写到一半的话" in page.content.decode()) == (
        422, True, True,
    )  # fmt: skip
    assert (Assessment.objects.count(), Draft.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("found", "field"),
    [
        (Found(needs={"mood": 1}, risk="low"), "strengths_person"),
        (Found(strengths=["talent"], risk="low"), "needs"),
        (Found(strengths=["rich"], needs={"mood": 1}, risk="low"), "strengths_person"),
        (Found(strengths=["talent"], needs={"mood": 9}, risk="low"), "needs"),
        (Found(strengths=["talent"], needs={"mood": 1}), "risk"),
        (Found(strengths=["talent"], needs={"mood": 1}, risk="dire"), "risk"),
        (Found(strengths=["talent"], needs={"mood": 1}, risk="high"), "risk_kinds"),
        (Found(strengths=["talent"], needs={"mood": 1}, risk="high", risk_kinds=["rain"]), "risk_kinds"),
        (Found(strengths=["talent"], needs={"mood": 1}, risk="low", ties={"kin": "glued"}), "ties"),
        (Found(strengths=["talent"], needs={"mood": 1}, risk="low", person="话" * 3001), "person"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(found: Found, field: str, worker: Standing, case: CaseFile) -> None:
    with pytest.raises(Refused) as refused:
        actions.assess(case, found, base=0, by=worker.actor)
    assert (refused.value.field, Assessment.objects.count()) == (field, 0)


def test_the_first_goes_on_to_the_plan_and_sets_the_risk(worker: Standing, case: CaseFile) -> None:
    made = actions.assess(case, FOUND, base=0, by=worker.actor)
    case.refresh_from_db()
    assert (case.state, case.risk, made.needs, made.urgency) == (
        "planning", "low", ["mood", "income", "lonely"], [1, 2, 3],
    )  # fmt: skip
    assert made.summary == (
        "优势：有爱好、有特长。需要（急）：情绪低落、睡不好。需要（要紧）：钱不够用。需要（以后）：没有人来往。风险：低。"
    )
    worse = Found(strengths=["talent"], needs={"mood": 1}, risk="high", risk_kinds=["self_harm"], summary="自己写的")
    again = actions.assess(case, worse, base=1, by=worker.actor)
    case.refresh_from_db()
    assert (again.version, again.summary, case.risk, case.state) == (2, "自己写的", "high", "planning")
    assert list(CaseMove.objects.filter(verb="assess").values_list("to", flat=True)) == ["planning"]


def test_versions_are_only_added(worker: Standing, case: CaseFile) -> None:
    actions.assess(case, FOUND, base=0, by=worker.actor)
    for verb in ("update", "delete"):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), acting():
            rows = Assessment.objects.all()
            rows.update(risk="high") if verb == "update" else rows.delete()
    with pytest.raises(Changed):
        actions.assess(case, FOUND, base=0, by=worker.actor)


def test_the_page_asks_few_taps_and_shows_what_a_colleague_wrote(
    county: County, post: Post, worker: Standing, case: CaseFile, sign_in: SignIn
) -> None:
    colleague = post(Role.SOCIAL_WORKER, county.towns[0])
    practice.join(case, colleague.actor)
    client, address = sign_in(worker), f"/w/cases/{case.pk}/assess/"
    assert client.get(address).status_code == 200
    actions.assess(case, Found(["loving"], {"study": 2}, "low", family="奶奶疼她"), base=0, by=colleague.actor)
    page = client.post(address, SENT | {"family": "家里很挤"})
    text = page.content.decode()
    assert (page.status_code, "奶奶疼她" in text, "家里很挤" in text, "家里人互相疼" in text) == (409, True, True, True)
    assert client.post(address, SENT | {"base": "1", "family": "家里很挤"}).status_code == 302
    assert [row.family for row in case.assessments.order_by("version")] == ["奶奶疼她", "家里很挤"]


def test_a_summary_is_put_together_on_the_page_without_script(
    worker: Standing, case: CaseFile, sign_in: SignIn
) -> None:
    page = sign_in(worker).post(f"/w/cases/{case.pk}/assess/", SENT | {"pick": "compose", "summary": "旧的"})
    assert (page.status_code, page.context["form"]["summary"].value()) == (
        200, "优势：有爱好、有特长。需要（急）：情绪低落、睡不好。风险：低。",
    )  # fmt: skip
    assert not Assessment.objects.exists()


def test_benefits_that_tags_tell_are_taken_over_and_not_asked(
    worker: Standing, case: CaseFile, her: Person, sign_in: SignIn
) -> None:
    mark = Mark("low_income", "recognised", authority="县民政局", starts_on=timezone.localdate())
    people_actions.tag(her, mark, by=worker.actor)
    assert known_benefits([her.pk]) == {str(her.pk): {"minimum"}}
    client = sign_in(worker)
    page = client.get(f"/w/cases/{case.pk}/assess/").content.decode()
    assert ('value="minimum"' in page, 'value="medical"' in page) == (False, True)
    assert client.post(f"/w/cases/{case.pk}/assess/", SENT | {f"benefit_{her.pk}": "medical"}).status_code == 302
    shown = client.get(f"/w/cases/{case.pk}/assessment/").content.decode()
    assert "医疗救助、低保" in shown


def test_hostile_words_stand_as_they_were_written(worker: Standing, case: CaseFile, sign_in: SignIn) -> None:
    told = SENT | {
        "person": "<script>alert(1)</script>\u202e'; DROP TABLE--",
        "tie_kin": "tense",
        "tie_school": "strong",
    }
    client = sign_in(worker)
    assert client.post(f"/w/cases/{case.pk}/assess/", told).status_code == 302
    page = client.get(f"/w/cases/{case.pk}/assessment/").content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page) == (False, True)
    assert ("关系紧张" in page, 'stroke-dasharray="12 4 2 4"' in page) == (True, True)


def test_older_versions_are_read_and_unknown_ones_are_not_there(
    worker: Standing, case: CaseFile, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    assert client.get(f"/w/cases/{case.pk}/assessment/").status_code == 404
    actions.assess(case, FOUND, base=0, by=worker.actor)
    actions.assess(case, Found(["loving"], {"mood": 1}, "low"), base=1, by=worker.actor)
    assert "有爱好" in client.get(f"/w/cases/{case.pk}/assessment/?version=1").content.decode()
    assert "家里人互相疼" in client.get(f"/w/cases/{case.pk}/assessment/?version=<x>").content.decode()
    assert client.get(f"/w/cases/{case.pk}/assessment/?version=7").status_code == 404


def test_the_ecomap_lays_its_circles_round_the_middle() -> None:
    ties = ecomap({"kin": "strong", "school": "weak", "nobody": "strong", "office": "?"})
    assert [(tie.circle, tie.how, tie.x, tie.y) for tie in ties] == [
        ("亲戚", "来往多、帮得上", 220, 60), ("学校、单位", "来往少", 220, 380),
    ]  # fmt: skip


def test_nothing_chosen_says_nothing() -> None:
    assert summary(Found()) == ""
