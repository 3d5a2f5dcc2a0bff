"""The walks over all pages would find a barrier: one of each kind is planted, and the same look reports it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from playwright.sync_api import Page

from linli import urls as product
from tests.design.conftest import DESK, PHONE
from tests.support.sweep import look

pytestmark = pytest.mark.django_db(transaction=True)
LABELLED = '<label for="tick">一样</label>'
PLANTED = {
    "sound": "<p>这一页没有毛病。</p>",
    "image": '<img src="/static/img/mark.svg" width="80" height="80">',
    "field": '<input class="input" name="phone">',
    "contrast": '<p><font color="#cccccc">看不清</font></p>',
    "target": f'<input id="tick" type="checkbox">{LABELLED}',
    "handler": '<p onclick="go()">点我</p>',
    "script": "<script>go()</script>",
    "untitled": "<p>没有名字的一页。</p>",
    "wide": f"<p><nobr>{'长' * 300}</nobr></p>",
}
EXPECTED = {
    "image": ("barriers", "image-alt"),
    "field": ("barriers", "label"),
    "contrast": ("barriers", "color-contrast"),
    "target": ("too small to press", "checkbox"),
    "handler": ("script or style in the markup", "onclick"),
    "script": ("script or style in the markup", "<script"),
    "untitled": ("no title", "True"),
    "wide": ("too wide", ""),
}
PAGE = """{% extends "base.html" %}{% block title %}planted{% endblock %}
{% block content %}<h1>planted</h1>FRAGMENT{% endblock %}"""


def planted(request: HttpRequest, what: str) -> HttpResponse:
    """A page that is sound but for one thing; ``broken`` does not answer at all."""
    if what == "broken":
        raise ValueError(what)
    page = PAGE.replace("FRAGMENT", PLANTED[what])
    if what == "untitled":
        page = page.replace("planted{%", "{%", 1) + "{% block title_end %}{% endblock %}"
    return HttpResponse(engines["django"].from_string(page).render({}, request))


planted.door = "planted by a test"  # type: ignore[attr-defined]
urlpatterns = [path("planted/<str:what>/", planted, name="planted"), *product.urlpatterns]


@pytest.fixture
def look_at(open_page: Callable[..., Page], settings: Any, live_server: object) -> Callable[..., Any]:
    """Return a function that looks at a planted page as the walks look at every page."""

    def looked(what: str, viewport: tuple[int, int], *, elder: bool) -> Any:
        page = open_page("/help/", viewport=viewport, elder=elder)
        settings.ROOT_URLCONF = __name__
        return look(page, f"{live_server}/planted/{what}/", elder=elder)

    return looked


@pytest.mark.parametrize(("viewport", "elder"), [(PHONE, True), (DESK, False)], ids=["phone-elder", "desk-standard"])
def test_a_sound_page_is_not_accused(look_at: Callable[..., Any], viewport: tuple[int, int], elder: bool) -> None:
    assert look_at("sound", viewport, elder=elder) == {}


@pytest.mark.parametrize(("viewport", "elder"), [(PHONE, True), (DESK, False)], ids=["phone-elder", "desk-standard"])
@pytest.mark.parametrize("what", [what for what in EXPECTED if what != "target"])
def test_each_planted_fault_is_found_in_both_modes(
    look_at: Callable[..., Any], what: str, viewport: tuple[int, int], elder: bool
) -> None:
    kind, sign = EXPECTED[what]
    found = look_at(what, viewport, elder=elder)
    assert sign in str(found[kind])


@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
def test_a_target_too_small_for_a_thumb_is_found(look_at: Callable[..., Any], elder: bool) -> None:
    kind, sign = EXPECTED["target"]
    assert sign in str(look_at("target", PHONE, elder=elder)[kind])


def test_a_page_that_breaks_is_found(look_at: Callable[..., Any]) -> None:
    assert look_at("broken", PHONE, elder=False) == {"answers": 500}
