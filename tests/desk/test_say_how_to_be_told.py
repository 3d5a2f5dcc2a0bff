"""怎么联系: she says how she wants to be told, herself or to whoever helps her, and the ladder obeys."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.audit.models import Event
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refused
from linli.kernel.scope import Scope
from linli.notifications import actions, ladder
from linli.notifications.actions import Wish
from linli.notifications.models import Preference
from linli.people import actions as people
from linli.people.models import Person
from tests.conftest import Standing, see
from tests.factories import doors
from tests.factories.places import County
from tests.support.login import sign_in as enter

SignIn = Callable[[Standing], Client]
PAGE = "/my/contact/"
LATE = timezone.make_aware(datetime.fromisoformat("2026-03-02T21:00"))


@pytest.fixture
def elder(county: County, worker: Standing) -> Person:
    return people.register(
        by=worker.actor, community=county.communities[0], name="王桂兰", birth_date=doors.BORN,
        phones=[("13800001950", "")],
    )  # fmt: skip


@pytest.fixture
def own(elder: Person, worker: Standing) -> Actor:
    made = doors.resident(elder, worker.actor)
    return replace(made, scope=Scope(user=made.user, persons=(elder.pk,)))


def told(elder: Person, worker: Standing, template: str = "visit_appointed", key: str = "k") -> list[str]:
    values = {"day": "明天", "who": "您"}
    message = actions.tell(key, template, elder.pk, by=worker.actor, place=elder, **values)
    assert message is not None
    return [str(rung) for rung in message.rungs]


def answer(client: Client, ask: str, *value: str) -> Any:
    return client.post(f"{PAGE}?ask={ask}", {ask: list(value)}, follow=True)


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get(PAGE)["Location"].startswith("/login/")


def test_a_worker_does_not_say_it_for_somebody_she_is_not_helping(
    elder: Person, worker: Standing, sign_in: SignIn
) -> None:
    with pytest.raises(Refused, match="由本人来定"):
        actions.prefer(elder.pk, Wish(first="sms"), by=worker.actor, place=elder)
    client = sign_in(worker)
    assert "替她办" in client.get(f"/w/counter/{elder.pk}/contact/", follow=True).content.decode()
    client.post(f"/w/counter/{elder.pk}/contact/", {"first": "sms"})
    assert not Preference.objects.exists()


def test_a_relative_does_not_say_it_for_her(elder: Person, own: Actor) -> None:
    relative = replace(own, on_behalf_of=elder.pk)
    with pytest.raises(Refused, match="由本人来定"):
        actions.prefer(elder.pk, Wish(without=("sms",)), by=relative, place=elder)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Wish(first="pigeon"), "without"),
        (Wish(without=("inbox",)), "without"),
        (Wish(first="sms", without=("sms",)), "without"),
        (Wish(declined=("call_promised",)), "declined"),
        (Wish(quiet=(time(0), time(23, 59))), "quiet"),
    ],
)
def test_what_is_not_offered_is_refused_at_its_field(elder: Person, own: Actor, wish: Wish, field: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.prefer(elder.pk, wish, by=own, place=elder)
    assert refused.value.field == field and not Preference.objects.exists()


def test_she_is_asked_one_question_a_page_and_the_rest_stays_as_it_was(
    county: County, elder: Person, own: Actor, client: Client
) -> None:
    enter(client, own)
    assert "20:00–08:00" in client.get(PAGE).content.decode()
    question = client.get(f"{PAGE}?ask=quiet").content.decode()
    assert "什么时候别打扰？" in question and "哪些不要用？" not in question
    assert "记下了" in answer(client, "quiet", "18:00–09:00").content.decode()
    answer(client, "first", "call")
    page = answer(client, "without", "sms", "wechat").content.decode()
    assert "18:00–09:00" in page and "电话告知" in page and "短信、微信" in page
    see(county.division)
    kept = Preference.objects.get()
    assert (kept.first, kept.without, kept.quiet_from, kept.quiet_to) == ("call", ["sms", "wechat"], time(18), time(9))
    assert Event.objects.filter(verb="message.preferred").count() == 3


def test_a_contradiction_is_told_at_the_question(elder: Person, own: Actor, client: Client) -> None:
    enter(client, own)
    answer(client, "first", "sms")
    refused = answer(client, "without", "sms")
    assert refused.status_code == 422 and "不能又不要" in refused.content.decode()


def test_the_worker_who_helps_her_writes_down_what_she_says(
    county: County, elder: Person, worker: Standing, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    client.post(f"/w/counter/{elder.pk}/open/", {"channel": "phone"})
    page = client.get(f"/w/counter/{elder.pk}/contact/").content.decode()
    assert "有事先怎么告诉您？" in page and "哪些事不用专门告诉您？" in page
    client.post(
        f"/w/counter/{elder.pk}/contact/", {"first": "call", "quiet": "21:30–07:00", "declined": "visit_appointed"}
    )
    see(county.division)
    assert Preference.objects.get().declined == ["visit_appointed"]
    event = Event.objects.get(verb="message.preferred")
    assert (event.on_behalf_of, event.channel) == (elder.pk, Channel.PHONE)


def test_the_ladder_starts_with_her_way_and_leaves_out_what_she_does_without(
    elder: Person, own: Actor, worker: Standing
) -> None:
    assert told(elder, worker, key="before") == ["inbox", "wechat", "sms", "call", "paper"]
    actions.prefer(elder.pk, Wish(first="call", without=("wechat",)), by=own, place=elder)
    assert told(elder, worker, key="after") == ["inbox", "call", "sms", "paper"]


def test_what_she_declined_waits_where_she_can_read_it(elder: Person, own: Actor, worker: Standing) -> None:
    actions.prefer(elder.pk, Wish(declined=("visit_appointed",)), by=own, place=elder)
    assert told(elder, worker) == ["inbox"]


def test_who_does_without_everything_still_has_the_inbox(elder: Person, own: Actor, worker: Standing) -> None:
    actions.prefer(elder.pk, Wish(without=("wechat", "sms", "call", "paper")), by=own, place=elder)
    assert told(elder, worker) == ["inbox"]


def test_what_is_urgent_goes_its_own_way(elder: Person, own: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = actions.prefer(elder.pk, Wish(without=("sms", "call")), by=own, place=elder)
    alarm = replace(ladder.template("visit_appointed"), urgent=True)
    assert ladder.rungs_for(alarm, kept) == ["inbox", "wechat", "sms", "call", "paper"]


def test_the_job_waits_until_her_own_morning(elder: Person, own: Actor) -> None:
    kept = actions.prefer(elder.pk, Wish(quiet=(time(18), time(9))), by=own, place=elder)
    assert ladder.after_the_quiet(LATE, kept) == timezone.make_aware(datetime.fromisoformat("2026-03-03T09:00"))
    assert ladder.after_the_quiet(LATE, None) == timezone.make_aware(datetime.fromisoformat("2026-03-03T08:00"))
