"""How long a sitting lasts, how it ends, and in which post one sits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from linli.accounts import actions
from linli.accounts.models import Post, User
from linli.accounts.sight import system_actor
from tests.accounts.conftest import PASSWORD, SECRET
from tests.accounts.test_sign_in_with_password import show_password
from tests.support.login import totp

NINE = "2026-03-02 09:00:00+08:00"


@pytest.fixture
def at_nine() -> Any:
    """A clock that stands at nine."""
    with time_machine.travel(NINE, tick=False) as clock:
        yield clock


@pytest.fixture
def come_in(post: Any, county: Any, sign_in: Any) -> Callable[[str], Client]:
    """Sign in as a role of the first town."""
    return lambda role: sign_in(post(role, county.towns[0]))


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


@pytest.mark.parametrize(
    ("role", "idle"),
    [
        ("station_lead", timedelta(minutes=30)),
        ("system_admin", timedelta(minutes=30)),
        ("grid_worker", timedelta(hours=12)),
        ("resident", timedelta(days=180)),
    ],
)
def test_a_sitting_left_alone_ends(at_nine: Any, come_in: Any, role: str, idle: timedelta) -> None:
    client = come_in(role)
    at_nine.shift(idle - timedelta(minutes=2))
    assert is_in(client)
    if role != "resident":
        at_nine.shift(idle - timedelta(minutes=2))
        assert is_in(client)
    at_nine.shift(idle + timedelta(minutes=2))
    page = client.get("/me/", follow=True)
    assert page.request["PATH_INFO"] == "/login/"
    assert role == "resident" or "离开有一会儿了" in page.content.decode()


def test_a_sitting_of_staff_ends_after_twelve_hours_however_busy(at_nine: Any, come_in: Any) -> None:
    client = come_in("station_lead")
    for _ in range(28):
        at_nine.shift(timedelta(minutes=25))
        assert is_in(client)
    at_nine.shift(timedelta(minutes=25))
    assert not is_in(client)


def test_a_page_a_minute_writes_the_session_at_most_once_a_minute(at_nine: Any, come_in: Any) -> None:
    client = come_in("station_lead")
    client.get("/me/")
    before = client.session["sitting_seen"]
    at_nine.shift(timedelta(seconds=59))
    client.get("/me/")
    assert client.session["sitting_seen"] == before
    at_nine.shift(timedelta(seconds=2))
    client.get("/me/")
    assert client.session["sitting_seen"] > before


def test_leaving_kills_the_session_on_the_server(come_in: Any) -> None:
    client = come_in("station_lead")
    kept = client.cookies["sessionid"].value
    client.post("/logout/")
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert not is_in(thief)


def test_leaving_asks_first_when_a_link_is_followed(come_in: Any) -> None:
    client = come_in("station_lead")
    assert "现在退出" in client.get("/logout/").content.decode()
    assert is_in(client)


def test_other_devices_can_be_sent_away(resident: User) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        client.force_login(resident, backend="linli.accounts.backends.PasswordBackend")
    here.post("/me/devices/")
    assert is_in(here)
    assert not is_in(there)


def test_a_new_password_sends_the_other_devices_away(worker: User) -> None:
    here, there = Client(), Client()
    with time_machine.travel(NINE, tick=False) as clock:
        for client in (here, there):
            show_password(client)
            client.post("/login/second/", {"code": totp(SECRET)})
            clock.shift(timedelta(seconds=31))
        page = here.post("/me/password/", {"password": PASSWORD + "新", "again": PASSWORD + "新"})
        assert page.status_code == 302
        assert is_in(here)
        assert not is_in(there)


def test_after_a_quarter_of_an_hour_a_new_password_asks_for_the_old_one(worker: User, client: Client) -> None:
    with time_machine.travel(NINE, tick=False) as clock:
        show_password(client)
        client.post("/login/second/", {"code": totp(SECRET)})
        clock.shift(timedelta(minutes=16))
        late = client.post("/me/password/", {"password": PASSWORD + "新", "again": PASSWORD + "新"})
        assert late["Location"] == "/me/password/"
        assert PASSWORD + "新" not in str(dict(client.session))
        assert client.get("/me/password/")["Location"].startswith("/login/again/")
        assert "密码对不上" in client.post("/login/again/?next=/me/password/", {"password": "x"}).content.decode()
        page = client.post("/login/again/?next=/me/password/", {"password": PASSWORD, "next": "/me/password/"})
        assert page["Location"] == "/me/password/"
        assert client.get("/me/password/").status_code == 200


def test_a_locked_account_is_out_at_its_next_step(come_in: Any) -> None:
    client = come_in("station_lead")
    user = client.get("/me/").context["request"].user
    actions.lock(user, by=system_actor())
    assert not is_in(client)


def test_one_acts_in_the_post_one_chose(county: Any, post: Any, sign_in: Any) -> None:
    first = post("station_lead", county.towns[0])
    second = actions.appoint(first.user, "social_worker", county.towns[1], by=system_actor())
    client = sign_in(first)
    key = client.session.session_key
    assert client.post("/me/post/", {"post": str(second.pk)}).status_code == 302
    assert client.session.session_key != key
    request = client.get("/me/").context["request"]
    assert (request.post, request.actor.role, request.actor.scope.areas) == (
        second, "social_worker", (county.towns[1].pk,),
    )  # fmt: skip


@pytest.mark.parametrize("chosen", ["somebody else's", "00000000-0000-0000-0000-000000000000", "", "x"])
def test_somebody_else_s_post_cannot_be_chosen(county: Any, post: Any, sign_in: Any, chosen: str) -> None:
    mine, hers = post("social_worker", county.towns[0]), post("county_officer", county.division)
    client = sign_in(mine)
    wanted = str(hers.post.pk) if chosen == "somebody else's" else chosen
    assert client.post("/me/post/", {"post": wanted}).status_code == 404
    assert client.get("/me/").context["request"].post == mine.post


def test_a_post_in_the_session_that_is_somebody_else_s_is_not_taken(county: Any, post: Any, sign_in: Any) -> None:
    mine, hers = post("social_worker", county.towns[0]), post("county_officer", county.division)
    client = sign_in(mine)
    session = client.session
    session["post"] = str(hers.post.pk)
    session.save()
    assert client.get("/me/").context["request"].post == mine.post


def test_a_post_that_begins_tomorrow_cannot_be_chosen_today(county: Any, post: Any, sign_in: Any) -> None:
    from django.utils import timezone

    mine = post("social_worker", county.towns[0])
    later = actions.appoint(
        mine.user, "station_lead", county.towns[1], starts_on=timezone.localdate() + timedelta(1), by=system_actor()
    )
    assert sign_in(mine).post("/me/post/", {"post": str(later.pk)}).status_code == 404


def test_sight_of_accounts_ends_at_one_s_place(county: Any, post: Any) -> None:
    from tests.factories import places

    far = post("social_worker", places.county("990723", "邻县(示范)").towns[0])
    near = post("social_worker", county.towns[0])
    grid = post("grid_worker", county.grids[0])
    for role, place, sees in [
        ("system_admin", county.division, {near.user.pk, grid.user.pk}),
        ("station_lead", county.towns[0], {near.user.pk, grid.user.pk}),
        ("community_worker", county.communities[0], {grid.user.pk}),
        ("grid_worker", county.grids[1], set()),
        ("evaluator", county.division, set()),
        ("resident", county.division, set()),
    ]:
        standing = post(role, place)
        seen = set(User.objects.visible_to(standing.actor).values_list("pk", flat=True))
        assert seen & {far.user.pk, near.user.pk, grid.user.pk} == sees, role
        assert standing.user.pk in seen
    assert far.user.pk not in seen
    assert Post.objects.visible_to(near.actor).filter(user=far.user).count() == 0
