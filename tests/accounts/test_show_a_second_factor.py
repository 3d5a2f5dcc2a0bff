"""A post that sees neighbours' data opens after a second factor, and not before."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from linli.accounts import actions
from linli.accounts.models import User
from linli.accounts.sight import system_actor
from tests.accounts.conftest import PASSWORD, SECRET
from tests.accounts.test_sign_in_with_password import show_password
from tests.support.login import totp


@pytest.fixture
def newcomer(county: Any) -> User:
    """A station lead who has a password and no second factor yet."""
    user = actions.open_account("示范站长", "13900000003", PASSWORD, by=system_actor())
    actions.appoint(user, "station_lead", county.towns[0], by=system_actor())
    return user


def come_in(client: Client) -> None:
    show_password(client, "13900000003")


@pytest.mark.parametrize("path", ["/", "/me/", "/ui/", "/m/posts/", "/me/password/"])
def test_the_first_sign_in_leads_to_setting_up_before_anything_opens(newcomer: User, client: Client, path: str) -> None:
    come_in(client)
    page = client.get(path)
    assert (page.status_code, page["Location"]) == (302, "/me/second-factor/")


def test_until_then_she_acts_in_no_post(newcomer: User, client: Client) -> None:
    come_in(client)
    request = client.get("/me/second-factor/").context["request"]
    assert (request.actor.role, request.posts, len(request.withheld)) == ("resident", [], 1)


@pytest.mark.django_db(transaction=True)
def test_after_setting_up_the_post_opens(client: Client) -> None:
    from tests.factories import places

    county = places.county()
    user = actions.open_account("示范站长", "13900000003", PASSWORD, by=system_actor())
    actions.appoint(user, "station_lead", county.towns[0], by=system_actor())
    come_in(client)
    page = client.get("/me/second-factor/app/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert client.post("/me/second-factor/app/", {"code": "123"}).status_code == 200
    done = client.post("/me/second-factor/app/", {"code": totp(secret)})
    assert done["Location"] == "/me/second-factor/codes/"
    codes = client.get("/me/second-factor/codes/")
    assert len(codes.context["unused_codes"]) == 10
    assert client.get("/me/").context["request"].actor.role == "station_lead"


def test_a_sitting_begun_with_a_password_alone_ends_when_the_factor_is_set_up_elsewhere(
    newcomer: User, client: Client
) -> None:
    come_in(client)
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(newcomer, SECRET)
    assert client.get("/me/")["Location"] == "/login/?next=/me/"


def test_the_last_factor_cannot_be_taken_away(worker: User, client: Client) -> None:
    show_password(client)
    client.post("/login/second/", {"code": totp(SECRET)})
    page = client.post("/me/second-factor/app/off/")
    assert "您的岗位要有第二道验证" in page.content.decode()
    assert Authenticator.objects.filter(user=worker, type="totp").exists()


def test_somebody_appointed_while_signed_in_by_code_keeps_what_a_code_opens(
    county: Any, client: Client, post: Any
) -> None:
    standing = post("grid_worker", county.grids[0])
    client.force_login(standing.user, backend="linli.accounts.backends.PasswordBackend")
    actions.appoint(standing.user, "station_lead", county.towns[0], by=system_actor())
    page = client.get("/me/")
    assert page.context["request"].actor.role == "grid_worker"
    assert "还有岗位没有打开" in page.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/me/password/", "/me/second-factor/", "/me/second-factor/app/", "/me/second-factor/passkeys/new/",
        "/me/second-factor/codes/", "/login/again/",
    ],
)  # fmt: skip
def test_who_comes_in_by_code_cannot_make_herself_a_way_past_the_password(
    resident: User, client: Client, path: str
) -> None:
    client.force_login(resident, backend="linli.accounts.backends.PasswordBackend")
    assert client.get(path)["Location"] == "/me/"
    assert client.post(path, {"password": PASSWORD, "again": PASSWORD})["Location"] == "/me/"
    resident.refresh_from_db()
    assert not resident.has_usable_password()
