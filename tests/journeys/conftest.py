"""Browsers of the journeys: phone and desk, with and without script, signed in through the session."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from playwright.sync_api import Browser, Page

from linli.kernel.scope import Scope, enter
from tests.conftest import Standing
from tests.factories.places import County
from tests.support.journey import EAR
from tests.support.login import sign_in

SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1366, "height": 768}}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Keep the browser quiet: no first run, no updates, no background traffic."""
    quiet = [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ]  # fmt: skip
    return browser_type_launch_args | {"args": quiet}


@pytest.fixture
def sees(county: County) -> Callable[[], Any]:
    """Return a block in which the test itself sees the whole county (outside the requests of the server)."""

    @contextmanager
    def block() -> Iterator[None]:
        with transaction.atomic():
            enter(Scope(column="county_id", areas=(county.division.pk,)))
            yield

    return block


@pytest.fixture
def open_as(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a browser page of a size, with or without script, for somebody signed in.

    Each has a sitting of her own: several people are at their pages at once.
    """
    opened = []

    def start(standing: Standing, size: str = "phone", *, script: bool = True, base: str = "") -> Page:
        client = sign_in(Client(), standing.actor)
        address = base or live_server.url
        told = {"viewport": SIZES[size], "java_script_enabled": script, "has_touch": size == "phone"}
        context = browser.new_context(locale="zh-CN", base_url=address, **told)
        opened.append(context)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}])
        context.set_default_timeout(20_000)
        page = context.new_page()
        if script:
            page.add_init_script(EAR)
        return page

    yield start
    for context in opened:
        context.close()
