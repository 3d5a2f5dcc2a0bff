"""While a survey runs the places asked about see that it runs: 403 on sample and answers, nothing in passing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.desk.looks import looks_at
from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.kernel.scope import Scope, seeing
from linli.people import copies, erasing
from linli.people.models import Person
from linli.surveys import actions, given
from linli.surveys.models import Answer, Door, Respondent, Survey
from tests.factories import places
from tests.factories import surveys as factory
from tests.factories.places import County
from tests.support.login import sign_in

STAFF = (
    Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.SOCIAL_WORKER, Role.STATION_LEAD, Role.STREET_OFFICER,
    Role.COUNTY_OFFICER,
)  # fmt: skip


@pytest.fixture
def work(county: County, residents: list[Person]) -> factory.Fieldwork:
    return factory.drawn(county.division)


def client_of(county: County, role: str) -> Client:
    place = {
        Role.COUNTY_OFFICER: county.division, Role.GRID_WORKER: county.grids[0],
        Role.COMMUNITY_WORKER: county.communities[0],
    }.get(Role(role), county.towns[0])  # fmt: skip
    return sign_in(Client(), factory.actor(role, place))


@pytest.mark.parametrize("role", STAFF)
def test_staff_of_the_place_meet_403_on_sample_and_answers(county: County, work: factory.Fieldwork, role: str) -> None:
    client = client_of(county, role)
    for page in ("sample", "answers"):
        answer = client.get(f"/m/surveys/{work.survey.pk}/{page}/")
        assert answer.status_code == 403, page
        assert "只有这次调查的评估员和调查员能看" in answer.content.decode()


@pytest.mark.parametrize("role", STAFF)
def test_staff_see_that_it_runs_and_no_count_and_no_score(county: County, work: factory.Fieldwork, role: str) -> None:
    factory.tell(work.respondents()[0], work.interviewer, 5)
    main = client_of(county, role).get(f"/m/surveys/{work.survey.pk}/").content.decode().split("<main")[1]
    assert "调查进行中" in main
    for hidden in ("还没答", "打下一个电话", "样本</", "分布", work.survey.callback):
        assert hidden not in main
    assert "%" not in main


def test_strangers_and_other_counties_do_not_learn_that_there_is_one(county: County, work: factory.Fieldwork) -> None:
    assert Client().get(f"/m/surveys/{work.survey.pk}/").status_code == 302
    abroad = places.county("990733", "别县(示范)")
    for role in (Role.COUNTY_OFFICER, Role.EVALUATOR):
        client = sign_in(Client(), factory.actor(role, abroad.division))
        for page in ("", "sample/", "answers/"):
            assert client.get(f"/m/surveys/{work.survey.pk}/{page}").status_code == 404


def test_an_evaluator_of_another_survey_meets_403_too(county: County, work: factory.Fieldwork) -> None:
    client = sign_in(Client(), factory.actor(Role.EVALUATOR, county.division))
    assert client.get(f"/m/surveys/{work.survey.pk}/sample/").status_code == 403


def test_its_own_people_see_the_sample_by_code_and_nobody_by_name(
    work: factory.Fieldwork, residents: list[Person]
) -> None:
    for by in (work.evaluator, work.interviewer):
        page = sign_in(Client(), by).get(f"/m/surveys/{work.survey.pk}/sample/").content.decode()
        assert work.respondents()[0].code[:8] in page
        assert not [one.name for one in residents if one.name in page]


def test_once_it_has_closed_staff_read_answers_that_are_nobodys_of_places_with_enough(
    county: County, work: factory.Fieldwork
) -> None:
    for number, row in enumerate(work.respondents()):
        if row.community_id == county.communities[0].pk or number < 2:
            factory.tell(row, work.interviewer, 4, words=[f"多来看看{row.community_id}"])
    survey = factory.closed(work)
    page = client_of(county, Role.STATION_LEAD).get(f"/m/surveys/{survey.pk}/answers/").content.decode()
    assert page.count(f"多来看看{county.communities[0].pk}") == 5
    assert f"多来看看{county.communities[2].pk}" not in page
    wide = client_of(county, Role.COUNTY_OFFICER).get(f"/m/surveys/{survey.pk}/answers/").content.decode()
    assert f"多来看看{county.communities[2].pk}" not in wide


def test_the_look_at_her_number_is_hers_to_see_and_not_the_places(
    county: County, work: factory.Fieldwork, residents: list[Person]
) -> None:
    row = next(one for one in work.respondents() if one.person_id == residents[0].pk)
    with work.asking() as by:
        actions.find_address(row, by=by)
    page = client_of(county, Role.STATION_LEAD).get(f"/w/people/{residents[0].pk}/looks/").content.decode()
    assert "满意度调查" not in page
    assert looks_at(residents[0], hers=True).filter(kind="survey.address").count() == 1
    assert looks_at(residents[0]).filter(kind="survey.address").count() == 0


def told(person: Person, by: Actor) -> list[dict[str, Any]]:
    with seeing(by.scope):
        (part,) = [one for one in copies.gather(person, by).parts if one.code == "surveys"]
    assert "不经工作人员的手" in part.left_out
    return part.rows


def test_her_copy_tells_her_what_she_answered_and_a_worker_who_hands_it_over_nothing(
    county: County, work: factory.Fieldwork, residents: list[Person]
) -> None:
    row = next(one for one in work.respondents() if one.person_id == residents[0].pk)
    factory.tell(row, work.interviewer, 2, words=["多来看看"])
    herself = Actor(scope=Scope(persons=(residents[0].pk,)))
    said = [line["text"] for line in told(residents[0], herself)]
    assert {"答了", "不满意", "多来看看"} <= set(said)
    assert told(residents[0], factory.actor(Role.STATION_LEAD, county.towns[0])) == []
    factory.closed(work)
    assert told(residents[0], herself) == []


def test_who_is_erased_leaves_the_sample_with_her_answers_and_her_link(
    county: County, work: factory.Fieldwork, residents: list[Person]
) -> None:
    row = next(one for one in work.respondents() if one.person_id == residents[0].pk)
    factory.tell(row, work.interviewer, 2)
    with seeing(work.evaluator.scope), acting():
        assert given.forget([residents[0].pk]) == 7
        left = Respondent.objects.get(pk=row.pk)
        assert (left.person_id, left.state, left.token_sealed) == (None, "gone", None)
        assert not Answer.objects.filter(respondent=row).exists()
    assert not Door.objects.filter(respondent=row.pk).exists()
    assert given.forget in erasing._erasers["identity"]


def test_the_list_asks_as_much_at_one_survey_as_at_three(
    county: County, residents: list[Person], django_assert_num_queries: Callable[..., Any]
) -> None:
    client = client_of(county, Role.STATION_LEAD)
    for count in (1, 3):
        while Survey.objects.count() < count:
            factory.drawn(county.division)
        client.get("/m/surveys/")
        with django_assert_num_queries(9):
            client.get("/m/surveys/")


def test_the_answers_ask_as_much_at_one_as_at_three(
    county: County, work: factory.Fieldwork, django_assert_num_queries: Callable[..., Any]
) -> None:
    client = sign_in(Client(), work.evaluator)
    rows = work.respondents()
    for more in (rows[:1], rows[1:3]):
        for row in more:
            factory.tell(row, work.interviewer, 5)
        client.get(f"/m/surveys/{work.survey.pk}/answers/")
        with django_assert_num_queries(10):
            client.get(f"/m/surveys/{work.survey.pk}/answers/")


def test_an_officer_commissions_and_engages_on_the_pages(county: County) -> None:
    officer, evaluator = (factory.actor(role, county.division) for role in (Role.COUNTY_OFFICER, Role.EVALUATOR))
    client, day = sign_in(Client(), officer), timezone.localdate().isoformat()
    bad = client.post("/m/surveys/new/", {"title": "满", "kind": "residents", "size": "0"})
    assert bad.status_code == 422
    form = {
        "kind": "residents", "title": "年度满意度", "agency": "示范公司", "since": day, "until": day, "closes_on": day,
        "size": "5", "least": "", "place": str(county.division.pk),
    }  # fmt: skip
    made = client.post("/m/surveys/new/", form)
    survey = Survey.objects.get()
    assert made["Location"] == f"/m/surveys/{survey.pk}/"
    assert client.post(f"/m/surveys/{survey.pk}/team/", {"post": str(evaluator.post)}).status_code == 302
    assert survey.members.get().leads is True


def test_an_evaluator_writes_publishes_chooses_draws_and_closes_on_the_pages(
    county: County, residents: list[Person]
) -> None:
    work = factory.prepared(county.division, size=3)
    client = sign_in(Client(), work.evaluator)
    begun = client.post("/m/surveys/questions/new/", {"template": "served"})["Location"]
    bad = client.post(begun, {"do": "add", "type": "one", "text": "常来吗？", "options": "常来"})
    assert "要有两个以上的选项" in bad.content.decode()
    client.post(begun, {"do": "add", "type": "one", "text": "常来吗？", "options": "常来\n不常来"})
    client.post(begun, {"do": "remove", "code": "again"})
    client.post(begun, {"do": "up", "code": "q1"})
    client.post(begun, {"do": "publish"})
    page = client.get(f"/m/surveys/{work.survey.pk}/").content.decode()
    version = page.split('<option value="')[1].split('"')[0]
    step = f"/m/surveys/{work.survey.pk}/step/"
    client.post(step, {"step": "choose", "version": version})
    assert [row["code"] for row in work.again().version.questions] == ["overall", "why", "q1", "words"]  # type: ignore[union-attr]
    client.post(step, {"step": "draw"})
    assert work.again().stage == "open"
    client.post(step, {"step": "close"})
    assert work.again().stage == "closed"
