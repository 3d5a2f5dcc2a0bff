"""公开结果: final evaluations and what those served have said, with their method; no draft, and nobody's word."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.scope import enter
from linli.people.models import Person
from linli.projects.evaluation import actions
from linli.projects.models import ServiceProject
from linli.projects.models.evaluation import Evaluation, Rectification
from linli.surveys.models import Survey
from tests.factories import evaluation as factory
from tests.factories import people, projects, surveys
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.factories.records import record
from tests.projects.ocds.schema import wrong
from tests.support.login import sign_in

REPORT, REPLY, OWED = "王示范做得扎实。", "李示范没有异议", "张示范那一户补签到"


@pytest.fixture
def draft(county: County, running: ServiceProject, who: Buying) -> Evaluation:
    """A draft of a mid-term evaluation of eight records, replied to."""
    factory.served(running, county.communities[:2], projects.actor("social_worker", county.towns[0]), each=2)
    made = factory.called(running, who)
    by = factory.evaluator(made)
    factory.checked(made, by)
    factory.scored(made, by, "0.8")
    made = actions.hand_in(made, REPORT, by=by)
    enter(who.head.scope)
    return actions.reply(made, REPLY, by=who.head)


def final(draft: Evaluation, who: Buying, *items: str) -> Evaluation:
    """Make a draft final, with what is to be put right."""
    enter(who.buyer.scope)
    later = timezone.localdate() + timedelta(days=20)
    return actions.finalise(draft, [(one, later) for one in items], by=who.buyer)


def shown(client: Client, project: ServiceProject) -> str:
    answer = client.get(reverse("open_project", args=[project.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def released(client: Client, project: ServiceProject) -> Any:
    told = client.get("/open/releases.json", {"project": project.pk}).json()
    assert wrong(told) == []
    return told["releases"][0]


def assessed(release: Any) -> list[Any]:
    rows = release["contracts"][0]["implementation"]["milestones"]
    return [row for row in rows if row["type"] == "assessment"]


def asked(county: County, project: ServiceProject, served: list[Person], answers: int = 12) -> Survey:
    """Ask those whom a project served, three in four content, and close."""
    today = timezone.localdate()
    work = surveys.drawn(
        county.division, kind="served", size=24, programme=project.programme, since=today - timedelta(days=30),
        until=today, title="项目服务对象满意度",
    )  # fmt: skip
    for number, row in enumerate(work.respondents()[:answers]):
        surveys.tell(row, work.interviewer, 5 if number % 4 else 1)
    return surveys.closed(work)


@pytest.fixture
def served(county: County, running: ServiceProject) -> list[Person]:
    """Twelve whom records of the project name."""
    worker = projects.actor(Role.SOCIAL_WORKER, county.towns[0])
    found = [people.person(county.communities[0], f"居民{n:02}", birth_date=date(1960, 1, 1)) for n in range(12)]
    for one in found:
        record(
            worker, county.communities[0], persons=[one], programme=running.programme,
            happened_on=timezone.localdate(),
        )  # fmt: skip
    return found


def test_a_draft_is_not_public(client: Client, draft: Evaluation) -> None:
    told = shown(client, draft.project)
    assert "评估</h2>" not in told
    assert not [word for word in (str(draft.score), REPORT, REPLY, draft.commitment) if word in told]
    assert assessed(released(client, draft.project)) == []


def test_a_providers_own_evaluation_is_no_result(client: Client, running: ServiceProject, who: Buying) -> None:
    enter(who.head.scope)
    made = actions.begin_self_evaluation(running, by=who.head)
    factory.scored(made, who.head)
    made = actions.hand_in(made, REPORT, by=who.head)
    assert made.is_settled
    assert "评估</h2>" not in shown(client, running)
    assert assessed(released(client, running)) == []


def test_a_final_result_stands_on_the_page_with_its_method(client: Client, draft: Evaluation, who: Buying) -> None:
    made = final(draft, who, OWED, "补照片")
    told = shown(client, made.project)
    assert "80.00 分，良好，达到里程碑的要求" in told
    assert "从 8 条计入项目的记录里抽了 8 条，按社区和类别分 4 层" in told
    assert "2 项，办结 0 项" in told
    for word in ("示范评估机构", f"{timezone.localdate()}", factory.SEED, made.commitment, made.frame_digest):
        assert word in told


def test_what_was_put_right_is_counted(client: Client, draft: Evaluation, who: Buying) -> None:
    made = final(draft, who, OWED, "补照片")
    first = client.get(reverse("open_project", args=[made.project_id]))
    row = Rectification.objects.filter(evaluation=made).earliest("pk")
    enter(who.head.scope)
    actions.answer_rectification(row, "补了", by=who.head)
    enter(who.buyer.scope)
    actions.settle_rectification(row, by=who.buyer)
    later = client.get(reverse("open_project", args=[made.project_id]), headers={"if-none-match": first["ETag"]})
    assert (later.status_code, "2 项，办结 1 项" in later.content.decode()) == (200, True)


def test_nobodys_word_is_in_it(client: Client, draft: Evaluation, who: Buying) -> None:
    made = final(draft, who, OWED)
    told = shown(client, made.project) + str(released(client, made.project))
    assert "80.00 分" in told
    for word in (REPORT, REPLY, OWED, "示范评估员", "看了材料", made.post.user.name):
        assert word not in told


def test_the_open_data_tells_a_result_as_an_assessment(client: Client, draft: Evaluation, who: Buying) -> None:
    before = released(client, draft.project)
    made = final(draft, who)
    after = released(client, made.project)
    (row,) = assessed(after)
    day = f"{made.finished_on}T00:00:00+08:00"
    assert (row["title"], row["status"], row["dateMet"], row["dateModified"]) == ("中期评估", "met", day, day)
    assert row["description"] == (
        "80.00 分，良好，达到里程碑的要求；从 8 条计入项目的记录里抽了 8 条，按社区和类别分 4 层；整改：没有要整改的；"
        f"种子 {factory.SEED}，承诺 {made.commitment}"
    )
    assert after["date"] > before["date"]
    assert after["id"] != before["id"]


def test_a_result_below_what_the_milestone_waits_for_was_not_met(
    client: Client, draft: Evaluation, who: Buying
) -> None:
    by = factory.evaluator(draft)
    enter(who.buyer.scope)
    actions.send_back(draft, "再看一遍", by=who.buyer)
    enter(by.scope)
    factory.scored(draft, by, "0.5")
    actions.hand_in(draft, REPORT, by=by)
    enter(who.head.scope)
    actions.reply(draft, REPLY, by=who.head)
    made = final(draft, who, OWED)
    (row,) = assessed(released(client, made.project))
    assert (row["status"], "dateMet" in row) == ("notMet", False)
    assert "没有达到里程碑的要求" in shown(client, made.project)


def test_a_notice_of_a_result_is_found_on_the_page(client: Client, draft: Evaluation, who: Buying) -> None:
    made = final(draft, who)
    words = actions.Publishing(
        publisher="示范县民政局", telephone="0991-0000000", basis="评估方案",
        ends_on=timezone.localdate() + timedelta(days=9),
    )  # fmt: skip
    notice = actions.publish_result(made, words, by=who.buyer)
    assert reverse("notice", args=[notice.pk]) in shown(client, made.project)


def test_what_those_served_said_is_told_whole_with_its_method(
    client: Client, county: County, running: ServiceProject, served: list[Person]
) -> None:
    survey = asked(county, running, served)
    told, page = released(client, running), shown(client, running)
    documents = told["contracts"][0]["implementation"]["documents"]
    assert [row["id"] for row in documents] == ["progress", "satisfaction"]
    said = documents[1]["description"]
    assert said.startswith("75.0%（95% 置信区间 ")
    assert "；n=12，应答率 100.0%：联系上 12 人，答了 12 人，抽到 12 人）" in said
    assert "名单 12 人，按社区和年龄段分层，抽到 12 人" in said
    assert documents[1]["url"].endswith(reverse("survey_public", args=[survey.pk]))
    assert documents[1]["datePublished"] == f"{timezone.localdate()}T00:00:00+08:00"
    assert all(part in page for part in said.split("；"))


def test_where_nobody_answered_there_is_no_number(
    client: Client, county: County, running: ServiceProject, served: list[Person]
) -> None:
    asked(county, running, served, answers=0)
    page, told = shown(client, running), released(client, running)
    assert "答的人不够，没有这个数" in page
    assert [row["id"] for row in told["contracts"][0]["implementation"]["documents"]] == ["progress"]


def test_a_survey_of_another_project_is_not_on_the_page(
    client: Client, county: County, running: ServiceProject, served: list[Person], who: Buying
) -> None:
    asked(county, running, served)
    other = projects.bare(county.division, who.agency)
    assert "满意度</h2>" in shown(client, running)
    assert "满意度</h2>" not in shown(client, other)


def test_the_staff_page_leads_to_the_public_one_once_there_is_one(county: County, who: Buying) -> None:
    browser = sign_in(Client(), who.buyer)
    planned = projects.approved(county.division, who, name="还没采购的")
    signed = projects.signed(county.division, who, name="签了的")
    pages = [browser.get(reverse("project", args=[one.pk])).content.decode() for one in (planned, signed)]
    links = [reverse("open_project", args=[one.pk]) for one in (planned, signed)]
    assert [link in page for link, page in zip(links, pages, strict=True)] == [False, True]


def test_results_cost_the_same_questions_however_many_there_are(
    client: Client, draft: Evaluation, who: Buying, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(14):
        shown(client, draft.project)
    final(draft, who, OWED)
    with django_assert_max_num_queries(14):
        shown(client, draft.project)
