"""The road of a table in a real browser: with and without script, phone and desk, without an accessibility breach."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from linli.papers import actions
from tests.conftest import Standing
from tests.factories.places import County
from tests.journeys.conftest import browser_type_launch_args, open_as, sees  # noqa: F401
from tests.papers.rosters import GOOD, OTHER, brought, roster, row
from tests.support.axe import violations

pytestmark = pytest.mark.django_db(transaction=True)


def sound(page: Page) -> None:
    """A page has no breach and does not scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert violations(page) == []


@pytest.mark.parametrize(("size", "script"), [("phone", True), ("desk", False), ("desk", True)])
def test_a_worker_brings_in_a_roster_and_takes_it_out_again(
    county: County, post: Callable[..., Standing], open_as: Any, sees: Any, tmp_path: Path, size: str, script: bool  # noqa: F811
) -> None:  # fmt: skip
    with sees():
        worker = post("community_worker", county.communities[0])
        known = roster(county, row(county, "王示范", GOOD, "", "旧地址"))
        actions.take_in(brought(known, worker), by=worker.actor)
        table = roster(
            county,
            row(county, "王示范", GOOD, "13812345678", "示范家苑3栋2单元501"),
            row(county, "李示范", OTHER),
            row(county, "", "12"),
        )
    path = tmp_path / "2023年花名册.xlsx"
    path.write_bytes(table.getvalue())
    page = open_as(worker, size, script=script)
    pages = [page.goto("/m/imports/")]
    axe = script
    if axe:
        sound(page)
    page.locator(".tile", has_text="居民").click()
    page.locator("input[type=file]").set_input_files(path)
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_role("heading", name="哪一列是什么").wait_for()
    if axe:
        sound(page)
    page.get_by_role("button", name="检查每一行").click()
    page.get_by_text("有错的行，不会导入").wait_for()
    if axe:
        sound(page)
    page.get_by_role("link", name="和已有的不一样").first.click()
    page.get_by_text("表里的：示范家苑3栋2单元501").click()
    if axe:
        sound(page)
    page.get_by_role("button", name="记下这一页的选择").click()
    page.get_by_role("button", name="只导入没有问题的 2 行").click()
    page.get_by_text("新增 1 条，更新 1 条").wait_for()
    if axe:
        sound(page)
    page.get_by_role("link", name="撤销这次导入").click()
    page.get_by_role("button", name="撤销", exact=True).click()
    page.get_by_text("的导入已经撤销").wait_for()
    assert pages[0] is not None
