"""J1 step 1 with the server killed in the middle: what was written before and after the death is there again."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linli.accounts.models import Role
from linli.records.models import ServiceRecord
from tests.conftest import Standing
from tests.factories import people
from tests.factories.places import County
from tests.support.server import Server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    running.start()
    yield running
    running.kill()


def test_the_server_dies_in_the_middle_and_nothing_is_lost(
    county: County, post: Callable[..., Standing], open_as: Callable[..., Page], sees: Callable[[], Any], server: Server
) -> None:
    worker = post(Role.SOCIAL_WORKER, county.communities[0])
    with sees():
        people.person(county.communities[0], "王奶奶", household=people.household(county.dwellings[1]))
    page = open_as(worker, base=server.url)
    page.goto("/w/record/")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.get_by_role("button", name="3栋", exact=True).click()
    page.get_by_role("button", name="2单元 502").click()
    expect(page.get_by_role("checkbox", name="王奶奶")).to_be_checked()
    with page.expect_response("**/save/"):
        page.locator("#note").press_sequentially("爷爷咳嗽")

    server.kill()
    page.locator("#codes label", has_text="情绪低").click()
    page.locator("#note").press_sequentially("一周，没去看")
    expect(page.locator("[data-autosave-status]")).to_contain_text("先存在这台设备上")
    address = page.url
    browser = page.context
    page.close()  # the phone's page dies too, without a last word

    server.start()
    page = browser.new_page()
    page.goto(address)
    expect(page.locator("#note")).to_have_value("爷爷咳嗽一周，没去看")
    expect(page.get_by_role("checkbox", name="情绪低")).to_be_checked()
    expect(page.get_by_role("checkbox", name="王奶奶")).to_be_checked()
    page.get_by_role("button", name="完成").click()
    expect(page.get_by_text("记好了")).to_be_visible()
    with sees():
        made = ServiceRecord.objects.get()
        assert (made.narrative, made.home_visit.conditions) == ("爷爷咳嗽一周，没去看", ["low_spirits"])
