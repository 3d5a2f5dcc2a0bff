"""个人信息请求: asked by who may, answered by a day with reasons, handed out whole but for what concerns others."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import actor_of
from linli.audit.models import Event, Look
from linli.kernel.policy import Refused, acting
from linli.notifications import actions as notifications
from linli.notifications.models import Message
from linli.people import actions, consents, rights
from linli.people.models import Person, Restriction, RightsRequest
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories import accounts
from tests.factories import people as factory
from tests.factories.doors import account_of, proxy
from tests.factories.places import County
from tests.factories.records import record
from tests.people.cards import PHONE
from tests.people.test_consent import said

Post = Callable[..., Standing]


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


def herself(person: Person, worker: Standing, **more: Any) -> Any:
    """Return the actor of a person who has signed in, as the middleware makes it."""
    from linli.accounts.standing import Standing as Door
    from linli.accounts.standing import widened

    return widened(actor_of(account_of(person, worker.actor), None), Door(person.pk, **more))


def granted(person: Person, lead: Standing, kind: str = "copy", **told: Any) -> RightsRequest:
    asked = actions.ask_right(person, kind, by=lead.actor, how="counter")
    return actions.answer_right(asked, by=lead.actor, outcome="granted", **told)


def test_a_stranger_a_colleague_elsewhere_and_an_unasked_daughter_ask_for_nobody(
    person: Person, lead: Standing, county: County, post: Post
) -> None:
    daughter = actor_of(accounts.user(), None)
    proxy(person, daughter)
    elsewhere = post(Role.SOCIAL_WORKER, county.towns[1]).actor
    with pytest.raises(Refused, match="要本人来提"):
        actions.ask_right(person, "copy", by=daughter)
    with pytest.raises(Refused, match="要本人来提"):
        actions.ask_right(person, "copy", by=elsewhere, how="counter")
    with pytest.raises(Refused, match="亲情代办"):
        actions.ask_right(person, "copy", by=lead.actor, asker="proxy", how="counter")
    assert not RightsRequest.objects.exists()


@pytest.mark.parametrize(
    ("asker", "sentence"),
    [("relative", "只能替去世的居民提"), ("guardian", "未满18岁"), ("neighbour", "请选"), ("proxy", "亲情代办")],
)
def test_who_does_not_speak_for_her_is_refused(person: Person, lead: Standing, asker: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.ask_right(person, "see", by=lead.actor, asker=asker, how="counter", name="何某")


def test_for_the_dead_a_near_relative_speaks_and_says_her_name(person: Person, lead: Standing) -> None:
    actions.record_death(person, by=lead.actor, died_on=timezone.localdate(), source="家属")
    person.refresh_from_db()
    with pytest.raises(Refused, match="近亲属来提"):
        actions.ask_right(person, "copy", by=lead.actor, how="counter")
    with pytest.raises(Refused, match="写提的人的姓名"):
        actions.ask_right(person, "copy", by=lead.actor, asker="relative", how="counter")
    made = actions.ask_right(person, "copy", by=lead.actor, asker="relative", how="paper", name="王女士")
    assert (made.asker_name, made.how) == ("王女士", "paper")


def test_a_correction_says_what_is_wrong(person: Person, lead: Standing) -> None:
    with pytest.raises(Refused) as refused:
        actions.ask_right(person, "correct", by=lead.actor, how="phone")
    assert refused.value.field == "words"


def test_asked_it_has_a_day_a_todo_and_is_the_same_when_asked_again(person: Person, lead: Standing) -> None:
    own = herself(person, lead)
    made = actions.ask_right(person, "copy", by=own)
    assert made.due_on == timezone.localdate() + timedelta(days=rights.desk().clocks["copy"].days)
    assert actions.ask_right(person, "copy", by=own).pk == made.pk
    task = Task.objects.get(kind="rights_request")
    assert (task.role, task.due_on, task.subject, task.person) == ("station_lead", made.due_on, made.pk, person.pk)
    assert "王" not in task.title
    assert Event.objects.get(verb="right.asked").facts["kind"] == "copy"


def test_where_there_is_no_station_lead_the_street_answers(person: Person, worker: Standing, post: Post) -> None:
    asked = actions.ask_right(person, "see", by=worker.actor, how="counter")
    assert Task.objects.get(kind="rights_request").role == "street_officer"
    street = post(Role.STREET_OFFICER, _town(person))
    assert actions.answer_right(asked, by=street.actor, outcome="granted").outcome == "granted"


def _town(person: Person) -> Any:
    from linli.places.models import Division

    return Division.objects.get(pk=person.town_id)


def test_nobody_else_answers_and_a_refusal_says_why(
    person: Person, lead: Standing, worker: Standing, county: County, post: Post
) -> None:
    asked = actions.ask_right(person, "copy", by=worker.actor, how="counter")
    for by in (worker, post(Role.STATION_LEAD, county.towns[1]), post(Role.STREET_OFFICER, county.towns[0])):
        with pytest.raises(Refused, match="由本地的站长答复"):
            actions.answer_right(asked, by=by.actor, outcome="granted")
    for told in ({}, {"reason": "secret"}, {"words": "不行"}, {"reason": "hold", "words": "不行"}):
        with pytest.raises(Refused, match="选一个原因"):
            actions.answer_right(asked, by=lead.actor, outcome="refused", **told)
    done = actions.answer_right(asked, by=lead.actor, outcome="refused", reason="secret", words="报告人要保密。")
    assert (done.outcome, done.reason, done.answer) == ("refused", "secret", "报告人要保密。")
    assert Task.objects.get(kind="rights_request").done_at is not None
    with pytest.raises(Refused, match="已经答复过"):
        actions.answer_right(done, by=lead.actor, outcome="granted")
    with acting(), pytest.raises(IntegrityError, match="right_is_refused_with_a_reason"), transaction.atomic():
        bad = RightsRequest(
            person=person, kind="see", asker="self", how="phone", asked_at=timezone.now(), outcome="refused",
            due_on=timezone.localdate(), answered_at=timezone.now(), answered_by=lead.user.pk,
            **factory.areas(county.communities[0]),
        )  # fmt: skip
        bad.save(force_insert=True)


def test_the_copy_is_whole_and_leaves_out_what_concerns_others(person: Person, lead: Standing, county: County) -> None:
    other = factory.person(county.communities[0], "何奶奶")
    actions.relate(person, other, by=lead.actor, kind="sibling")
    record(lead.actor, county.communities[0], persons=[person], narrative="她说腿疼", minutes=20)
    record(lead.actor, county.communities[0], persons=[person, other], narrative="两家人吵架", minutes=20)
    with acting():
        from linli.people.models import SuspectedHarm

        SuspectedHarm.objects.create(
            person=person, by_whom=other, since=timezone.localdate(), **factory.areas(county.communities[0])
        )
    right = granted(person, lead)
    before = Look.objects.filter(kind="right.copy").count()
    copy = actions.take_copy(right, by=lead.actor)
    told = json.loads(copy.json)
    assert told["schema"] == "linli.person-copy/1"
    parts = {part["code"]: part for part in told["parts"]}
    assert set(parts) == {
        "facts", "numbers", "households", "kin", "categories", "consents", "doors", "requests", "records", "visits",
        "looks", "cases", "practice", "surveys",
    }  # fmt: skip
    assert {"field": "name", "label": "姓名", "value": "王小明"} in parts["facts"]["rows"]
    assert PHONE in str(parts["numbers"]["rows"])
    assert [row["text"] for row in parts["records"]["rows"]] == ["她说腿疼", ""]
    assert "写到了别人" in parts["records"]["left_out"]
    assert parts["kin"]["rows"][0]["relation"] == "兄弟姐妹"
    for body in (copy.json.decode(), copy.page.decode()):
        assert "何奶奶" not in body
        assert "两家人吵架" not in body
        assert "疑似" not in body
    with ZipFile(BytesIO(copy.zip)) as packed:
        assert packed.namelist() == ["我的信息.html", "person.json"]
    assert Look.objects.filter(kind="right.copy").count() == before + 1
    assert Event.objects.get(verb="data.given_out").facts["schema"] == "linli.person-copy/1"


def test_a_copy_is_taken_by_her_side_in_its_days_and_by_nobody_else(
    person: Person, lead: Standing, worker: Standing, county: County
) -> None:
    right = granted(person, lead)
    with pytest.raises(Refused, match="请站长"):
        actions.take_copy(right, by=worker.actor)
    stranger = herself(factory.person(county.communities[0], "何奶奶"), lead)
    with pytest.raises(Refused, match="请站长"):
        actions.take_copy(right, by=stranger)
    with acting():
        late = RightsRequest(
            person=person, kind="see", asker="self", how="phone", asked_at=timezone.now(), outcome="granted", reason="",
            due_on=timezone.localdate(), answered_at=timezone.now() - timedelta(days=31), answered_by=lead.user.pk,
            kept={}, **factory.areas(county.communities[0]),
        )  # fmt: skip
        late.save(force_insert=True)
    with pytest.raises(Refused, match="再提一次"):
        actions.take_copy(late, by=lead.actor)
    own = herself(person, lead)
    assert actions.take_copy(right, by=own).person == str(person.pk)


def test_restricted_she_is_not_told_visited_or_used_and_released_everything_runs_again(
    person: Person, lead: Standing
) -> None:
    actions.consent(person, said(), by=lead.actor)
    assert consents.may(person, "publish_story", "story", "report")
    granted(person, lead, "restrict")
    person.refresh_from_db()
    assert Restriction.objects.get().since == person.restricted_at
    assert not consents.may(person, "publish_story", "story", "report")
    told = {"by": lead.actor, "place": person, "day": "明天", "who": "您"}
    assert notifications.tell("k1", "call_promised", person.pk, **told) is None
    assert Message.objects.filter(person=person.pk, template="right_answered").count() == 1
    with pytest.raises(Refused, match="只保存"):
        actions.amend(person, by=lead.actor, version=person.version, note="x")
    granted(person, lead, "release")
    person.refresh_from_db()
    assert person.restricted_at is None
    assert consents.may(person, "publish_story", "story", "report")
    assert notifications.tell("k1", "call_promised", person.pk, **told) is not None


def test_a_waiting_message_waits_until_the_release(person: Person, lead: Standing) -> None:
    from linli.accounts.sight import system_actor

    waiting = notifications.tell("k2", "call_promised", person.pk, by=lead.actor, place=person, day="明天", who="您")
    assert waiting is not None
    granted(person, lead, "restrict")
    notifications.deliver(by=system_actor(), now=timezone.now() + timedelta(hours=3))
    waiting.refresh_from_db()
    assert (waiting.at, waiting.deliveries.count()) == (0, 0)


def test_todos_about_her_end_with_the_restriction_but_her_own_request(person: Person, lead: Standing) -> None:
    from linli.tasks.actions import open_task

    open_task("visit", "看望", timezone.localdate(), by=lead.actor, place=person, role="station_lead", person=person.pk)
    granted(person, lead, "restrict")
    assert Task.objects.get(kind="visit").outcome == "信息已限制使用"


def test_row_security_keeps_requests_of_another_town(person: Person, lead: Standing, county: County) -> None:
    granted(person, lead, "restrict")
    see(county.towns[1])
    assert not RightsRequest.objects.exists()
    assert not Restriction.objects.exists()
