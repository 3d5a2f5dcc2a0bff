"""A satisfaction indicator is told by the survey of those whom the project served: the whole figure, or nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.directory.models import Programme
from linli.kernel.policy import Refused, acting
from linli.people.models import Person
from linli.projects import actions, packs
from linli.projects.models import ServiceProject
from linli.projects.queries import delivery
from linli.surveys import actions as surveys
from linli.surveys.models import Survey
from tests.conftest import Standing
from tests.factories import people, projects
from tests.factories import surveys as factory
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.factories.records import record
from tests.support.login import sign_in

pytestmark = pytest.mark.django_db
SCALE = {
    "name": "服务对象满意度", "nature": "outcome", "meaning": "满意的比例", "how": "survey", "target": 90, "unit": "%",
    "proof": "第三方调查", "measure": "", "kinds": (), "min_acts": 0,
}  # fmt: skip


@pytest.fixture
def running(county: County, who: Buying) -> ServiceProject:
    """A project that wants to know whether those it serves are content."""
    made = projects.draft(county.division, who.buyer)
    actions.say_indicator(made, projects.indicator(**SCALE), by=who.buyer)
    made = actions.agree(actions.submit(made, by=who.buyer), 0, by=who.chain[0])
    day = min(timezone.localdate(), made.starts_on)
    made = actions.award(made, who.agency, by=who.buyer, on=day, sentence="磋商")
    return actions.sign(made, by=who.buyer, on=day, contract="1号")


@pytest.fixture
def served(county: County, running: ServiceProject, post: Callable[..., Standing]) -> list[Person]:
    """Twelve whom records of the project name; twelve more whom other records name."""
    worker, today = post(Role.SOCIAL_WORKER, county.towns[0]), timezone.localdate()
    found = [
        people.person(county.communities[0], f"居民{n:02}", birth_date=date(1960, 1, 1)) for n in range(24)
    ]  # fmt: skip
    for number, one in enumerate(found):
        programme = running.programme if number < 12 else None
        record(worker.actor, county.communities[0], persons=[one], programme=programme, happened_on=today)
    return found[:12]


def asked(county: County, programme: Programme | None, answers: int = 12) -> factory.Fieldwork:
    """Ask those whom a programme served, nine in twelve content, and close."""
    today = timezone.localdate()
    work = factory.drawn(
        county.division, kind="served", size=24, programme=programme, since=today - timedelta(days=30), until=today
    )
    for number, row in enumerate(work.respondents()[:answers]):
        factory.tell(row, work.interviewer, 5 if number % 4 else 1)
    factory.closed(work)
    return work


def shown(running: ServiceProject) -> dict[str, Any]:
    indicators = delivery.indicators_of([running])
    told = delivery.heard([running], indicators)
    rules = packs.rules(packs.region_of(running.place))
    rows = delivery.rows(running, indicators[running.pk], rules, timezone.localdate(), told.get(running.programme_id))
    return {row.indicator.name: row.done_shown for row in rows}


def test_only_a_survey_of_the_served_asks_by_programme(county: County, running: ServiceProject) -> None:
    officer = factory.actor(Role.COUNTY_OFFICER, county.division)
    with pytest.raises(Refused, match="要选“服务对象满意度”"):
        surveys.commission(county.division, factory.terms(programme=running.programme), by=officer)
    with acting():
        away = Programme.objects.create(name="别处", county_id=10**6, starts_on=date(2024, 1, 1))
    with pytest.raises(Refused, match="别的区县"):
        surveys.commission(county.division, factory.terms(kind="served", programme=away), by=officer)


def test_only_those_whom_the_project_served_are_in_the_frame(
    county: County, running: ServiceProject, served: list[Person]
) -> None:
    work = factory.prepared(county.division, kind="served", size=24, programme=running.programme)
    with work.asking(work.evaluator) as by:
        laid = surveys.read_frame(work.survey, by=by)
    assert {one.person for rows in laid.found.values() for one in rows} == {one.pk for one in served}


def test_after_the_draw_the_project_stays(county: County, running: ServiceProject, served: list[Person]) -> None:
    work = factory.drawn(county.division, kind="served", size=24, programme=running.programme)
    with pytest.raises(DatabaseError, match="keeps what it committed to"), transaction.atomic(), acting():
        Survey.objects.filter(pk=work.survey.pk).update(programme=None)


def test_before_a_survey_has_closed_there_is_no_figure(
    county: County, running: ServiceProject, served: list[Person]
) -> None:
    factory.drawn(county.division, kind="served", size=24, programme=running.programme)
    assert shown(running)["服务对象满意度"] == "—"


def test_a_survey_of_nobodys_project_tells_nothing(
    county: County, running: ServiceProject, served: list[Person]
) -> None:
    asked(county, None)
    assert shown(running)["服务对象满意度"] == "—"


def test_where_nobody_answered_there_is_no_figure(
    county: County, running: ServiceProject, served: list[Person]
) -> None:
    asked(county, running.programme, answers=0)
    assert shown(running)["服务对象满意度"] == "—"


def test_the_figure_stands_on_the_page_with_interval_n_and_response_rate(
    county: County, running: ServiceProject, served: list[Person], who: Buying
) -> None:
    survey = asked(county, running.programme).survey
    told = shown(running)["服务对象满意度"]
    assert told.startswith("75.0%（95% 置信区间 ")
    assert told.endswith("；n=12，应答率 100.0%：联系上 12 人，答了 12 人，抽到 12 人）")
    client = sign_in(Client(), who.buyer)
    page = client.get(reverse("project_delivery", args=[running.pk])).content.decode()
    assert told in page and reverse("survey_public", args=[survey.pk]) in page and "等满意度调查" not in page
    assert told in client.get(reverse("projects_progress")).content.decode()
