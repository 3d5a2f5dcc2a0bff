"""异议: by anybody, without signing in or saying who she is; answered once, for everybody to read."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.audit.models import Event
from linli.kernel.policy import Refused
from linli.kernel.scope import Scope, enter
from linli.tasks.models import Task
from linli.transparency import actions
from linli.transparency.actions import where
from linli.transparency.clocks import clocks
from linli.transparency.models import Objection, PublicNotice
from tests.conftest import Standing
from tests.factories.notices import notice, objection
from tests.factories.places import County

pytestmark = pytest.mark.django_db
LARGEST = 100_000


@pytest.fixture
def officer(county: County, post: Callable[..., Standing]) -> Standing:
    return post("street_officer", county.towns[0])


@pytest.fixture
def made(county: County, officer: Standing) -> PublicNotice:
    return notice(where(county.towns[0]), officer.actor)


def send(made: PublicNotice, **told: str) -> str:
    """Object as a browser of a stranger does; return the page that follows."""
    answer = Client().post(f"/notices/{made.pk}/object/", {"words": "评分没有公开。", **told}, follow=True)
    return answer.content.decode()


def test_a_stranger_objects_and_is_told_by_when_it_is_answered(made: PublicNotice, county: County) -> None:
    page = send(made, name="老张", contact="19900001111")
    due = clocks()["award"].answer_by(timezone.localdate())
    assert f"收到了，是第 1 条，{due} 以前答复" in page
    assert "收到 1 条，答复了 0 条" in page
    assert "老张" not in page
    enter(Scope(column="county_id", areas=(county.division.pk,)))
    one = Objection.objects.get()
    assert (one.words, one.name, one.contact, one.due_on) == ("评分没有公开。", "老张", "19900001111", due)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM transparency_objection")
        assert "老张" not in str(cursor.fetchall())
    task = Task.objects.get(kind="objection")
    assert (task.role, task.town_id, task.due_on) == ("street_officer", county.towns[0].pk, due)


def test_nothing_said_is_no_objection(made: PublicNotice) -> None:
    assert "写一句您不同意什么、为什么。" in send(made, words=" ")
    with pytest.raises(Refused) as refused:
        objection(made, "")
    assert refused.value.field == "words"


def test_after_the_last_day_it_is_too_late_by_the_servers_day(
    made: PublicNotice, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = made.ends_on
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)
    assert "收到了，是第 1 条" in send(made)
    day += timedelta(days=1)
    page = send(made)
    assert "已经过了" in page
    assert "收到了" not in page
    assert "已经过了" in Client().get(f"/notices/{made.pk}/object/").content.decode()


def test_a_withdrawn_notice_takes_no_more(made: PublicNotice, officer: Standing) -> None:
    actions.withdraw(made, reason="金额写错了，重新公示", by=officer.actor)
    assert "已经撤回了，不用再提" in send(made)


def test_five_in_an_hour_from_one_address(made: PublicNotice) -> None:
    pages = [send(made) for _ in range(6)]
    assert ["收到了" in page for page in pages] == [True] * 5 + [False]
    assert "提得太多次了" in pages[5]
    made.refresh_from_db()
    assert made.received == 5


def test_only_the_place_reads_it_and_who_it_was_is_shown_on_asking(
    made: PublicNotice, county: County, officer: Standing, post: Callable[..., Standing],
    sign_in: Callable[[Standing], Client],
) -> None:  # fmt: skip
    one = objection(made, name="老张", contact="19900001111")
    address = f"/w/objections/{one.pk}/"
    assert sign_in(post("street_officer", county.towns[1])).get(address).status_code == 404
    browser = sign_in(officer)
    page = browser.get(address).content.decode()
    assert "评分的依据没有公开。" in page
    assert "19900001111" not in page
    assert not Event.objects.filter(verb="objection.contact_shown").exists()
    page = browser.post(address, {"do": "contact"}).content.decode()
    assert "老张：19900001111" in page
    assert Event.objects.get(verb="objection.contact_shown").by_user == officer.actor.user


def test_it_is_answered_once_and_the_answer_stands_on_the_page(
    made: PublicNotice, officer: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    one = objection(made, name="老张")
    browser = sign_in(officer)
    wrong = browser.post(f"/w/objections/{one.pk}/", {"outcome": "upheld", "words": ""})
    assert (wrong.status_code, "写明答复" in wrong.content.decode()) == (422, True)
    browser.post(f"/w/objections/{one.pk}/", {"outcome": "partly", "words": "评分表已经补登。"})
    enter(officer.actor.scope)
    assert Task.objects.get(kind="objection").done_at is not None
    with pytest.raises(Refused, match="已经答复过了"):
        actions.answer(one, outcome="rejected", words="再答一次", by=officer.actor)
    page = Client().get(f"/notices/{made.pk}/").content.decode()
    assert "第 1 条：部分成立" in page
    assert "评分表已经补登。" in page
    assert "老张" not in page


def test_somebody_elsewhere_does_not_answer_it(
    made: PublicNotice, county: County, post: Callable[..., Standing]
) -> None:
    one = objection(made)
    elsewhere = post("street_officer", county.towns[1]).actor
    for refused in (
        lambda: actions.answer(one, outcome="upheld", words="好", by=elsewhere),
        lambda: actions.show_contact(one, by=elsewhere),
        lambda: actions.withdraw(made, reason="金额写错了，重新公示", by=elsewhere),
    ):
        with pytest.raises(Refused, match="不归您发"):
            refused()


def test_the_pages_are_small_and_need_no_script(made: PublicNotice, client: Client) -> None:
    for address in ("/notices/", f"/notices/{made.pk}/", f"/notices/{made.pk}/object/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert len(answer.content) < LARGEST
        assert made.title in answer.content.decode()


def test_a_page_that_did_not_change_is_not_sent_again(made: PublicNotice, client: Client) -> None:
    first = client.get(f"/notices/{made.pk}/")
    again = {"HTTP_IF_NONE_MATCH": first["ETag"]}
    assert client.get(f"/notices/{made.pk}/", **again).status_code == 304  # type: ignore[arg-type]
    objection(made)
    changed = client.get(f"/notices/{made.pk}/", **again)  # type: ignore[arg-type]
    assert changed.status_code == 200
    assert "收到 1 条" in changed.content.decode()


def test_whoever_is_signed_in_keeps_no_copy(
    made: PublicNotice, officer: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    answer = sign_in(officer).get(f"/notices/{made.pk}/")
    assert not answer.has_header("ETag")
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("address", ["/notices/", "/w/notices/"])
def test_lists_ask_as_much_for_three_as_for_one(
    address: str, county: County, officer: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    browser = sign_in(officer) if address.startswith("/w/") else Client()
    asked = []
    for count in (1, 2):
        for _ in range(count):
            objection(notice(where(county.towns[0]), officer.actor))
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            browser.get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1]
