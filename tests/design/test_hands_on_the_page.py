"""What scripts add for practised hands, for pinyin and for readers of the screen; nothing needs them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.design.conftest import DESK

pytestmark = pytest.mark.django_db(transaction=True)
COUNTING = (
    "window.heard = []; document.querySelector('#q').addEventListener('input', (e) => heard.push(e.target.value))"
)


@pytest.fixture
def shown(open_page: Callable[..., Page]) -> Page:
    return open_page("/ui/", viewport=DESK)


def test_a_stroke_goes_to_the_search_and_is_not_written_into_it(shown: Page) -> None:
    shown.locator("#pager").click()
    shown.keyboard.press("/")
    expect(shown.locator("#q")).to_be_focused()
    assert shown.input_value("#q") == ""


def test_j_and_k_go_down_and_up_a_list(shown: Page) -> None:
    shown.locator("#table th a").first.focus()
    shown.keyboard.press("j")
    assert shown.evaluate("document.activeElement.textContent") == "尼玛·扎西"
    shown.keyboard.press("k")
    assert shown.evaluate("document.activeElement.textContent") == "王阿姨"


def test_letters_typed_into_a_field_stay_letters(shown: Page) -> None:
    shown.fill("#q", "")
    shown.locator("#q").press_sequentially("jk/n")
    assert shown.input_value("#q") == "jk/n"


def test_nothing_is_searched_while_pinyin_is_being_composed(shown: Page) -> None:
    shown.evaluate(COUNTING)
    shown.locator("#q").focus()
    keys = shown.context.new_cdp_session(shown)
    for letters in ("z", "zh", "zha"):
        keys.send("Input.imeSetComposition", {"text": letters, "selectionStart": 3, "selectionEnd": 3})
    assert shown.evaluate("heard") == []
    keys.send("Input.insertText", {"text": "扎"})
    assert shown.evaluate("heard")[-1] == "扎"


def test_the_batch_bar_counts_what_is_picked_and_goes_when_nothing_is(shown: Page) -> None:
    bar = shown.locator("[data-batch]")
    expect(bar.locator("[data-batch-count]")).to_have_text("1")
    shown.locator("[data-pick-all]").check()
    expect(bar.locator("[data-batch-count]")).to_have_text("3")
    shown.locator("[data-pick-all]").uncheck()
    expect(bar).to_be_hidden()


def test_after_a_swap_the_focus_is_at_the_new_heading(shown: Page) -> None:
    shown.evaluate(
        "const part = document.querySelector('#stat');"
        "part.dispatchEvent(new CustomEvent('htmx:afterSettle', {bubbles: true, detail: {elt: part}}))"
    )
    assert shown.evaluate("document.activeElement.textContent") == "能点开的数字"


def test_a_button_the_browser_cannot_serve_stays_away(shown: Page) -> None:
    expect(shown.locator("[data-dictate]").first).to_be_hidden()
    expect(shown.locator("[data-print]")).to_be_visible()


def test_what_is_wrong_is_first_in_focus(shown: Page) -> None:
    assert shown.evaluate("document.activeElement.className") == "form-errors"


def test_a_form_that_is_being_sent_is_not_sent_twice(shown: Page) -> None:
    sent = shown.evaluate(
        """() => {
          let sent = 0;
          document.addEventListener('submit', (event) => {
            sent += event.defaultPrevented ? 0 : 1;
            event.preventDefault();
          });
          const button = document.querySelector('#confirm button');
          [1, 2, 3].forEach(() => button.click());
          return sent;
        }"""
    )
    assert sent == 1
    expect(shown.locator("#confirm button")).to_have_attribute("aria-busy", "true")
