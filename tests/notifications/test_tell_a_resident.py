"""通知: told once, one rung after the other, quiet at night, stopped by reading, handed to a person at the end."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import actor_of, system_actor
from linli.audit.models import Event
from linli.gateways.senders import NotSent
from linli.kernel.actor import STRANGER
from linli.kernel.policy import Refused, acting
from linli.notifications import actions
from linli.notifications.models import Delivery, Message, Preference
from linli.people import actions as people
from linli.people.models import Person
from linli.tasks import actions as tasks
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories import accounts, doors
from tests.factories.places import County
from tests.support.login import sign_in

MORNING = timezone.make_aware(datetime.fromisoformat("2026-03-02T09:00"))
NIGHT = timezone.make_aware(datetime.fromisoformat("2026-03-02T21:30"))


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.COMMUNITY_WORKER, county.communities[0])


@pytest.fixture
def elder(county: County, worker: Standing) -> Person:
    return people.register(
        by=worker.actor, community=county.communities[0], name="王桂兰", preferred_name="王奶奶",
        phones=[("13800001950", "")],
    )  # fmt: skip


@pytest.fixture
def box(tmp_path: Path, settings: Any) -> Callable[[], list[dict[str, str]]]:
    """Return what the file sender was given."""
    settings.MESSAGE_FILE = tmp_path / "messages.jsonl"
    settings.MESSAGE_SENDERS = dict.fromkeys(("sms", "wechat"), "linli.gateways.senders.FileSender")

    def read() -> list[dict[str, str]]:
        path = settings.MESSAGE_FILE
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    return read


def tell(elder: Person, worker: Standing, key: str = "k1", at: datetime = MORNING) -> Message | None:
    made = actions.tell(key, "visit_appointed", elder.pk, by=worker.actor, place=elder, day="3月5日", who="您")
    if made is not None:
        from linli.kernel.policy import acting

        with acting():
            Message.objects.filter(pk=made.pk).update(next_at=at)
    return made


def deliver(now: datetime) -> int:
    return actions.deliver(by=system_actor(), now=now)


def ways(message: Message) -> list[tuple[str, str]]:
    return list(message.deliveries.order_by("tried_at", "id").values_list("rung", "outcome"))


def test_a_stranger_tells_nobody_and_a_worker_delivers_nothing(elder: Person, worker: Standing) -> None:
    with pytest.raises(Refused, match="由社区来告诉"):
        actions.tell("k", "visit_appointed", elder.pk, by=STRANGER, place=elder, day="", who="")
    with pytest.raises(Refused, match="由系统来送"):
        actions.deliver(by=worker.actor)


def test_the_same_key_tells_once(elder: Person, worker: Standing) -> None:
    assert tell(elder, worker) is not None
    assert tell(elder, worker) is None
    assert Message.objects.count() == 1


def test_nobody_else_reads_it(elder: Person, worker: Standing) -> None:
    message = tell(elder, worker)
    assert message is not None
    with pytest.raises(Refused, match="不是给您的"):
        actions.read(message, by=worker.actor)


def test_unread_it_climbs_to_the_telephone_and_to_a_persons_hand(
    elder: Person, worker: Standing, box: Callable[[], list[dict[str, str]]]
) -> None:
    message = tell(elder, worker)
    assert message is not None
    now = MORNING
    for hours in (0, 3, 0, 26, 49):
        now += timedelta(hours=hours)
        deliver(now)
    assert ways(message) == [
        ("inbox", "sent"), ("wechat", "no_address"), ("sms", "sent"), ("call", "sent"), ("paper", "sent")
    ]  # fmt: skip
    assert [one["text"] for one in box()] == ["3月5日，社区来看您。不方便就打电话说一声。"]
    kinds = list(Task.objects.order_by("made_at").values_list("kind", "role", "person"))
    assert kinds == [
        ("tell_by_phone", Role.COMMUNITY_WORKER, elder.pk), ("tell_on_paper", Role.COMMUNITY_WORKER, elder.pk)
    ]  # fmt: skip
    assert deliver(now + timedelta(days=30)) == 0


def test_read_in_time_nothing_further_is_tried(
    county: County, elder: Person, worker: Standing, client: Client, box: Callable[[], list[dict[str, str]]]
) -> None:
    tell(elder, worker)
    deliver(MORNING)
    sign_in(client, doors.resident(elder, worker.actor))
    page = client.get("/my/messages/").content.decode()
    assert "3月5日，社区来看您。" in page and "站内发出了" in page
    see(county.division)
    assert deliver(MORNING + timedelta(days=3)) == 0
    assert box() == []


def test_at_night_nothing_disturbs_and_in_the_morning_it_does(
    elder: Person, worker: Standing, box: Callable[[], list[dict[str, str]]]
) -> None:
    message = tell(elder, worker, at=NIGHT - timedelta(hours=4))
    deliver(NIGHT - timedelta(hours=4))
    deliver(NIGHT)
    assert box() == [] and message is not None
    message.refresh_from_db()
    assert message.next_at == timezone.make_aware(datetime.fromisoformat("2026-03-03T08:00"))
    for _rung in range(2):
        deliver(timezone.make_aware(datetime.fromisoformat("2026-03-03T08:00")))
    assert len(box()) == 1


def test_her_own_wish_comes_before_the_ladder(county: County, elder: Person, worker: Standing) -> None:
    from dataclasses import replace

    from linli.kernel.scope import Scope

    own = replace(STRANGER, user=worker.user.pk, role="resident", scope=Scope(persons=(elder.pk,)))
    actions.prefer(elder.pk, actions.Wish(without=("sms", "wechat")), by=own, place=elder)
    assert Preference.objects.get().without == ["sms", "wechat"]
    message = tell(elder, worker)
    assert message is not None and message.rungs == ["inbox", "call", "paper"]


def test_a_gateway_that_fails_three_times_is_left_for_the_next_rung(
    elder: Person, worker: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def send(self, address: str, text: str, key: str) -> None:
            raise NotSent

    monkeypatch.setattr("linli.notifications.actions.sender", lambda rung: Broken())
    message = tell(elder, worker)
    assert message is not None
    now = MORNING
    for minutes in (0, 180, 0, 6, 6, 0):
        now += timedelta(minutes=minutes)
        deliver(now)
    assert ways(message)[2:] == [("sms", "failed")] * 3 + [("call", "sent")]


def test_a_try_whose_end_was_lost_is_not_sent_twice(
    elder: Person, worker: Standing, box: Callable[[], list[dict[str, str]]]
) -> None:
    from linli.gateways.senders import FileSender

    for _time in range(2):
        FileSender().send("+8613800001950", "一句话", "one-sms")
    assert len(box()) == 1


def test_words_lie_sealed(elder: Person, worker: Standing) -> None:
    tell(elder, worker)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(m::text, ' ') FROM notifications_message m")
        kept = cursor.fetchone()[0]
    assert "社区来看" not in kept and "社区来看".encode().hex() not in kept


def test_an_appointed_visit_and_a_promised_call_tell_her(county: County, elder: Person, worker: Standing) -> None:
    day = timezone.localdate() + timedelta(days=3)
    tasks.open_task("visit", "再去看看", day, by=worker.actor, place=elder, owner=worker.post, person=elder.pk)
    tasks.ask_for_call(elder.pk, "打电话", day, by=worker.actor, place=elder, role=Role.COMMUNITY_WORKER)
    assert set(Message.objects.values_list("template", flat=True)) == {"visit_appointed", "call_promised"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_it_once(
    county: County, worker: Standing, box: Callable[[], list[dict[str, str]]]
) -> None:
    with transaction.atomic():
        see(county.division)
        elder = people.register(by=worker.actor, community=county.communities[0], name="王桂兰")
        message = tell(elder, worker)
    start = Barrier(2)

    def work() -> None:
        try:
            start.wait()
            with transaction.atomic():
                see(county.division)
                deliver(MORNING)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with transaction.atomic():
        see(county.division)
        assert Delivery.objects.filter(message=message).count() == 1


def test_a_message_that_stumbles_does_not_keep_back_those_behind_it(
    county: County, worker: Standing, elder: Person, box: Callable[[], list[dict[str, str]]]
) -> None:
    told = [actions.tell(key, "call_promised", elder.pk, by=worker.actor, place=elder, day="明天") for key in "ab"]
    stumbling, sound = (message for message in told if message is not None)
    with acting():
        Message.objects.filter(pk=stumbling.pk).update(community_id=None, rungs=["call"], next_at=MORNING)
        Message.objects.filter(pk=sound.pk).update(rungs=["sms"], next_at=MORNING)
    for minutes in (0, 1, 6, 12):
        actions.deliver(by=system_actor(), now=MORNING + timedelta(minutes=minutes))
    assert len(box()) == 1
    outcomes = Delivery.objects.filter(message=stumbling).values_list("outcome", flat=True)
    assert list(outcomes) == ["failed"] * 3
    stumbling.refresh_from_db()
    assert stumbling.next_at is None


def test_nothing_more_is_tried_when_she_has_died(
    county: County, worker: Standing, elder: Person, box: Callable[[], list[dict[str, str]]]
) -> None:
    actions.tell("a", "call_promised", elder.pk, by=worker.actor, place=elder, day="明天")
    people.record_death(elder, by=worker.actor, died_on=timezone.localdate(), source="家属电话")
    for hours in (0, 3, 6):
        actions.deliver(by=system_actor(), now=MORNING + timedelta(days=730, hours=hours))
    assert box() == []
    assert Message.objects.get().next_at is None


def test_what_her_daughter_reads_is_not_yet_told_to_her(
    county: County, worker: Standing, elder: Person, client: Client
) -> None:
    actions.tell("a", "call_promised", elder.pk, by=worker.actor, place=elder, day="明天")
    her = actor_of(accounts.user("示范女儿"), None)
    proxy = doors.proxy(elder, her)
    sign_in(client, her).post(f"/my/family/{proxy.pk}/act/")
    assert "明天以前" in client.get("/my/messages/").content.decode()
    see(county.division)
    assert Message.objects.get().read_at is None


def test_what_stops_with_a_death_leaves_its_own_event(county: County, worker: Standing, elder: Person) -> None:
    assert actions.silence(elder.pk, by=worker.actor, place=elder) == 0
    assert not Event.objects.filter(verb="message.silenced").exists()
    message = tell(elder, worker)
    people.record_death(elder, by=worker.actor, died_on=timezone.localdate(), source="女儿电话告知")
    told = Event.objects.get(verb="message.silenced")
    assert (told.by_user, told.county_id) == (worker.user.pk, elder.county_id)
    assert told.facts == {"person": str(elder.pk), "messages": 1}
    assert message is not None and Message.objects.get(pk=message.pk).next_at is None
