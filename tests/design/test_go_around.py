"""The navigation shows the doors that exist and open to the role, and no others."""

from collections.abc import Callable
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from linli.accounts.doors import staff
from linli.accounts.models import Role
from linli.desk import navigation
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.urls import urlpatterns as real


def page(request: HttpRequest) -> HttpResponse:
    """Stand for a page."""
    return HttpResponse("")


urlpatterns = [
    *real,
    path("w/planted/", staff(Role.SOCIAL_WORKER)(page), name="planted"),
    path("w/unmarked/", page, name="unmarked"),
]


@pytest.fixture
def planted(settings: SimpleNamespace) -> None:
    settings.ROOT_URLCONF = __name__
    navigation.door.cache_clear()
    yield
    navigation.door.cache_clear()


def names(role: str) -> set[str]:
    places = tuple(navigation.Place(name, name) for name in ("planted", "unmarked", "absent", "find_help"))
    return {str(place["name"]) for place in navigation.shown(places, role, "/")}


def test_a_door_that_opens_to_others_is_not_shown(planted: None) -> None:
    assert names("audit_admin") == {"find_help"}
    assert names("") == {"find_help"}


def test_a_door_that_opens_to_the_role_is_shown(planted: None) -> None:
    assert names("social_worker") == {"planted", "find_help"}


def test_where_one_is_is_marked() -> None:
    help_page = navigation.Place("find_help", "找社区")
    assert navigation.shown((help_page,), "", "/help/")[0]["current"] is True
    assert navigation.shown((help_page,), "", "/ui/")[0]["current"] is False


@pytest.mark.parametrize("role", ["", *Role.values])
def test_nobody_is_shown_a_door_that_is_shut_to_her(role: str) -> None:
    request = RequestFactory().get("/")
    request.actor = Actor(role=role)  # type: ignore[attr-defined]
    around = navigation.navigation(request)
    for item in [item for group in around["nav"] for item in group["items"]] + around["bar"]:
        roles = navigation.door(item["name"])[1]
        assert isinstance(roles, str) or role in roles


def test_strangers_have_no_staff_chrome(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    assert 'data-door="resident"' in page
    assert 'class="side"' not in page


def test_a_worker_sees_in_which_post_she_acts(
    sign_in: Callable[..., Client], post: Callable[..., object], county: object
) -> None:
    standing = post("grid_worker", county.grids[0])  # type: ignore[attr-defined]
    page = sign_in(standing).get("/nowhere/").content.decode()
    assert 'data-door="staff"' in page
    assert str(standing.post) in page  # type: ignore[attr-defined]


@pytest.mark.parametrize(("organisation", "shown"), [(new_id(), False), (None, True)])
def test_who_was_called_in_is_not_led_to_pages_of_a_place(organisation: UUID | None, shown: bool) -> None:
    request = RequestFactory().get("/")
    request.actor = Actor(role="evaluator", organisation=organisation)  # type: ignore[attr-defined]
    around = navigation.navigation(request)
    names = {item["name"] for group in around["nav"] for item in group["items"]}
    assert "evaluations" in names
    assert (navigation.OF_A_PLACE & names != set()) is shown
