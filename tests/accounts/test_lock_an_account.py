"""A security administrator shuts accounts and gives a new start to those who lost their telephone."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from linli.accounts import actions
from linli.accounts.models import User
from linli.audit.models import Event
from linli.kernel.policy import Refused
from tests.accounts.conftest import PASSWORD
from tests.factories import places


@pytest.mark.parametrize("role", ["system_admin", "audit_admin", "county_officer", "station_lead"])
@pytest.mark.parametrize("verb", [actions.lock, actions.unlock, actions.reset_login])
def test_only_a_security_administrator_may(county: Any, post: Any, worker: User, role: str, verb: Any) -> None:
    with pytest.raises(Refused, match="安全管理员"):
        verb(worker, by=post(role, county.division).actor)


def test_not_oneself_and_not_elsewhere(county: Any, post: Any) -> None:
    security = post("security_admin", county.division)
    far = post("social_worker", places.county("990723", "邻县(示范)").towns[0])
    with pytest.raises(Refused, match="自己"):
        actions.lock(security.user, by=security.actor)
    with pytest.raises(Refused, match="管理范围"):
        actions.lock(far.user, by=security.actor)


def test_an_account_elsewhere_does_not_exist_for_her(county: Any, post: Any, sign_in: Any) -> None:
    client = sign_in(post("security_admin", county.division))
    far = post("social_worker", places.county("990723", "邻县(示范)").towns[0])
    for verb in ("lock", "unlock", "reset"):
        assert client.post(f"/m/accounts/{far.user.pk}/{verb}/").status_code == 404
    assert client.get(f"/m/accounts/{far.user.pk}/reset/").status_code == 404


def test_locked_and_open_again(county: Any, post: Any, worker: User, sign_in: Any) -> None:
    client = sign_in(post("security_admin", county.division))
    client.post(f"/m/accounts/{worker.pk}/lock/")
    worker.refresh_from_db()
    assert not worker.is_active
    assert "恢复账号" in client.get("/m/posts/").content.decode()
    client.post(f"/m/accounts/{worker.pk}/unlock/")
    worker.refresh_from_db()
    assert worker.is_active
    verbs = list(Event.objects.filter(subject=worker.pk).order_by("at", "id").values_list("verb", flat=True))
    assert verbs[-2:] == ["account.locked", "account.unlocked"]


def test_a_new_start_takes_password_and_factors_and_gives_a_link(
    county: Any, post: Any, worker: User, sign_in: Any
) -> None:
    page = sign_in(post("security_admin", county.division)).post(f"/m/accounts/{worker.pk}/reset/")
    worker.refresh_from_db()
    assert not worker.has_usable_password()
    assert not Authenticator.objects.filter(user=worker).exists()
    link = page.context["link"].removeprefix("http://testserver")
    client = Client()
    assert client.post(link, {"password": PASSWORD, "again": PASSWORD}).status_code == 302
    client.post("/login/password/", {"login": "13900000002", "password": PASSWORD})
    assert client.get("/me/")["Location"] == "/me/second-factor/"


@pytest.mark.parametrize("verb", ["lock", "reset"])
def test_she_is_asked_before_it_happens(county: Any, post: Any, worker: User, sign_in: Any, verb: str) -> None:
    page = sign_in(post("security_admin", county.division)).get(f"/m/accounts/{worker.pk}/{verb}/")
    assert worker.name in page.content.decode()
    worker.refresh_from_db()
    assert worker.is_active and worker.has_usable_password()
