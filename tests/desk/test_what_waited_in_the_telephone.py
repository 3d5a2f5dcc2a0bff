"""What was put aside without signal meets a world that went on: nothing is lost, nobody is left out unsaid."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from linli.accounts.models import Role
from linli.desk.quick_record import outbox
from linli.kernel.policy import acting
from linli.people import actions as people
from linli.people.models import Person
from linli.records.models import ServiceRecord
from linli.tasks.models import Draft
from tests.conftest import Standing, see
from tests.desk.test_record_without_signal import act, key, send
from tests.factories.places import County
from tests.support.threads import race

__all__ = ["key"]  # the fixture that every test here uses
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.COMMUNITY_WORKER, county.communities[0])


@pytest.fixture
def elder(county: County, worker: Standing) -> Person:
    return people.register(by=worker.actor, community=county.communities[0], name="王桂兰")


def test_it_is_not_written_for_whoever_sits_at_the_counter_when_it_arrives(
    county: County, worker: Standing, elder: Person, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    client.post(f"/w/counter/{elder.pk}/open/", {"channel": "phone"})
    assert send(client, worker, uuid4(), act(county, worker)).json()["state"] == "recorded"
    see(county.division)
    made = ServiceRecord.objects.get()
    assert (made.on_behalf_of, made.channel) == (None, "door")


def test_another_text_under_an_id_that_was_recorded_is_kept_beside_it(
    county: County, worker: Standing, sign_in: SignIn
) -> None:
    client, one = sign_in(worker), uuid4()
    assert send(client, worker, one, act(county, worker)).json()["state"] == "recorded"
    assert send(client, worker, one, act(county, worker)).json()["state"] == "known"
    other = act(county, worker, call="李四", entries={"note": "家里漏水"})
    answers = [send(client, worker, one, other).json() for _time in range(2)]
    assert [answer["state"] for answer in answers] == ["draft", "draft"]
    assert "家里漏水" in client.get(answers[0]["url"]).content.decode()
    see(county.division)
    assert ServiceRecord.objects.get().narrative == "咳嗽一周"
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("field", ["note", "call", "title", "minutes", "happened_on", "page", "again_on"])
@pytest.mark.parametrize("broken", ["半个\ud83d字", "空\x00字"])
def test_signs_that_nothing_can_keep_do_not_keep_it_from_arriving(
    county: County, worker: Standing, sign_in: SignIn, field: str, broken: str
) -> None:
    answer = send(sign_in(worker), worker, uuid4(), act(county, worker, entries={field: broken}))
    assert answer.json()["state"] in ("recorded", "draft")


def test_somebody_who_moved_away_meanwhile_is_not_left_out_unsaid(
    county: County, worker: Standing, elder: Person, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    neighbour = people.register(by=worker.actor, community=county.communities[0], name="赵一")
    form = client.get(reverse("record_new") + "?kind=home_visit")["Location"]
    see(county.division)
    with acting():
        away = county.communities[2]
        Person.objects.filter(pk=elder.pk).update(community_id=away.pk, town_id=away.town_id)
    told = [("persons", str(elder.pk)), ("persons", str(neighbour.pk)), ("who_for", str(county.communities[0].pk))]
    text = {"post": str(worker.post.pk), "entries": [*told, ("note", "量血压"), ("minutes", "30")]}
    answer = send(client, worker, UUID(form.rstrip("/").rpartition("/")[2]), text).json()
    assert answer["state"] == "draft" and "已经不在您负责的范围里" in answer["sentence"]
    see(county.division)
    assert not ServiceRecord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_three_copies_at_the_same_moment_are_one_record(county: County, worker: Standing) -> None:
    one, text = uuid4(), act(county, worker)
    take = lambda: outbox.take(one, text, by=worker.actor).state  # noqa: E731
    assert sorted(map(str, race(worker.actor.scope, take, take, take))) == ["known", "known", "recorded"]
