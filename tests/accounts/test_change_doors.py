"""A worker is a neighbour too: she stands at her own door without signing out, sees no work there, and goes back."""

from collections.abc import Callable

import pytest
from django.test import Client

from linli.accounts.models import Role
from linli.people import actions as people
from linli.people.actions import doors
from linli.people.models import Person
from tests.conftest import Standing
from tests.factories import accounts
from tests.factories.places import County
from tests.support.login import sign_in as enter

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
OWN = {"post": "own"}


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.COMMUNITY_WORKER, county.communities[0])


@pytest.fixture
def neighbour(county: County, worker: Standing) -> Person:
    return people.register(by=worker.actor, community=county.communities[0], name="赵邻居")


@pytest.fixture
def herself(county: County, worker: Standing, post: Post) -> Person:
    person = people.register(by=worker.actor, community=county.communities[0], name="王小明")
    colleague = post(Role.COMMUNITY_WORKER, county.communities[0])
    doors.link_at_desk(person, worker.user, by=colleague.actor)
    return person


def test_who_holds_no_post_has_nothing_to_change(db: None, client: Client) -> None:
    from linli.accounts.sight import actor_of

    enter(client, actor_of(accounts.user("示范"), None))
    assert client.post("/me/post/", OWN).status_code == 404


def test_at_her_own_door_no_work_opens(worker: Standing, neighbour: Person, sign_in: SignIn) -> None:
    client = sign_in(worker)
    assert client.get(f"/w/people/{neighbour.pk}/").status_code == 200
    client.post("/me/post/", OWN)
    for address in ("/w/", "/w/people/", f"/w/people/{neighbour.pk}/", "/w/search/?q=赵"):
        assert client.get(address).status_code == 404


def test_she_sees_what_is_hers_and_nothing_of_a_neighbour(
    worker: Standing, herself: Person, neighbour: Person, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    assert client.get("/my/told/").status_code == 404
    page = client.post("/me/post/", OWN, follow=True).content.decode()
    assert "居民本人" in page and "回岗位" in page
    told = client.get("/my/told/").content.decode()
    assert "王小明" in told and "赵邻居" not in told


def test_who_is_not_known_yet_is_asked_who_she_is(worker: Standing, sign_in: SignIn) -> None:
    client = sign_in(worker)
    client.post("/me/post/", OWN)
    assert client.get("/my/")["Location"] == "/my/link/"


def test_she_goes_back_to_her_post_as_she_left_it(worker: Standing, herself: Person, sign_in: SignIn) -> None:
    client = sign_in(worker)
    client.post("/me/post/", OWN)
    assert "换到这个岗位" in client.get("/me/").content.decode()
    client.post("/me/post/", {"post": str(worker.post.pk)})
    assert client.get("/w/").status_code == 200 and client.get("/my/told/").status_code == 404


def test_helping_somebody_ends_at_the_door(
    worker: Standing, neighbour: Person, herself: Person, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    client.post(f"/w/counter/{neighbour.pk}/open/", {"channel": "phone"})
    client.post("/me/post/", OWN)
    assert "赵邻居" not in client.get("/my/told/").content.decode()


def test_the_key_of_the_session_changes_with_the_door(worker: Standing, sign_in: SignIn) -> None:
    client = sign_in(worker)
    before = client.session.session_key
    client.post("/me/post/", OWN)
    assert client.session.session_key != before
