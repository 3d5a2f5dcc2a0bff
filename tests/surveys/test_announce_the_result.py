"""What a closed survey told is published as a notice that leads to its page; what units are asked is their todo."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.surveys import actions
from linli.surveys.actions import Announcement
from linli.surveys.models import NoQuestions, Survey
from linli.tasks import links
from linli.tasks.models import Task
from linli.transparency import actions as transparency
from linli.transparency.models import PublicNotice
from tests.factories import surveys as factory
from tests.factories.people import person
from tests.factories.places import County
from tests.support.login import sign_in

BORN = date(1990, 6, 1)


@pytest.fixture
def work(county: County) -> factory.Fieldwork:
    """12 grown-ups of one community, all drawn."""
    for number in range(12):
        person(county.communities[0], f"居民{number}", birth_date=BORN)
    return factory.drawn(county.division, size=12)


def told(**facts: Any) -> Announcement:
    """Tell how it is published."""
    named = {
        "publisher": "青禾县民政局", "telephone": "0731-1", "basis": "青民发〔示范〕1号",
        "ends_on": timezone.localdate() + timedelta(days=7),
    }  # fmt: skip
    return Announcement(**(named | facts))


def closed(work: factory.Fieldwork, answers: int = 12) -> Survey:
    for number, row in enumerate(work.respondents()[:answers]):
        factory.tell(row, work.interviewer, 5 if number < 9 else 1)
    return factory.closed(work)


def test_nothing_is_published_while_it_runs_or_by_others(county: County, work: factory.Fieldwork) -> None:
    with pytest.raises(Refused, match="调查结束以后才能公示结果"):
        actions.announce(work.survey, told(), by=work.officer)
    survey = closed(work)
    for by in (work.evaluator, factory.actor(Role.STATION_LEAD, county.towns[0])):
        with pytest.raises(Refused, match="由立项的区县来公示"):
            actions.announce(survey, told(), by=by)
    assert not PublicNotice.objects.exists()


def test_a_result_is_published_once_unless_it_was_withdrawn(work: factory.Fieldwork) -> None:
    survey = closed(work)
    first = actions.announce(survey, told(), by=work.officer)
    with pytest.raises(Refused, match="已经公示了"):
        actions.announce(survey, told(), by=work.officer)
    transparency.withdraw(first, reason="日期写错了一天", by=work.officer)
    again = actions.announce(survey, told(), by=work.officer)
    assert (again.subject, again.kind) == (survey.pk, "satisfaction")


def test_the_last_day_is_asked_because_no_rule_is_known(work: factory.Fieldwork) -> None:
    with pytest.raises(Refused, match="请写公示到哪天"):
        actions.announce(closed(work), told(ends_on=date(2020, 1, 1)), by=work.officer)


def test_the_notice_prints_the_figure_whole_and_leads_to_the_page_and_back(work: factory.Fieldwork) -> None:
    survey = closed(work)
    officer = sign_in(Client(), work.officer)
    page = officer.get(f"/m/surveys/{survey.pk}/").content.decode()
    assert f"/m/surveys/{survey.pk}/announce/" in page
    facts = {"publisher": "青禾县民政局", "telephone": "0731-1", "basis": "青民发〔示范〕1号"}
    assert officer.post(f"/m/surveys/{survey.pk}/announce/", facts).status_code == 422
    day = (timezone.localdate() + timedelta(days=7)).isoformat()
    assert officer.post(f"/m/surveys/{survey.pk}/announce/", {**facts, "ends_on": day}).status_code == 302
    notice = PublicNotice.objects.get()
    shown = Client().get(f"/notices/{notice.pk}/").content.decode()
    assert "75.0%（95% 置信区间" in shown and "n=12，应答率 100.0%：联系上 12 人，答了 12 人，抽到 12 人）" in shown
    assert f'href="/survey/{survey.pk}/"' in shown
    assert f'href="/notices/{notice.pk}/"' in Client().get(f"/survey/{survey.pk}/").content.decode()
    assert f"/m/surveys/{survey.pk}/announce/" not in officer.get(f"/m/surveys/{survey.pk}/").content.decode()


def test_without_a_figure_the_notice_has_none(work: factory.Fieldwork) -> None:
    notice = actions.announce(closed(work, answers=0), told(), by=work.officer)
    assert "没有能公布的比例" in notice.body and "%" not in notice.body


def test_control_a_notice_about_nothing_leads_nowhere(work: factory.Fieldwork) -> None:
    words = transparency.Words("other", "停水", "明天停水", "通知", "社区", "1", timezone.localdate())
    notice = transparency.publish(words, place=work.survey, by=work.officer)
    assert "/survey/" not in Client().get(f"/notices/{notice.pk}/").content.decode()


@pytest.mark.parametrize("by", ["officer", "evaluator"])
def test_what_a_unit_is_asked_is_a_todo_with_its_day_and_no_name(
    county: County, work: factory.Fieldwork, by: str
) -> None:
    survey, due = closed(work), timezone.localdate() + timedelta(days=30)
    units = {county.communities[0]: "community_worker", county.towns[0]: "street_officer"}
    for unit, role in (*units.items(), (county.division, "county_officer")):
        row = actions.rectify(survey, unit, "张某回电话要快", due, by=getattr(work, by))
        todo = Task.objects.get(subject=row.pk)
        assert (todo.role, todo.due_on, todo.person, todo.owner_id) == (role, due, None, None)
        assert (todo.community_id, todo.town_id) == (row.place.areas()["community_id"], row.place.areas()["town_id"])
        assert todo.title == f"{unit.name}：满意度调查“{survey.title}”请你们整改一条"
        assert links.address(todo) == f"/m/surveys/rectify/{row.pk}/"


def test_the_answer_ends_the_todo_and_nothing_else_does_it(county: County, work: factory.Fieldwork) -> None:
    survey, due = closed(work), timezone.localdate()
    one, other = (
        actions.rectify(survey, county.communities[0], what, due, by=work.officer) for what in ("快些", "近些")
    )
    actions.answer_rectification(one, "加了一部电话", by=factory.actor(Role.COMMUNITY_WORKER, county.communities[0]))
    assert (Task.objects.get(subject=one.pk).outcome, Task.objects.get(subject=other.pk).done_at) == ("答复了", None)


def test_what_the_county_itself_is_asked_its_own_officer_answers(county: County, work: factory.Fieldwork) -> None:
    survey = closed(work)
    here, there = (
        actions.rectify(survey, unit, "快些", timezone.localdate(), by=work.evaluator)
        for unit in (county.division, county.communities[0])
    )
    with pytest.raises(Refused, match="由那个单位来答复"):
        actions.answer_rectification(there, "加了一部电话", by=work.officer)
    with pytest.raises(Refused, match="由那个单位来答复"):
        actions.answer_rectification(here, "加了一部", by=factory.actor(Role.STREET_OFFICER, county.towns[0]))
    assert actions.answer_rectification(here, "加了一部电话", by=work.officer).answer == "加了一部电话"


def test_a_survey_without_questions_says_so_itself(county: County) -> None:
    officer = factory.actor(Role.COUNTY_OFFICER, county.division)
    bare = actions.commission(county.division, factory.terms(), by=officer)
    with pytest.raises(NoQuestions, match="has no questions yet"):
        bare.asks  # noqa: B018
