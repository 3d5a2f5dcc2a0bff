"""A form with data-autosave keeps what is written: on the server at every change, here when the line is gone."""

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.django_db(transaction=True)
FORM = """<!doctype html><html lang="zh-Hans"><head><title>草稿</title>
<script src="/static/dist/linli.js" defer></script></head>
<body data-owner="one"><p id="connection" data-lost="没连上" data-failed="没走通"></p>
<form method="post" action="/done" data-autosave="/draft"><input type="hidden" name="csrfmiddlewaretoken" value="t">
<label>说一说<textarea name="story"></textarea></label><label><input type="checkbox" name="low" value="1">情绪低</label>
<p data-autosave-status role="status"></p><button>完成</button></form></body></html>"""
KEPT = "localStorage.getItem('linli:draft:one:/draft') !== null"


@pytest.fixture
def draft(page: Page, live_server: object) -> Callable[[], list[dict[str, list[str]]]]:
    """Serve a page with one form; return what was sent to its draft address."""
    sent: list[dict[str, list[str]]] = []

    def keep(route: Route) -> None:
        sent.append(parse_qs(route.request.post_data or ""))
        route.fulfill(status=204)

    page.route("**/writing", lambda route: route.fulfill(body=FORM, content_type="text/html; charset=utf-8"))
    page.route(
        "**/done", lambda route: route.fulfill(body="<title>好</title>好了", content_type="text/html; charset=utf-8")
    )
    page.route("**/draft", keep)
    page.goto(f"{live_server}/writing")
    page.wait_for_selector("html[data-ready]")
    return lambda: sent


def test_a_change_is_sent_and_the_hour_is_shown(page: Page, draft: Callable[[], list[dict[str, list[str]]]]) -> None:
    page.fill("textarea", "爷爷咳嗽一周")
    page.wait_for_function("document.querySelector('[data-autosave-status]').textContent.startsWith('已自动保存')")
    assert draft()[-1] == {"csrfmiddlewaretoken": ["t"], "story": ["爷爷咳嗽一周"]}
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_without_a_line_the_writing_stays_here_and_goes_out_later(
    page: Page, draft: Callable[[], list[dict[str, list[str]]]]
) -> None:
    page.route("**/draft", lambda route: route.abort())
    page.fill("textarea", "没去看")
    page.wait_for_selector("[data-autosave-status].waiting")
    page.wait_for_function(KEPT)
    page.unroute("**/draft")
    page.route(
        "**/draft", lambda route: (draft().append(parse_qs(route.request.post_data or "")), route.fulfill(status=204))
    )
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_function("document.querySelector('[data-autosave-status]').textContent.startsWith('已自动保存')")
    assert draft()[-1]["story"] == ["没去看"]
    page.wait_for_function(f"!({KEPT})")


def test_a_page_that_died_gives_the_writing_back(page: Page, draft: Callable[[], list[dict[str, list[str]]]]) -> None:
    page.route("**/draft", lambda route: route.abort())
    page.fill("textarea", "约好周五")
    page.check("[name=low]")
    page.wait_for_selector("[data-autosave-status].waiting")
    page.wait_for_function(KEPT)
    page.reload()
    expect(page.locator("textarea")).to_have_value("约好周五")
    expect(page.locator("[name=low]")).to_be_checked()


def test_a_form_that_arrived_leaves_no_copy(page: Page, draft: Callable[[], list[dict[str, list[str]]]]) -> None:
    page.fill("textarea", "办好了")
    page.click("button")
    page.wait_for_url("**/done")
    page.route("**/after", lambda route: route.fulfill(body=FORM.replace("/draft", "/other"), content_type="text/html"))
    page.goto(page.url.replace("/done", "/after"))
    page.wait_for_selector("html[data-ready]")
    page.wait_for_function(f"!({KEPT})")
