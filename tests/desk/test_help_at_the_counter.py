"""前台和接电话: found by card, end of telephone or name; helped under a bar; a trace of opening and of closing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.policy import acting
from linli.kernel.scope import enter
from linli.notifications.models import Message
from linli.outreach import actions as outreach
from linli.outreach.due import Form
from linli.people import actions as people
from linli.people.actions import cards
from linli.people.models import Person
from linli.records.entries import Entry
from linli.records.models import Kind
from linli.tasks import actions as tasks
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.support.threads import race


@pytest.fixture
def elder(county: County, worker: Standing) -> Person:
    return people.register(
        by=worker.actor, community=county.communities[0], name="王桂兰", preferred_name="王奶奶",
        phones=[("13800001950", "")],
    )  # fmt: skip


@pytest.fixture
def desk(worker: Standing, sign_in: Callable[[Standing], Client]) -> Client:
    return sign_in(worker)


def test_an_evaluator_and_a_resident_have_no_counter(
    county: County, post: Callable[..., Standing], sign_in: Callable[[Standing], Client]
) -> None:
    assert sign_in(post(Role.EVALUATOR, county.division)).get("/w/counter/").status_code == 404


def test_somebody_out_of_reach_is_neither_found_nor_opened(
    county: County, post: Callable[..., Standing], sign_in: Callable[[Standing], Client], elder: Person
) -> None:
    client = sign_in(post(Role.SOCIAL_WORKER, county.towns[1]))
    assert "没有找到" in client.post("/w/counter/", {"q": "1950"}).content.decode()
    assert client.post(f"/w/counter/{elder.pk}/open/").status_code == 404
    assert client.get(f"/w/counter/{elder.pk}/").status_code == 404


def test_she_is_found_by_card_by_its_code_by_telephone_and_by_name(
    county: County, worker: Standing, elder: Person, sign_in: Callable[[Standing], Client]
) -> None:
    (issued,) = cards.issue_cards([elder], by=worker.actor)
    desk = sign_in(worker)
    for typed in (issued.card.spoken, f"http://testserver/p/{issued.token}/", "1950", "桂兰", "wgl"):
        page = desk.post("/w/counter/", {"q": typed, "phone": "1"}).content.decode()
        assert "王桂兰" in page, typed
        assert "13800001950" not in page


@pytest.mark.parametrize("typed", ["", "\x00", "%_'\"", "9" * 300, "12345678", "/p//"])
def test_what_finds_nobody_says_so(desk: Client, elder: Person, typed: str) -> None:
    assert desk.post("/w/counter/", {"q": typed}).status_code == 200


def test_helping_leaves_a_trace_of_opening_and_closing_and_says_for_whom(
    county: County, worker: Standing, elder: Person, desk: Client
) -> None:
    desk.post(f"/w/counter/{elder.pk}/open/", {"channel": "phone"})
    assert "您在替 王奶奶 办" in desk.get("/w/").content.decode()
    desk.post(f"/w/counter/{elder.pk}/call/")
    desk.post("/w/counter/close/")
    assert "您在替" not in desk.get("/w/").content.decode()
    see(county.division)
    told = {
        event.verb: (event.by_user, event.on_behalf_of, event.channel)
        for event in Event.objects.filter(verb__in=["help.begun", "task.opened", "help.ended"])
    }
    assert told == dict.fromkeys(("help.begun", "task.opened", "help.ended"), (worker.user.pk, elder.pk, "phone"))


def test_a_counter_left_alone_is_closed_after_half_an_hour(elder: Person, desk: Client) -> None:
    desk.post(f"/w/counter/{elder.pk}/open/", {"channel": "desk"})
    with time_machine.travel(timezone.now() + timedelta(minutes=29), tick=False):
        assert "您在替" in desk.get("/w/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=70), tick=False):
        assert "您在替" not in desk.get("/w/", follow=True).content.decode()


def test_helping_ends_when_she_is_no_longer_in_reach(
    county: County, worker: Standing, elder: Person, desk: Client
) -> None:
    desk.post(f"/w/counter/{elder.pk}/open/", {"channel": "phone"})
    away, areas = county.communities[1], ("county_id", "town_id", "community_id", "grid_id")
    see(county.division)
    with acting():
        Person.objects.filter(pk=elder.pk).update(**{name: away.areas()[name] for name in areas})
    page = desk.get("/w/").content.decode()
    assert "您在替" not in page and "王奶奶已经不在您负责的范围里，代办到此结束。" in page
    assert "到此结束" not in desk.get("/w/").content.decode()
    see(county.division)
    ended = Event.objects.get(verb="help.ended")
    assert (ended.by_user, ended.on_behalf_of, ended.channel) == (worker.user.pk, elder.pk, "phone")


def test_helping_goes_on_when_her_two_files_become_one(
    county: County, worker: Standing, elder: Person, neighbour: Person, desk: Client
) -> None:
    desk.post(f"/w/counter/{elder.pk}/open/", {"channel": "desk"})
    see(county.division)
    people.merge(neighbour, elder, by=worker.actor)
    assert "您在替 王奶奶 办" in desk.get("/w/").content.decode()


def test_helping_widens_nobodys_sight(county: County, elder: Person, desk: Client) -> None:
    before = desk.get("/w/people/").content.decode().count("/w/people/")
    desk.post(f"/w/counter/{elder.pk}/open/", {"channel": "desk"})
    assert desk.get("/my/progress/").status_code == 404
    assert desk.get("/w/people/").content.decode().count("/w/people/") == before


@pytest.fixture
def neighbour(county: County, worker: Standing) -> Person:
    return people.register(by=worker.actor, community=county.communities[0], name="李小满")


def test_with_two_at_one_counter_the_page_left_open_writes_nothing_under_the_wrong_name(
    county: County, desk: Client, elder: Person, neighbour: Person
) -> None:
    desk.post(f"/w/counter/{elder.pk}/open/", {"channel": "desk"})
    desk.post(f"/w/counter/{neighbour.pk}/open/", {"channel": "phone"})
    see(county.division)
    told = Event.objects.filter(verb__startswith="help.").order_by("at").values_list("verb", "on_behalf_of", "channel")
    assert list(told) == [
        ("help.begun", elder.pk, "desk"), ("help.ended", elder.pk, "desk"), ("help.begun", neighbour.pk, "phone")
    ]  # fmt: skip
    page = desk.post(f"/w/counter/{elder.pk}/call/", follow=True).content.decode()
    assert "您现在在替另一位办事" in page
    see(county.division)
    assert not Event.objects.filter(verb="task.opened").exists()
    desk.post(f"/w/counter/{elder.pk}/open/", {"channel": "desk"})
    desk.post(f"/w/counter/{elder.pk}/call/")
    see(county.division)
    assert Event.objects.get(verb="task.opened").on_behalf_of == elder.pk


def test_a_card_scanned_while_helping_another_does_not_change_for_whom(
    county: County, worker: Standing, desk: Client, elder: Person, neighbour: Person
) -> None:
    see(county.division)
    (issued,) = cards.issue_cards([neighbour], by=worker.actor)
    desk.post(f"/w/counter/{elder.pk}/open/", {"channel": "desk"})
    page = desk.get(f"/p/{issued.token}/", follow=True).content.decode()
    assert "您还在替另一位办事" in page and "您在替 王奶奶 办" in page
    desk.post("/w/counter/close/")
    assert "您在替 李小满 办" in desk.get(f"/p/{issued.token}/", follow=True).content.decode()


def test_a_visit_to_somebody_else_is_not_made_for_whoever_was_helped_before_it(
    county: County, worker: Standing, elder: Person, neighbour: Person
) -> None:
    helping = replace(worker.actor, on_behalf_of=elder.pk)
    for met, whose in ((neighbour, None), (elder, elder.pk)):
        tried = outreach.try_visit(met, Form.HOME, "away", by=helping)
        assert tried.on_behalf_of == whose
        entry = Entry(
            kind=Kind.HOME_VISIT, place=county.communities[0], happened_on=timezone.localdate(), persons=[met],
            minutes=20, head_count=1,
        )  # fmt: skip
        assert outreach.visit(entry, by=helping).on_behalf_of == whose


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_the_same_moment_are_one_call_promised(county: County, worker: Standing) -> None:
    with transaction.atomic():
        enter(worker.actor.scope)
        elder = people.register(by=worker.actor, community=county.communities[0], name="王桂兰")

    def tap() -> object:
        day = timezone.localdate()
        title = "给王桂兰打电话"
        return tasks.ask_for_call(elder.pk, title, day, by=worker.actor, place=elder, role=Role.SOCIAL_WORKER).pk

    assert len(set(race(worker.actor.scope, tap, tap, tap))) == 1
    with transaction.atomic():
        enter(worker.actor.scope)
        assert (Task.objects.count(), Message.objects.count()) == (1, 1)
