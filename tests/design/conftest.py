"""A browser with the pages of the design system in it, in either mode."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page
from tools.bundle import bundle

PHONE, DESK, NARROW = (360, 740), (1366, 768), (320, 640)


@pytest.fixture(autouse=True, scope="session")
def _bundled() -> None:
    bundle()


@pytest.fixture
def open_page(browser: Browser, live_server: object) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a path: ``open_page("/ui/", size="max", elder=True, viewport=PHONE)``."""
    contexts = []

    def enter(path: str, *, size: str = "standard", elder: bool = False, viewport: tuple[int, int] = PHONE) -> Page:
        context = browser.new_context(viewport={"width": viewport[0], "height": viewport[1]}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{live_server}/help/")
        if elder:
            page.click("button[name=elder]")
        if size != "standard":
            page.click(f".sizes button[value={size}]")
        page.goto(f"{live_server}{path}")
        page.wait_for_selector("html[data-ready]")
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture(autouse=True)
def _quiet_sandbox() -> None:
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
