"""The yellow card: whoever was at the door of a child says at once whether she saw signs of harm."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused, acting
from linli.outreach import actions
from linli.outreach.models import HardshipLead
from linli.people.models import Person, PriorityTag
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import entry

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
ASKED = "有没有受伤、被打骂、没人照看的迹象？"


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def child(county: County) -> Person:
    return people.person(county.communities[0], "小蒋", birth_date=None)


def found(child: Person, county: County, by: Standing, *codes: str) -> HardshipLead:
    made = actions.visit(
        entry(county.communities[0], persons=[child], happened_on=timezone.localdate()),
        codes or ["child_withdrawn"],
        by=by.actor,
    )
    return HardshipLead.objects.get(record=made)


def test_somebody_who_was_not_there_does_not_answer(
    county: County, worker: Standing, child: Person, post: Post
) -> None:
    lead = found(child, county, worker)
    with pytest.raises(Refused, match="负责的人"):
        actions.answer_harm(lead, "no", by=post(Role.SOCIAL_WORKER, county.towns[0]).actor)


def test_an_answer_nobody_offered_and_a_lead_about_no_child_are_refused(
    county: County, worker: Standing, child: Person
) -> None:
    with pytest.raises(Refused, match="请选"):
        actions.answer_harm(found(child, county, worker), "maybe", by=worker.actor)
    grown = found(people.person(county.communities[0], "王奶奶"), county, worker, "poor")
    with pytest.raises(Refused, match="请选"):
        actions.answer_harm(grown, "no", by=worker.actor)


def test_a_lead_that_was_looked_at_is_not_asked_again(county: County, worker: Standing, child: Person) -> None:
    lead = actions.close_lead(found(child, county, worker), by=worker.actor)
    with pytest.raises(Refused, match="已经处理过"):
        actions.answer_harm(lead, "yes", by=worker.actor)


def test_without_signs_it_stays_a_todo_of_three_working_days(
    county: County, worker: Standing, child: Person, sign_in: SignIn
) -> None:
    lead = found(child, county, worker)
    due: date = lead.due_on
    client = sign_in(worker)
    assert ASKED in client.get(f"/w/leads/{lead.pk}/").content.decode()
    page = client.post(f"/w/leads/{lead.pk}/", {"harm": "no"}, follow=True).content.decode()
    lead.refresh_from_db()
    assert (lead.harm, lead.due_on, ASKED in page) == ("no", due, False)
    assert Task.objects.get(kind="lead", done_at=None).due_on == due
    assert Event.objects.get(verb="lead.harm_answered").facts["answer"] == "no"


def test_in_doubt_it_is_looked_at_on_the_next_working_day(county: County, worker: Standing, child: Person) -> None:
    lead = actions.answer_harm(found(child, county, worker), "unsure", by=worker.actor)
    tomorrow = working_days_on(timezone.localdate(), 1)
    assert (lead.harm, lead.due_on) == ("unsure", tomorrow)
    assert [task.due_on for task in Task.objects.filter(kind="lead", done_at=None)] == [tomorrow]


def test_signs_of_harm_lead_on_to_the_report(county: County, worker: Standing, child: Person, sign_in: SignIn) -> None:
    lead = found(child, county, worker)
    answer = sign_in(worker).post(f"/w/leads/{lead.pk}/", {"harm": "yes"})
    lead.refresh_from_db()
    assert (answer["Location"], lead.harm, lead.due_on) == (
        f"/w/people/{child.pk}/crisis/", "yes", timezone.localdate(),
    )  # fmt: skip


def test_a_grid_worker_who_was_there_answers_and_the_stations_worker_has_the_lead(
    county: County, worker: Standing, child: Person, post: Post, sign_in: SignIn
) -> None:
    walker = post(Role.GRID_WORKER, county.communities[0])
    lead = found(child, county, walker)
    assert lead.owner == worker.post
    assert ASKED in sign_in(walker).get(f"/w/leads/{lead.pk}/").content.decode()
    assert actions.answer_harm(lead, "no", by=walker.actor).harm == "no"


def test_of_a_child_whose_file_is_shut_the_page_tells_a_surname_and_no_door(
    county: County, worker: Standing, post: Post, sign_in: SignIn
) -> None:
    home = people.household(county.dwellings[1])
    born = timezone.localdate() - timedelta(days=15 * 366)
    boy = people.person(county.communities[0], "蒋小明", birth_date=born, household=home)
    with acting():
        PriorityTag.objects.create(
            person=boy, category="child_in_need", basis="observed", starts_on=timezone.localdate(),
            **people.areas(county.communities[0]),
        )  # fmt: skip
    walker = post(Role.GRID_WORKER, county.communities[0])
    told = entry(county.communities[0], persons=[boy], household=home)
    lead = HardshipLead.objects.get(record=actions.visit(told, ["child_withdrawn"], by=walker.actor))
    page = sign_in(walker).get(f"/w/leads/{lead.pk}/").content.decode()
    assert (ASKED in page, "蒋某" in page, "蒋小明" in page, county.dwellings[1].address in page) == (
        True, True, False, False,
    )  # fmt: skip
