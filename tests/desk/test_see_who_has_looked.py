"""谁看过我的信息: unit, role, time and kind; kept from whoever may have harmed her; numbers say what for."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event, Look
from linli.kernel.policy import Refused, acting
from linli.people import actions as people
from linli.people.models import Person, PersonAccount, Proxy, SuspectedHarm
from linli.tasks import actions as tasks
from tests.conftest import Standing, see
from tests.factories import accounts, doors
from tests.factories.people import areas
from tests.factories.places import County
from tests.support.login import sign_in as enter_as

SignIn = Callable[[Standing], Client]


@pytest.fixture
def elder(county: County, worker: Standing) -> Person:
    return people.register(
        by=worker.actor, community=county.communities[0], name="王桂兰", birth_date=doors.BORN,
        phones=[("13800001950", "")], actual_address="示范家苑3栋2单元502",
    )  # fmt: skip


@pytest.fixture
def lead(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


def test_a_stranger_and_a_post_do_not_come_in(client: Client, worker: Standing, sign_in: SignIn) -> None:
    assert client.get(reverse("my_looks"))["Location"].startswith("/login/")
    assert sign_in(worker).get(reverse("my_looks")).status_code == 404


def test_she_sees_unit_role_and_kind_but_no_name_and_no_reason(
    elder: Person, worker: Standing, sign_in: SignIn
) -> None:
    phone = elder.telephones.get()
    sign_in(worker).get(reverse("person", args=[elder.pk]))
    people.reveal(phone, by=worker.actor, purpose="密语原因")
    client = Client()
    enter_as(client, doors.resident(elder, worker.actor))
    body = client.get(reverse("my_looks")).content.decode()
    assert f"{worker.post.place} · 社会工作者 · 居民页" in body, re.findall("<li><time.*?</li>", body)
    assert "完整号码" in body
    assert worker.user.name not in body
    assert "密语原因" not in body


def test_the_worker_shows_and_prints_the_same_for_her(elder: Person, worker: Standing, sign_in: SignIn) -> None:
    people.reveal(elder.telephones.get(), by=worker.actor, purpose="密语原因")
    client = sign_in(worker)
    body = client.get(reverse("person_looks", args=[elder.pk])).content.decode()
    assert "密语原因" not in body
    assert "社会工作者" in body
    paper = client.get(reverse("person_looks_paper", args=[elder.pk]))
    assert paper.content.startswith(b"%PDF")


def acting_for(elder: Person, by_whom: Person, worker: Standing) -> Client:
    """Sign in the account of somebody who acts for the elder."""
    user, now = accounts.user(by_whom.name), timezone.now()
    facts = areas_of(elder)
    with acting():
        PersonAccount.objects.create(person=by_whom, user=user, how="desk", since=now, **facts)
        proxy = Proxy.objects.create(
            person=elder, user=user, called="妈妈", may=["progress", "records", "call"], how="desk", confirmed_at=now,
            starts_on=timezone.localdate(), asked_at=now, **facts,
        )  # fmt: skip
    from linli.accounts.sight import actor_of
    from linli.people.standing import ACTING

    client = enter_as(Client(), actor_of(user, None))
    session = client.session
    session[ACTING] = str(proxy.pk)
    session.save()
    return client


def areas_of(person: Person) -> dict[str, int | None]:
    from linli.places.models import Division

    return areas(Division.objects.get(pk=person.community_id))


def test_a_proxy_sees_until_harm_is_suspected_and_then_neither_looks_nor_address(
    county: County, elder: Person, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    son = people.register(by=worker.actor, community=county.communities[0], name="王强")
    sign_in(worker).get(reverse("person", args=[elder.pk]))
    client = acting_for(elder, son, worker)
    assert "社会工作者" in client.get(reverse("my_looks")).content.decode()
    assert "示范家苑" in client.get("/my/told/").content.decode()
    see(county.division)
    people.mark_harm(elder, son, by=lead.actor, reason="邻居两次听到打骂")
    body = client.get(reverse("my_looks")).content.decode()
    assert "社会工作者" not in body
    assert "妈妈" not in body
    assert "伤害" not in body
    assert "示范家苑" not in client.get("/my/told/").content.decode()
    noted = Event.objects.get(verb="looks.withheld")
    assert noted.facts == {"person": str(elder.pk), "reason": "suspected_harm"}


def test_only_the_head_of_the_station_marks_and_sees_it(
    county: County, elder: Person, worker: Standing, lead: Standing, sign_in: SignIn
) -> None:
    son = people.register(by=worker.actor, community=county.communities[0], name="王强")
    with pytest.raises(Refused, match="只能由本站的站长"):
        people.mark_harm(elder, son, by=worker.actor, reason="听说")
    people.relate(elder, son, by=worker.actor, kind="child")
    address = reverse("person_safety", args=[elder.pk])
    assert sign_in(worker).get(address).status_code == 404
    assert sign_in(lead).post(address, {"other": son.pk, "reason": "邻居两次听到打骂"}).status_code == 302
    assert SuspectedHarm.objects.visible_to(worker.actor).count() == 0
    mark = SuspectedHarm.objects.visible_to(lead.actor).get()
    assert mark.reason == "邻居两次听到打骂"
    assert "邻居" not in str(bytes(mark.reason_sealed or b""))
    assert sign_in(lead).post(reverse("harm_lift", args=[mark.pk])).status_code == 302
    mark.refresh_from_db()
    assert mark.until is not None


def test_a_number_is_shown_for_the_todo_in_hand_and_asks_why_without_one(
    elder: Person, worker: Standing, sign_in: SignIn
) -> None:
    phone = elder.telephones.get()
    address = reverse("number", args=["telephone", phone.pk])
    client = sign_in(worker)
    assert client.post(address, {"purpose": ""}).status_code == 422
    with pytest.raises(Refused, match="为什么要看完整号码"):
        people.reveal(phone, by=worker.actor)
    task = tasks.open_task(
        "call_back", "回个电话", timezone.localdate() + timedelta(days=1), by=worker.actor, place=elder,
        owner=worker.post, person=elder.pk,
    )  # fmt: skip
    assert "不用写原因" in client.get(address).content.decode()
    assert client.post(address, {"purpose": ""}).status_code == 200
    assert Look.objects.get(kind="person.number").purpose == f"task:{task.pk}"
