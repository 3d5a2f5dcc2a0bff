"""今天: what presses comes first, what was left out is filled in here, and the day says what was done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.kernel.policy import acting
from linli.people.models import Person
from linli.records.models import ServiceRecord
from linli.tasks import actions as tasks
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record
from tests.factories.visits import elder
from tests.support.quick import open_sheet

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.GRID_WORKER, county.grids[0])


def shown(client: Client) -> str:
    answer = client.get("/w/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/w/").status_code == 302


@pytest.mark.parametrize("role", [Role.EVALUATOR, Role.SYSTEM_ADMIN])
def test_others_have_no_such_page(county: County, post: Post, sign_in: SignIn, role: str) -> None:
    assert sign_in(post(role, county.division)).get("/w/").status_code == 404


def test_a_quiet_day_says_so_and_offers_the_first_step(worker: Standing, sign_in: SignIn) -> None:
    page = shown(sign_in(worker))
    assert "今天没有到期的事" in page and 'href="/w/record/"' in page


def test_an_officer_is_not_offered_to_record(county: County, post: Post, sign_in: SignIn) -> None:
    assert 'href="/w/record/' not in shown(sign_in(post(Role.STREET_OFFICER, county.towns[0])))


def test_what_is_late_and_due_stands_above_and_what_is_anothers_does_not_stand(
    county: County, post: Post, worker: Standing, sign_in: SignIn
) -> None:
    day, spot = timezone.localdate(), county.dwellings[0]
    colleague = post(Role.GRID_WORKER, county.grids[0])
    for title, when, owner in (
        ("今天的", day, worker), ("迟了的", day - timedelta(days=2), worker), ("别人的", day, colleague),
    ):  # fmt: skip
        tasks.open_task("visit", title, when, by=owner.actor, place=spot, owner=owner.post)
    page = shown(sign_in(worker))
    assert page.index("迟了的") < page.index("今天的") and "别人的" not in page


def test_a_half_written_form_waits_here(worker: Standing, sign_in: SignIn) -> None:
    client = sign_in(worker)
    sheet = open_sheet(client)
    assert "没写完的" not in shown(client)
    sheet.save(note="爷爷咳嗽一周")
    page = shown(client)
    assert "没写完的" in page and "爷爷咳嗽一周" in page and sheet.url in page


def test_a_length_left_out_yesterday_is_one_tap(county: County, worker: Standing, sign_in: SignIn) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    gap = record(worker.actor, county.grids[0], minutes=None, happened_on=yesterday, title="送饭")
    client = sign_in(worker)
    assert "漏了时长" in shown(client) and "送饭" in shown(client)
    client.post(f"/w/records/{gap.pk}/minutes/", {"minutes": "30", "next": "today"})
    assert "漏了时长" not in shown(client)
    see(county.division)
    assert ServiceRecord.objects.standing().get().minutes == 30


def test_the_day_says_what_was_done_with_the_list_behind_it(county: County, worker: Standing, sign_in: SignIn) -> None:
    for minutes in (30, 45):
        record(worker.actor, county.grids[0], minutes=minutes, happened_on=timezone.localdate())
    client = sign_in(worker)
    page = shown(client)
    assert "今天记了 2 笔，75 分钟" in page
    listed = page.split("今天记了")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert client.get(listed).content.decode().count('scope="row"') == 2


def test_people_named_in_todos_leave_a_look(county: County, worker: Standing, sign_in: SignIn) -> None:
    person = people.person(county.communities[0])
    told = {"by": worker.actor, "place": county.dwellings[0], "owner": worker.post, "person": person.pk}
    tasks.open_task("visit", "再去看看", timezone.localdate(), **told)
    shown(sign_in(worker))
    see(county.division)
    assert Look.objects.get(kind="today").persons == [person.pk]


def everything(county: County, worker: Standing, client: Client, post: Post, rows: int) -> None:
    """Put ``rows`` of each thing the page can hold on it, children whose files are shut among them."""
    day = timezone.localdate()
    colleague = post(Role.GRID_WORKER, county.grids[0])
    at: dict[str, Any] = {"place": county.dwellings[0], "by": worker.actor}
    for number in range(rows):
        see(county.division)
        child = elder(county, name=f"金丝雀{number}", category="orphan")
        with acting():
            Person.objects.filter(pk=child.pk).update(birth_date=day - timedelta(days=4000))
        elder(county, name=f"王{number}")
        tasks.open_task("visit", f"再去看看金丝雀{number}", day, owner=worker.post, person=child.pk, **at)
        tasks.open_task("visit", "以后的", day + timedelta(days=30), owner=worker.post, **at)
        tasks.open_task("visit", "等别人的", day, owner=colleague.post, person=child.pk, **at)
        record(worker.actor, county.grids[0], minutes=None, happened_on=day, title="送饭", persons=[child])
        record(worker.actor, county.grids[0], minutes=30, happened_on=day)
        open_sheet(client).save(note="爷爷咳嗽一周")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_ten_questions_whatever_is_on_it(
    county: County, post: Post, worker: Standing, sign_in: SignIn, rows: int
) -> None:
    client = sign_in(worker)
    everything(county, worker, client, post, rows)
    shown(client)
    with CaptureQueriesContext(connection) as asked:
        page = shown(client)
    for words in ("再去看看金某", "送饭 · 金某", "以后", "等别人", "漏了时长", "没写完的", "走访", "今天记了"):
        assert words in page
    assert "金丝雀" not in page
    told = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(told) == 10, "\n".join(sql[:150] for sql in told)
