"""我同意的: she says yes herself, to the words on the page, one question at a time; taking it back is as easy."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refused
from linli.kernel.scope import Scope
from linli.people import actions as people
from linli.people import consents
from linli.people.actions import Said
from linli.people.models import ConsentEvent, Person
from linli.people.purposes import purposes
from tests.conftest import Standing, see
from tests.factories import doors
from tests.factories.places import County
from tests.support.login import sign_in as enter

PAGE = "/my/consents/"
STORY = "publish_story"


@pytest.fixture
def elder(county: County, worker: Standing) -> Person:
    return people.register(by=worker.actor, community=county.communities[0], name="王桂兰", birth_date=doors.BORN)


@pytest.fixture
def own(elder: Person, worker: Standing) -> Actor:
    made = doors.resident(elder, worker.actor)
    return replace(made, scope=Scope(user=made.user, persons=(elder.pk,)))


def said(purpose: str = STORY, **facts: Any) -> Said:
    use = purposes()[purpose]
    told: dict[str, Any] = {
        "purpose": purpose, "digest": use.digest, "classes": list(use.classes), "recipients": list(use.recipients),
        "given_by": "self", "how": "phone",
    }  # fmt: skip
    return Said(**(told | facts))


def held(county: County, person: Person, purpose: str = STORY) -> list[ConsentEvent]:
    see(county.division)
    return list(next(one.given for one in consents.standing(person) if one.purpose.code == purpose))


def text(answer: Any) -> str:
    body: str = answer.content.decode()
    return body


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get(PAGE)["Location"].startswith("/login/")


def test_a_worker_cannot_write_it_down_as_said_on_her_own_telephone(elder: Person, worker: Standing) -> None:
    with pytest.raises(Refused) as refused:
        people.consent(elder, said(), by=worker.actor)
    assert refused.value.field == "how"


def test_a_relative_agrees_to_nothing_and_takes_nothing_back(elder: Person, own: Actor) -> None:
    relative = replace(own, on_behalf_of=elder.pk)
    with pytest.raises(Refused):
        people.consent(elder, said(), by=relative)
    with pytest.raises(Refused):
        people.withdraw_consent(elder, STORY, by=relative)


def test_a_neighbour_does_not_agree_for_her(county: County, elder: Person, own: Actor, worker: Standing) -> None:
    other = people.register(by=worker.actor, community=county.communities[0], name="赵邻居", birth_date=doors.BORN)
    with pytest.raises(Refused):
        people.consent(other, said(), by=own)


def test_a_child_under_14_does_not_speak_for_herself(county: County, worker: Standing) -> None:
    born = timezone.localdate() - timedelta(days=4000)
    child = people.register(by=worker.actor, community=county.communities[0], name="小蒋", birth_date=born)
    own = replace(doors.resident(child, worker.actor), scope=Scope(persons=(child.pk,)))
    with pytest.raises(Refused, match="监护人"):
        people.consent(child, said(), by=own)


def test_she_does_not_speak_as_her_own_guardian_either(elder: Person, own: Actor, worker: Standing) -> None:
    with pytest.raises(Refused):
        people.consent(elder, said(given_by="guardian", giver=elder), by=own)


def test_words_that_have_changed_are_not_agreed_to(elder: Person, own: Actor, client: Client) -> None:
    enter(client, own)
    answer = client.post(f"{PAGE}{STORY}/", {"digest": "0" * 64})
    assert answer.status_code == 422 and "刚刚改过" in text(answer)


def test_yes_is_kept_with_the_words_and_her_login_as_evidence(
    county: County, elder: Person, own: Actor, client: Client
) -> None:
    enter(client, own)
    assert "没有同意" in text(client.get(PAGE))
    page = text(client.get(f"{PAGE}{STORY}/"))
    assert "您同意吗？" in page and all(line in page for line in purposes()[STORY].paragraphs)
    answer = client.post(f"{PAGE}{STORY}/", {"digest": purposes()[STORY].digest}, follow=True)
    assert "记下了" in text(answer)
    (event,) = held(county, elder)
    assert (event.how, event.given_by, event.text_id) == ("phone", "self", purposes()[STORY].digest)
    assert event.evidence.startswith("本人账号登录 20") and event.noted_post is None and event.noted_by == own.user
    assert consents.may(elder, STORY, "story", "report")


def test_taking_back_is_one_question_and_holds_at_once(
    county: County, elder: Person, own: Actor, client: Client
) -> None:
    people.consent(elder, said(), by=own)
    enter(client, own)
    assert f"{PAGE}{STORY}/end/" in text(client.get(PAGE))
    assert "收回了" in text(client.post(f"{PAGE}{STORY}/end/", follow=True))
    assert held(county, elder) == [] and not consents.may(elder, STORY, "story", "report")
    assert "不用收回" in text(client.post(f"{PAGE}{STORY}/end/", follow=True))


def test_what_a_worker_wrote_down_she_takes_back_herself(
    county: County, elder: Person, own: Actor, worker: Standing
) -> None:
    people.consent(elder, said(how="spoken"), by=worker.actor)
    people.withdraw_consent(elder, STORY, by=own)
    assert held(county, elder) == []


def test_where_there_is_a_choice_it_is_a_page_of_its_own_and_nothing_is_ticked(
    county: County, elder: Person, own: Actor, client: Client
) -> None:
    enter(client, own)
    page = text(client.get(f"{PAGE}refer/"))
    assert "可以用哪些？" in page and "checked" not in page and "您同意吗" not in page
    assert client.get(f"{PAGE}refer/?asked=classes").status_code == 422
    assert "您同意吗？" in text(client.get(f"{PAGE}refer/?asked=classes&classes=contact"))
    told = {"digest": purposes()["refer"].digest, "classes": "contact"}
    client.post(f"{PAGE}refer/", told)
    assert [row.data_class for row in held(county, elder, "refer")] == ["contact"]


@pytest.mark.parametrize("purpose", ["base_file", "nothing", "trail"])
def test_what_a_law_orders_is_not_asked(elder: Person, own: Actor, client: Client, purpose: str) -> None:
    enter(client, own)
    assert client.get(f"{PAGE}{purpose}/").status_code == 404


def test_by_card_and_pin_the_card_is_the_evidence(county: County, elder: Person, own: Actor) -> None:
    by_card = replace(
        own, user=None, on_behalf_of=elder.pk, name="居民卡 1234", role=Role.RESIDENT, channel=Channel.WEB
    )
    people.consent(elder, said(), by=by_card)
    (event,) = held(county, elder)
    assert event.evidence.startswith("居民卡 1234和密码 20")
