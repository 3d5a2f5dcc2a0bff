"""She answers by her link: no login, one question a page, nothing typed, once; and says so when she was coached."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.audit.models import Event
from linli.gateways import senders
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.kernel.scope import Scope, seeing
from linli.notifications.models import Message
from linli.people import actions as people
from linli.people.models import Person
from linli.surveys import actions
from linli.surveys.models import Answer, Respondent
from tests.architecture.test_restricted_is_not_used import restrict
from tests.factories import surveys as factory
from tests.factories.places import County


@pytest.fixture
def work(county: County, residents: list[Person]) -> factory.Fieldwork:
    return factory.drawn(county.division)


@pytest.fixture
def her(work: factory.Fieldwork) -> Respondent:
    return work.respondents()[0]


def given(work: factory.Fieldwork, her: Respondent) -> dict[str, Any]:
    with seeing(work.evaluator.scope):
        rows = Answer.objects.filter(respondent=her)
        return {one.question: one.text or one.value for one in rows}


def test_a_link_that_leads_nowhere_says_so_and_shows_nothing(client: Client, db: None) -> None:
    answer = client.get("/s/nothing-known/")
    assert answer.status_code == 404
    assert "已经结束，或者链接不完整" in answer.content.decode()
    assert client.post("/s/nothing-known/coached/").status_code == 404


def test_another_ones_row_is_not_reached_with_a_link(work: factory.Fieldwork, her: Respondent) -> None:
    other = work.respondents()[1]
    with seeing(Scope(token=her.pk)):
        assert list(Respondent.objects.values_list("pk", flat=True)) == [her.pk]
        with pytest.raises((Refused, Respondent.DoesNotExist)):
            actions.answer(other, {"overall": ["5"]}, by=Actor(scope=Scope(token=her.pk)), way="message")


def test_what_is_no_answer_is_refused_at_the_question_and_nothing_is_kept(
    client: Client, work: factory.Fieldwork, her: Respondent
) -> None:
    answer = client.post(f"/s/{her.token}/", {"q": "overall", "answer": "9"})
    assert answer.status_code == 422
    assert "请在列出的里面选一个。" in answer.content.decode()
    assert client.post(f"/s/{her.token}/", {"q": "no_such", "answer": "1"}).status_code == 422
    assert given(work, her) == {}


def test_she_answers_question_by_question_without_a_login(
    client: Client, work: factory.Fieldwork, her: Respondent
) -> None:
    page = client.get(f"/s/{her.token}/").content.decode()
    assert "第 1 题，共 4 题" in page
    for name in (her.person.name, her.code):  # type: ignore[union-attr]
        assert name not in page
    client.post(f"/s/{her.token}/", {"q": "overall", "answer": "2"})
    page = client.get(f"/s/{her.token}/").content.decode()
    assert "等得太久" in page
    assert "待人好" not in page
    client.post(f"/s/{her.token}/", {"q": "why", "answer": ["slow", "rude"]})
    client.post(f"/s/{her.token}/", {"q": "help", "skip": "1"})
    client.post(f"/s/{her.token}/", {"q": "words", "answer": "多来看看"})
    assert given(work, her) == {"overall": 2, "why": ["slow", "rude"], "help": None, "words": "多来看看"}
    assert "问完了，谢谢您" in client.get(f"/s/{her.token}/").content.decode()


def test_she_may_go_back_until_she_has_answered_everything_and_then_no_more(
    client: Client, work: factory.Fieldwork, her: Respondent
) -> None:
    client.post(f"/s/{her.token}/", {"q": "overall", "answer": "1"})
    client.post(f"/s/{her.token}/", {"q": "overall", "answer": "4"})
    for code in ("why", "help", "words"):
        client.post(f"/s/{her.token}/", {"q": code, "skip": "1"})
    assert client.post(f"/s/{her.token}/", {"q": "overall", "answer": "1"}).status_code == 200
    assert given(work, her)["overall"] == 4
    with seeing(work.evaluator.scope):
        her.refresh_from_db()
        assert (her.state, her.stratum.answered) == ("answered", 1)


def test_what_she_says_is_sealed_and_the_trail_does_not_tell_who(
    client: Client, work: factory.Fieldwork, her: Respondent
) -> None:
    for code in ("overall", "why", "help"):
        client.post(f"/s/{her.token}/", {"q": code, "skip": "1"})
    client.post(f"/s/{her.token}/", {"q": "words", "answer": "密语"})
    with seeing(work.evaluator.scope):
        kept = Answer.objects.get(respondent=her, question="words")
    assert "密语".encode() not in bytes(kept.text_sealed)
    event = Event.objects.get(verb="survey.answered")
    assert (event.subject, event.facts, event.by_user) == (work.survey.pk, {"way": "message"}, None)
    told = str(list(Event.objects.filter(verb__startswith="survey.").values_list("facts", flat=True)))
    for secret in (str(her.person_id), str(her.pk), her.code):
        assert secret not in told


def test_when_her_stratum_is_full_she_is_thanked_and_not_asked(county: County, residents: list[Person]) -> None:
    work = factory.drawn(county.division, quota=1)
    rows = sorted((row for row in work.respondents() if row.stratum.size == 2), key=lambda row: row.stratum_id.bytes)
    first, second = rows[:2]
    assert first.stratum_id == second.stratum_id
    factory.tell(first, work.interviewer, 5)
    page = Client().get(f"/s/{second.token}/").content.decode()
    assert "您这一组的人数已经够了" in page
    assert 'name="answer"' not in page


def test_a_closed_survey_opens_to_no_link(client: Client, work: factory.Fieldwork, her: Respondent) -> None:
    token = her.token
    factory.closed(work)
    assert client.get(f"/s/{token}/").status_code == 404


def test_one_tap_says_that_somebody_taught_her_what_to_answer(
    client: Client, work: factory.Fieldwork, her: Respondent
) -> None:
    for _time in range(2):
        client.post(f"/s/{her.token}/coached/")
    assert "您说有人教过怎么答" in client.get(f"/s/{her.token}/").content.decode()
    assert Event.objects.filter(verb="survey.coached").count() == 1
    with seeing(work.evaluator.scope), pytest.raises(Refused, match="由被调查的本人来说"):
        actions.report_coaching(her, by=work.interviewer)


class Gateway:
    """Takes messages and keeps them."""

    sent: list[tuple[str, str, str]] = []

    def send(self, address: str, text: str, key: str) -> None:
        self.sent.append((address, text, key))


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> type[Gateway]:
    Gateway.sent = []
    monkeypatch.setattr("linli.surveys.actions.sending.sender", lambda rung: Gateway())
    return Gateway


def at(hour: int) -> datetime:
    return timezone.localtime().replace(hour=hour, minute=0)


JOB = Actor(channel="job", role="system", scope=Scope(everywhere=True))  # type: ignore[arg-type]


def invited(county: County, residents: list[Person]) -> factory.Fieldwork:
    worker = factory.actor("social_worker", county.towns[0])
    people.add_telephone(residents[3], by=worker, number="13800001990")
    return factory.drawn(county.division)


def test_nobody_but_the_worker_sends_links(county: County) -> None:
    with pytest.raises(Refused, match="短信由系统来发"):
        actions.send_invitations(by=factory.actor("county_officer", county.division))


def test_a_link_goes_out_once_outside_the_quiet_and_no_message_of_the_place_tells_of_it(
    county: County, residents: list[Person], gateway: type[Gateway]
) -> None:
    work = invited(county, residents)
    one = next(row for row in work.respondents() if row.way == "message")
    with seeing(work.evaluator.scope):
        assert actions.send_invitations(by=JOB, now=at(21)) == 0
        assert actions.send_invitations(by=JOB, now=at(10)) == 1
        assert actions.send_invitations(by=JOB, now=at(11)) == 0
        assert not Message.objects.exists()
        assert actions.tend(by=JOB, now=at(10) + timedelta(days=4)) == 0
        assert actions.tend(by=JOB, now=at(10) + timedelta(days=6)) == 1
        assert Respondent.objects.get(pk=one.pk).way == "phone"
    ((address, text, key),) = gateway.sent
    assert (address, key) == ("+8613800001990", f"survey-{one.pk}")
    assert f"/s/{one.token}/" in text
    assert work.survey.callback in text


def test_who_has_since_been_restricted_gets_no_link(
    county: County, residents: list[Person], gateway: type[Gateway]
) -> None:
    work = invited(county, residents)
    one = next(row for row in work.respondents() if row.way == "message")
    restrict(residents[3], county.communities[0])
    with seeing(work.evaluator.scope):
        assert actions.send_invitations(by=JOB, now=at(10)) == 0
        assert Respondent.objects.get(pk=one.pk).state == "gone"
    assert gateway.sent == []


def test_a_gateway_that_fails_is_asked_again(
    county: County, residents: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def send(self, address: str, text: str, key: str) -> None:
            raise senders.NotSent

    monkeypatch.setattr("linli.surveys.actions.sending.sender", lambda rung: Broken())
    work = invited(county, residents)
    with seeing(work.evaluator.scope):
        assert actions.send_invitations(by=JOB, now=at(10)) == 0
        assert Respondent.objects.get(survey=work.survey, way="message").sent_at is None
