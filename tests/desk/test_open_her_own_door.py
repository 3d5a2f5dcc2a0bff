"""我的: a resident sees her progress and what is recorded, has the community call her, and sees nobody else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.people import actions as people
from linli.people.models import Person
from linli.records.models import Kind
from linli.tasks import actions as tasks
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories import doors
from tests.factories.places import County
from tests.factories.records import record
from tests.support.login import sign_in

PAGES = ("/my/", "/my/progress/", "/my/told/", "/my/call/", "/my/paper/")


@pytest.fixture
def elder(county: County, worker: Standing) -> Person:
    return people.register(
        by=worker.actor, community=county.communities[0], name="王桂兰", preferred_name="王奶奶",
        birth_date=doors.BORN, phones=[("13800001950", "")], categories=[people.Mark("elder_alone")],
    )  # fmt: skip


@pytest.fixture
def neighbour(county: County, worker: Standing) -> Person:
    return people.register(by=worker.actor, community=county.communities[0], name="赵邻居")


@pytest.fixture
def own(elder: Person, worker: Standing) -> Actor:
    return doors.resident(elder, worker.actor)


@pytest.mark.parametrize("address", PAGES)
def test_a_stranger_is_asked_to_sign_in(db: None, client: Client, address: str) -> None:
    assert client.get(address)["Location"].startswith("/login/")


@pytest.mark.parametrize("address", PAGES)
def test_a_worker_in_her_post_has_no_such_page(
    worker: Standing, sign_in: Callable[[Standing], Client], address: str
) -> None:
    assert sign_in(worker).get(address).status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_somebody_who_is_not_known_yet_is_asked_who_she_is(db: None, client: Client, address: str) -> None:
    from linli.accounts.sight import actor_of
    from tests.factories import accounts

    sign_in(client, actor_of(accounts.user("示范"), None))
    assert client.get(address)["Location"] == "/my/link/"


def test_she_reads_what_comes_and_what_was_done_without_any_text(
    county: County, worker: Standing, elder: Person, neighbour: Person, own: Actor, client: Client
) -> None:
    day = timezone.localdate()
    record(worker.actor, county.communities[0], persons=[elder], kind=Kind.HOME_VISIT, narrative="密语一")
    record(worker.actor, county.communities[0], persons=[neighbour], kind=Kind.PHONE_VISIT, narrative="密语二")
    record(worker.actor, county.communities[0], persons=[elder], kind=Kind.VIDEO_VISIT, narrative="密语六")
    for person, title in ((elder, "密语三"), (neighbour, "密语四")):
        tasks.open_task(
            "visit", title, day + timedelta(days=2), by=worker.actor, place=elder, owner=worker.post, person=person.pk
        )
    tasks.open_task("lead", "密语五", day, by=worker.actor, place=elder, owner=worker.post, person=elder.pk)
    page = sign_in(client, own).get("/my/progress/").content.decode()
    assert "社区来看您" in page
    assert f"{worker.user.name}来看过您" in page and f"{worker.user.name}和您视频见过面" in page
    assert "密语" not in page and "赵邻居" not in page


def test_protected_work_is_not_told(
    county: County, worker: Standing, elder: Person, own: Actor, client: Client
) -> None:
    record(worker.actor, county.communities[0], persons=[elder], kind=Kind.HOME_VISIT, protected=True)
    assert "来看过" not in sign_in(client, own).get("/my/progress/").content.decode()


def test_what_is_recorded_is_told_in_plain_words_with_numbers_masked(elder: Person, own: Actor, client: Client) -> None:
    page = sign_in(client, own).get("/my/told/").content.decode()
    assert all(words in page for words in ("王桂兰", "1951年2月3日", "138****1950", "独居老人", "社区看到的"))
    assert "13800001950" not in page


def test_asking_twice_makes_one_todo_of_the_role_that_answers(
    county: County, post: Callable[..., Standing], worker: Standing, elder: Person, own: Actor, client: Client
) -> None:
    post(Role.COMMUNITY_WORKER, county.communities[0])
    sign_in(client, own)
    for _time in range(2):
        answer = client.post("/my/call/?about=repair", follow=True)
    assert "以前，社区会打电话来。" in answer.content.decode()
    see(county.division)
    task = Task.objects.get()
    assert (task.kind, task.role, task.person, task.community_id) == (
        "call_back", Role.COMMUNITY_WORKER, elder.pk, elder.community_id
    )  # fmt: skip
    assert task.due_on == timezone.localdate() + timedelta(days=1)
    assert "报修" in task.title


def test_nobody_is_called_for_somebody_else(
    county: County, worker: Standing, elder: Person, neighbour: Person, own: Actor
) -> None:
    from dataclasses import replace

    from linli.kernel.policy import Refused
    from linli.kernel.scope import Scope

    by = replace(own, scope=Scope(user=own.user, persons=(elder.pk,)))
    with pytest.raises(Refused, match="要本人来说"):
        tasks.ask_for_call(neighbour.pk, "打电话", timezone.localdate(), by=by, place=neighbour, role="grid_worker")


def test_the_paper_is_a_pdf_with_her_own_lines(elder: Person, own: Actor, client: Client) -> None:
    made = sign_in(client, own).get("/my/paper/")
    assert made.content.startswith(b"%PDF") and made["Content-Type"] == "application/pdf"


def test_reading_her_page_costs_the_same_however_much_was_done(
    county: County, worker: Standing, elder: Person, own: Actor, client: Client, django_assert_max_num_queries: object
) -> None:
    sign_in(client, own)
    client.get("/my/progress/")
    see(county.division)
    for _time in range(3):
        record(worker.actor, county.communities[0], persons=[elder], kind=Kind.HOME_VISIT)
    with django_assert_max_num_queries(20):  # type: ignore[operator]
        client.get("/my/progress/")


def test_the_plain_pages_show_six_things_at_most_each_with_its_own_picture(
    elder: Person, own: Actor, client: Client
) -> None:
    pages = sign_in(client, own)
    whole = tiles(pages.get("/my/").content.decode())
    assert len(whole) == 11
    pages.post("/display/elder/", {"elder": "on", "next": "/my/"})
    first, rest = (tiles(pages.get(address).content.decode()) for address in ("/my/", "/my/?more=1"))
    assert [word for _icon, word in first][-1] == "更多" and len(first) == len(rest) == 6
    assert first[:-1] + rest == whole
    for shown in (whole, first, rest):
        icons = [icon for icon, _word in shown]
        assert len(set(icons)) == len(icons)


def tiles(page: str) -> list[tuple[str, str]]:
    """Return icon and word of each tile of the menu."""
    menu = page.split('<ul class="menu', 1)[1].split("</ul>", 1)[0]
    return re.findall(r'#([a-z-]+)"></use></svg>\s*<span>([^<]+)</span>', menu)
