"""Signing in, in tests: on the Django client and in a browser, by each of the ways in."""

import json
import time
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from linli.accounts import sittings
from linli.accounts.middleware import POST_KEY
from linli.accounts.models import Post, User
from linli.kernel.actor import Actor


class QuickHasher(Argon2PasswordHasher):
    """Argon2 with the least work, so that tests of doors are not tests of patience."""

    time_cost, memory_cost, parallelism = 1, 8, 1


def totp(secret: str) -> str:
    """Return what an authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def sign_in(client: Client, actor: Actor) -> Client:
    """Sign an actor's user in on the Django client, in her post, her second factor shown."""
    assert actor.user is not None
    client.force_login(User.objects.get(pk=actor.user), backend=settings.AUTHENTICATION_BACKENDS[-1])
    session = client.session
    if actor.post is not None:
        session[POST_KEY] = str(Post.objects.get(pk=actor.post).pk)
    sittings.begin(session, sittings.PASSWORD, factor=True)
    session.save()
    return client


def codes_to(path: Path) -> None:
    """Have login codes written to a file from now on (the test restores the settings)."""
    settings.LOGIN_CODE_SENDER = "linli.accounts.senders.FileSender"
    settings.LOGIN_CODE_FILE = path


def last_code(path: Path) -> str:
    """Return the six digits sent last."""
    return str(json.loads(path.read_text().splitlines()[-1])["code"])


def sign_in_by_code(page: Any, live_server: Any, phone: str, folder: Path) -> None:
    """Sign in on a Playwright page with a code; ``folder`` is the test's own (``tmp_path``)."""
    path = folder / "codes.jsonl"
    codes_to(path)
    page.goto(f"{live_server.url}/login/")
    page.get_by_label("您的手机号").fill(phone)
    page.get_by_role("button", name="发验证码").click()
    page.wait_for_url("**/login/code/")
    page.get_by_label("短信里的六位数字").fill(last_code(path))
    page.locator("main").get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "/login/" not in url)


def sign_in_with_password(page: Any, live_server: Any, login: str, password: str, secret: str) -> None:
    """Sign in on a Playwright page with telephone or login name, password and the authenticator app."""
    page.goto(f"{live_server.url}/login/password/")
    page.get_by_label("手机号或登录名").fill(login)
    page.get_by_label("密码", exact=True).fill(password)
    page.locator("main").get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/login/second/")
    page.get_by_label("验证器里的六位数字").fill(totp(secret))
    page.locator("main").get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)
