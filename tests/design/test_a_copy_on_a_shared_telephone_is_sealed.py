"""What waits in the browser to be sent tells nothing to whoever holds the telephone next."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.django_db(transaction=True)
FORM = """<!doctype html><html lang="zh-Hans"><head><title>草稿</title>
<script src="/static/dist/linli.js" defer></script></head>
<body data-owner="{owner}"><form method="post" action="/done" data-autosave="/draft">
<label>说一说<textarea name="story"></textarea></label>
<p data-autosave-status role="status"></p><button>完成</button></form>
<form method="post" action="/account/logout/"><button id="leave">退出登录</button></form></body></html>"""
EVERYTHING = """async () => {
  const told = JSON.stringify(Object.entries(localStorage)) + JSON.stringify(Object.entries(sessionStorage));
  const keys = await new Promise((done, failed) => {
    const asked = indexedDB.open("linli", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("keys");
    asked.onerror = failed;
    asked.onsuccess = () => {
      const all = asked.result.transaction("keys").objectStore("keys").getAll();
      all.onsuccess = () => { asked.result.close(); done(all.result); };
    };
  });
  return { told, keys: keys.map((key) => [key instanceof CryptoKey, key.extractable, key.algorithm.name]) };
}"""
KEPT = "Object.keys(localStorage).some((name) => name.startsWith('linli:draft:'))"
Opened = Callable[[str], Page]


@pytest.fixture
def opened(page: Page, live_server: Any) -> Opened:
    """Open the form as somebody, on the same telephone; the line to the server's drafts is gone."""
    now = {"owner": ""}
    page.route(
        "**/writing",
        lambda route: route.fulfill(
            body=FORM.replace("{owner}", now["owner"]), content_type="text/html; charset=utf-8"
        ),
    )
    page.route("**/draft", lambda route: route.abort())
    page.route("**/logout/", lambda route: route.fulfill(body="<title>走了</title>", content_type="text/html"))

    def open_as(owner: str) -> Page:
        now["owner"] = owner
        page.goto(f"{live_server}/writing")
        page.wait_for_selector("html[data-ready]")
        return page

    return open_as


def written(page: Page) -> Page:
    page.fill("textarea", "爷爷咳嗽一周")
    expect(page.locator("[data-autosave-status]")).to_contain_text("先存在这台设备上")
    page.wait_for_function(KEPT)
    return page


def test_the_storage_holds_no_clear_text_and_a_key_that_cannot_be_taken_out(opened: Opened) -> None:
    found = written(opened("one")).evaluate(EVERYTHING)
    assert "咳嗽" not in found["told"] and "story" not in found["told"] and "\\u" not in found["told"]
    assert found["keys"] == [[True, False, "AES-GCM"]]


def test_another_person_is_offered_nothing_and_the_first_finds_it_again(opened: Opened) -> None:
    written(opened("one"))
    other = opened("two")
    other.evaluate("linliAside.take('two', '/draft')")
    expect(other.locator("textarea")).to_have_value("")
    expect(other.locator("[data-autosave-status]")).to_be_empty()
    expect(opened("one").locator("textarea")).to_have_value("爷爷咳嗽一周")


def test_a_copy_moved_under_another_name_does_not_open(opened: Opened) -> None:
    page = written(opened("one"))
    move = "localStorage.setItem('linli:draft:two:/draft', localStorage.getItem('linli:draft:one:/draft'))"
    page.evaluate(move)
    assert page.evaluate("linliAside.take('two', '/draft')") is None


def test_signing_out_takes_copies_and_keys_away(opened: Opened) -> None:
    page = written(opened("one"))
    page.click("#leave")
    page.wait_for_url("**/logout/")
    page = opened("one")
    page.wait_for_function("localStorage.getItem('linli:left') === null")
    found = page.evaluate(EVERYTHING)
    assert (found["told"], found["keys"]) == ("[][]", [])
    expect(page.locator("textarea")).to_have_value("")


def test_after_a_day_it_is_gone(opened: Opened) -> None:
    page = written(opened("one"))
    other = FORM.replace("/draft", "/other")
    page.route("**/elsewhere", lambda route: route.fulfill(body=other, content_type="text/html; charset=utf-8"))
    page.goto(page.url.replace("/writing", "/elsewhere"))
    page.wait_for_function(KEPT)
    page.evaluate(
        """() => { const name = "linli:draft:one:/draft", kept = JSON.parse(localStorage.getItem(name));
        kept.at -= 24 * 3600 * 1000; localStorage.setItem(name, JSON.stringify(kept)); }"""
    )
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert not page.evaluate(KEPT)


def test_what_an_earlier_version_kept_in_clear_is_thrown_away(opened: Opened) -> None:
    page = opened("one")
    page.evaluate(
        "localStorage.setItem('linli:draft:one:/draft', JSON.stringify({at: Date.now(), entries: [['story', '旧']]}))"
    )
    page = opened("one")
    assert not page.evaluate(KEPT)
    expect(page.locator("textarea")).to_have_value("")


def test_without_a_cipher_nothing_is_kept_here_and_the_page_says_so(page: Page, opened: Opened) -> None:
    page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined })")
    page = opened("one")
    expect(page.locator("[data-autosave-status]")).to_have_text("草稿只存在服务器")
    page.fill("textarea", "爷爷咳嗽一周")
    expect(page.locator("[data-autosave-status]")).to_contain_text("没连上")
    expect(page.locator("[data-autosave-status]")).to_contain_text("草稿只存在服务器")
    assert page.evaluate("localStorage.length") == 0
