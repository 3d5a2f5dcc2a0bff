"""What is wrong with one page, looked at as every page is: by its markup, by the checker, and by a thumb."""

import re

from playwright.sync_api import Page

from tests.support.axe import violations

SMALL = """(least) => [...document.querySelectorAll('a, button, input, select, textarea, summary')].filter((one) => {
  const target = one.closest('label.tile') || one.closest('.pick label') || one;
  const box = target.getBoundingClientRect();
  const shown = box.width && box.height && getComputedStyle(one).visibility === 'visible';
  const inText = one.tagName === 'A' && getComputedStyle(one).display === 'inline';
  return shown && !inText && !one.closest('.skip, .unseen') && (box.height < least - 0.5 || box.width < least - 0.5);
}).map((one) => one.outerHTML.slice(0, 120))"""
THUMB, THUMB_OF_THE_OLD = 44, 60  # the industry's rule for targets, in the standard mode and in 长辈版

SCRIPT = r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)"
INLINE = re.compile(SCRIPT + r"|<[a-z][^<>]*\son[a-z]+\s*=|<[a-z-][^<>]*\sstyle\s*=|<style\b", re.I)
TITLE = re.compile(r"<title>\s*[^\s<]", re.I)


def look(page: Page, address: str, *, elder: bool) -> dict[str, object] | None:
    """Open an address and return what is wrong with the page there; None when it answers with no page at all."""
    answer = page.request.get(address)
    if answer.status >= 500:
        return {"answers": answer.status}
    if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
        return None
    text = answer.text()
    page.goto(address)
    page.wait_for_selector("html[data-ready]")
    assert page.viewport_size
    width = page.viewport_size["width"]
    wide = page.evaluate("document.documentElement.scrollWidth")
    small = page.evaluate(SMALL, THUMB_OF_THE_OLD if elder else THUMB) if width < 700 else []
    found = {
        "barriers": violations(page),
        "script or style in the markup": INLINE.findall(text),
        "no title": not TITLE.search(text),
        "too wide": wide if wide > width else 0,
        "too small to press": small,
    }
    return {what: told for what, told in found.items() if told}
