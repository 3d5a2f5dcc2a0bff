"""公开: everybody reads what is bought, from whom, for how much, and what came of it; nobody signs in for it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.sight import system_actor
from linli.directory.models import Organisation
from linli.kernel.policy import acting
from linli.projects.models import IndicatorFigure, Milestone, ServiceProject, State
from linli.projects.publication import queries
from linli.records.definitions import Measure
from linli.transparency.actions import where
from tests.factories import projects, surveys
from tests.factories.notices import notice
from tests.factories.people import person
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.projects.test_publish_open_data import moved
from tests.support.login import sign_in

LIST = "/open/"
LARGEST = 100_000


def page_of(project: ServiceProject) -> str:
    return reverse("open_project", args=[project.pk])


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def counted(project: ServiceProject, amount: int) -> None:
    """Let the only indicator of a project have come to an amount."""
    with acting():
        IndicatorFigure.objects.update_or_create(
            indicator=project.indicators.get(),
            defaults={"amount": amount, "records": amount, "minutes": 0, "made_at": timezone.now()},
        )


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.APPROVED, State.CALLED_OFF])
def test_what_was_never_offered_is_not_public(client: Client, county: County, who: Buying, state: State) -> None:
    project = projects.draft(county.division, who.buyer)
    with acting():
        ServiceProject.objects.filter(pk=project.pk).update(state=state)
    assert client.get(page_of(project)).status_code == 404
    assert "现在没有公开的项目" in shown(client, LIST)
    assert sign_in(Client(), who.buyer).get(page_of(project)).status_code == 404


def test_a_tender_shows_the_plan_and_no_award(client: Client, county: County, who: Buying) -> None:
    project = moved(projects.approved(county.division, who), State.TENDERING)
    told = shown(client, page_of(project))
    assert "150,000 元" in told
    assert "不少于6次记录的个案" in told
    assert "60,000 元" in told
    assert who.agency.name not in told + shown(client, LIST)
    assert "数到" not in told


def test_an_award_shows_who_won_for_how_much(client: Client, running: ServiceProject, who: Buying) -> None:
    with acting():
        Organisation.objects.filter(pk=who.agency.pk).update(credit_code="91350100M000100Y43")
        Milestone.objects.filter(project=running, position=1).update(paid_on=running.signed_on)
    told = shown(client, page_of(running))
    assert "示范社工机构（91350100M000100Y43） · 150,000 元" in told
    assert "示合〔2024〕1号" in told
    assert f"{running.signed_on} 付了" in told
    assert told.count("还没付") == 2
    assert f"{running.place.name} · 150,000 元 · 示范社工机构" in shown(client, LIST)


@pytest.mark.parametrize(
    ("measure", "amount", "expected"),
    [
        (Measure.RECORDS, 0, (False, False, "0")),
        (Measure.RECORDS, 1, (True, False, "")),
        (Measure.UNDERTAKINGS, 5, (True, False, "")),
        (Measure.UNDERTAKINGS, 6, (False, False, "6")),
        (Measure.PERSONS, 0, (False, False, "0")),
        (Measure.PERSONS, 5, (True, False, "")),
        (Measure.PERSONS, 6, (False, True, "5")),
        (Measure.PERSONS, 1_239, (False, True, "1,235")),
        (Measure.HOURS, 90, (False, False, "1.5")),
    ],
)
def test_few_are_not_counted_in_public_and_persons_only_in_fives(
    measure: Measure, amount: int, expected: tuple[bool, bool, str]
) -> None:
    assert queries.told(measure, amount) == expected


def test_a_figure_stands_beside_its_target(client: Client, running: ServiceProject) -> None:
    counted(running, 3)
    told = shown(client, page_of(running))
    assert "有，不到 6" in told
    assert ">3<" not in told
    counted(running, 11)
    told = shown(client, page_of(running))
    assert ">11<" in told
    assert f"数到 {timezone.localdate()}" in told


def test_the_method_stands_beside_a_satisfaction(client: Client, county: County, who: Buying) -> None:
    for number in range(5):
        person(county.communities[0], f"居民{number}", birth_date=date(1950 + number, 5, 1))
    work = surveys.drawn(county.towns[0], size=5)
    for row in work.respondents():
        surveys.tell(row, work.interviewer, 4)
    survey = surveys.closed(work)
    project = projects.bare(county.towns[0], who.agency)
    told = shown(client, page_of(project))
    assert survey.title in told
    assert "n=" in told
    assert "应答率" in told
    assert reverse("survey_public", args=[survey.pk]) in told


def test_notices_about_a_project_are_found_on_its_page(client: Client, running: ServiceProject, county: County) -> None:
    told = {"subject_kind": "projects.award", "subject": running.pk, "title": "本项目成交公示"}
    mine = notice(where(county.towns[0]), system_actor(), **told)
    notice(where(county.towns[0]), system_actor(), title="别的公示")
    page = shown(client, page_of(running))
    assert reverse("notice", args=[mine.pk]) in page
    assert "别的公示" not in page


def test_a_page_that_has_not_changed_is_not_sent_again(client: Client, running: ServiceProject, who: Buying) -> None:
    for address in (LIST, page_of(running)):
        first = client.get(address)
        assert first["Cache-Control"] == "private, no-cache"
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
        own = sign_in(Client(), who.buyer).get(address, headers={"if-none-match": first["ETag"]})
        assert (own.status_code, own.has_header("ETag")) == (200, False)
    first = client.get(page_of(running))
    counted(running, 7)
    assert client.get(page_of(running), headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_list_is_paged_by_key_and_small(
    client: Client, county: County, who: Buying, django_assert_max_num_queries: Any
) -> None:
    projects.bare(county.towns[0], who.agency)
    with django_assert_max_num_queries(4) as one:
        shown(client, LIST)
    for _number in range(20):
        projects.bare(county.towns[0], who.agency)
    with django_assert_max_num_queries(4) as many:
        answer = client.get(LIST)
    assert len(one) == len(many)
    assert len(answer.content) < LARGEST
    first = answer.content.decode()
    assert first.count("示范项目") == 20
    after = first.split('href="?after=')[1].split('"')[0]
    assert shown(client, f"{LIST}?after={after}").count("示范项目") == 1


def test_a_page_asks_the_same_few_questions_however_much_stands_on_it(
    client: Client, running: ServiceProject, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12):
        answer = client.get(page_of(running))
    assert len(answer.content) < LARGEST
