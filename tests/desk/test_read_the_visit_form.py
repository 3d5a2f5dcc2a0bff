"""What was ticked at the door is read again: on the record, and on the person's line against the form before."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.kernel.policy import acting
from linli.outreach import actions
from linli.outreach.actions import Filled
from linli.outreach.questions import visit_form
from linli.people.models import Person
from linli.records import actions as records
from linli.records.models import ServiceRecord
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.factories.records import entry
from tests.factories.visits import elder

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
FIRST = {"health.speech": "well", "safety.gas": "help", "mind.mood": "well"}


@pytest.fixture
def walker(county: County, post: Post) -> Standing:
    return post(Role.GRID_WORKER, county.grids[0])


@pytest.fixture
def person(county: County) -> Person:
    return elder(county)


def visited(
    county: County, by: Standing, person: Person, answers: dict[str, str], days: int, codes: tuple[str, ...] = ()
) -> ServiceRecord:
    day = timezone.localdate() - timedelta(days=days)
    told = entry(county.grids[0], persons=[person], happened_on=day)
    return actions.visit(told, codes, by=by.actor, filled=Filled(visit_form().version, answers))


def page(client: Client, name: str, pk: object) -> str:
    answer = client.get(reverse(name, args=[pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", [Role.STREET_OFFICER, Role.COUNTY_OFFICER])
def test_an_officer_reads_no_form(
    county: County, post: Post, sign_in: SignIn, walker: Standing, person: Person, role: str
) -> None:
    made = visited(county, walker, person, FIRST, 3)
    client = sign_in(post(role, county.towns[0] if role == Role.STREET_OFFICER else county.division))
    assert "燃气" not in page(client, "record", made.pk) and "燃气" not in page(client, "person", person.pk)
    assert not Look.objects.filter(kind="visit.answers").exists()


def test_the_form_of_a_shut_file_is_read_by_its_team_alone(
    county: County, post: Post, sign_in: SignIn, walker: Standing, person: Person
) -> None:
    made = visited(county, walker, person, FIRST, 3)
    with acting():
        Person.objects.filter(pk=person.pk).update(birth_date=timezone.localdate() - timedelta(days=4000))
        person.tags.update(category="orphan")
    colleague = sign_in(post(Role.COMMUNITY_WORKER, county.communities[0]))
    assert "燃气" not in page(colleague, "record", made.pk)
    assert "燃气" in page(sign_in(walker), "record", made.pk)


def test_the_record_shows_each_answer_in_the_words_of_the_form_and_notes_who_read(
    county: County, post: Post, sign_in: SignIn, walker: Standing, person: Person
) -> None:
    made = visited(county, walker, person, FIRST, 3)
    body = page(sign_in(post(Role.COMMUNITY_WORKER, county.communities[0])), "record", made.pk)
    assert "五看十五项" in body and "安全·燃气" in body and "要帮忙" in body and "身体·说话" in body
    assert Look.objects.get(kind="visit.answers").persons == [person.pk]


def test_an_answer_that_left_the_form_is_still_told_as_its_code_with_the_old_version(
    county: County, sign_in: SignIn, walker: Standing, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = visited(county, walker, person, FIRST, 3)
    form = visit_form()
    later = type(form)("five_by_three/2", form.name, form.subjects[:1], form.options)
    monkeypatch.setattr("linli.outreach.answers.visit_form", lambda: later)
    body = page(sign_in(walker), "record", made.pk)
    assert "safety.gas" in body and "five_by_three/1" in body


def test_the_line_says_what_changed_since_the_form_before(
    county: County, sign_in: SignIn, walker: Standing, person: Person
) -> None:
    visited(county, walker, person, FIRST, 30)
    visited(county, walker, person, {**FIRST, "safety.gas": "well", "mind.mood": "watch"}, 3)
    for name in ("person", "person_records"):
        body = page(sign_in(walker), name, person.pk)
        assert "探访表：安全·燃气 要帮忙" in body
        assert "探访表和上次比：安全·燃气 要帮忙→好；精神·情绪 好→留意" in body
    assert Look.objects.filter(kind="visit.answers", persons=[person.pk]).count() == 2


def test_the_same_answers_again_say_so(county: County, sign_in: SignIn, walker: Standing, person: Person) -> None:
    visited(county, walker, person, FIRST, 30)
    visited(county, walker, person, FIRST, 3)
    assert "探访表和上次比：没有变化" in page(sign_in(walker), "person", person.pk)


def test_a_withdrawn_visit_is_not_compared_with(
    county: County, sign_in: SignIn, walker: Standing, person: Person
) -> None:
    wrong = visited(county, walker, person, {"safety.gas": "watch"}, 30)
    visited(county, walker, person, FIRST, 3)
    records.withdraw(wrong, by=walker.actor, reason="记错了人")
    body = page(sign_in(walker), "person", person.pk)
    assert "探访表：安全·燃气 要帮忙" in body and "留意" not in body


def test_a_corrected_visit_keeps_its_form(county: County, sign_in: SignIn, walker: Standing, person: Person) -> None:
    made = visited(county, walker, person, FIRST, 3)
    later = records.correct(made, by=walker.actor, reason="补记时长", minutes=45)
    assert "安全·燃气" in page(sign_in(walker), "record", later.pk)
    assert "探访表：安全·燃气 要帮忙" in page(sign_in(walker), "person", person.pk)


def test_the_chips_tapped_at_the_door_stand_on_the_record(
    county: County, sign_in: SignIn, walker: Standing, person: Person
) -> None:
    made = visited(county, walker, person, {}, 3, ("low_spirits",))
    see(county.division)
    assert "什么情况" in page(sign_in(walker), "record", made.pk)
