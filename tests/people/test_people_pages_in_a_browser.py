"""The pages about one person and one household, in a browser: no barrier, nothing cut off, without script too."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext

from linli.accounts.models import Role
from linli.people import actions
from linli.people.models import PriorityTag
from tests.conftest import Standing, see
from tests.design.test_pages_in_a_browser import SMALL
from tests.factories import places
from tests.people.cards import NUMBER, PHONE
from tests.support.axe import violations

pytestmark = pytest.mark.django_db(transaction=True)
Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def addresses(post: Post) -> tuple[Standing, list[str]]:
    """Somebody with everything a page can show, her worker, and the address of each page about her."""
    county = places.county()
    worker = post(Role.SOCIAL_WORKER, county.towns[0])
    with transaction.atomic():
        see(county.division)
        marks = [
            actions.Mark("elder_alone", reason="邻居说的"),
            actions.Mark("low_income", PriorityTag.Basis.RECOGNISED, "青禾县民政局", "青民〔2025〕3号"),
        ]
        person = actions.register(
            by=worker.actor, community=county.communities[0], name="阿依古丽·买买提", preferred_name="古丽奶奶",
            documents=[("id_card", NUMBER)], phones=[(PHONE, "女儿")], dwelling=county.dwellings[0], note="先打电话",
            categories=marks,
        )  # fmt: skip
        actions.open_household(by=worker.actor, community=county.communities[0], dwelling=county.dwellings[1])
        named = ["person", "person_family", "person_records", "person_looks", "person_edit", "person_numbers",
                 "tag_new", "household_move", "household_leave", "kin_new"]  # fmt: skip
        found = [reverse(name, args=[person.pk]) for name in named]
        found.append(reverse("household", args=[person.household_id]))
        found.append(reverse("number", args=["telephone", person.telephones.get().pk]))
        found.append(reverse("tag_end", args=[person.tags.all()[0].pk]))
        found.append(f"{reverse('kin_new', args=[person.pk])}?q=ddm")
        other = actions.register(by=worker.actor, community=county.communities[0], name="大地玛")
        link = actions.relate(person, other, by=worker.actor, kind="child")
        found.append(reverse("kin_end", args=[link.pk]))
        found.append(f"{reverse('people')}?q=agl")
    return worker, found


def enter(browser: Browser, server: object, sign_in: SignIn, worker: Standing, **how: object) -> BrowserContext:
    """Return a browser context in which the worker is signed in."""
    context = browser.new_context(locale="zh-CN", **how)  # type: ignore[arg-type]
    cookie = sign_in(worker).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": str(server)}])
    return context


@pytest.mark.parametrize(("width", "height", "elder"), [(360, 740, True), (1366, 768, False)])
def test_no_page_about_a_person_has_a_barrier(
    browser: Browser, live_server: object, sign_in: SignIn, addresses: tuple[Standing, list[str]], width: int,
    height: int, elder: bool,
) -> None:  # fmt: skip
    worker, found = addresses
    context = enter(browser, live_server, sign_in, worker, viewport={"width": width, "height": height})
    page = context.new_page()
    if elder:
        page.goto(f"{live_server}/help/")
        page.click("button[name=elder]")
    faults = []
    for address in found:
        page.goto(f"{live_server}{address}")
        page.wait_for_selector("html[data-ready]")
        faults += [f"{address}: {fault}" for fault in violations(page)]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
            faults.append(f"{address}: wider than the screen")
        if width == 360:
            faults += [f"{address}: too small: {small}" for small in page.evaluate(SMALL, 60 if elder else 44)]
    context.close()
    assert not faults, "\n".join(faults)


def test_a_number_is_shown_and_a_person_amended_without_script(
    browser: Browser, live_server: object, sign_in: SignIn, addresses: tuple[Standing, list[str]]
) -> None:
    worker, found = addresses
    context = enter(browser, live_server, sign_in, worker, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server}{found[0]}")
    page.click("text=显示·留痕 >> nth=0")
    page.fill("input[name=purpose]", "约走访时间")
    page.click("main button:has-text('显示并留痕')")
    assert PHONE in page.inner_text("main")
    page.goto(f"{live_server}{found[4]}")
    page.fill("input[name=note]", "晚上别打电话")
    page.click("main button:has-text('改好了')")
    assert "晚上别打电话" in page.inner_text("main")
    context.close()
