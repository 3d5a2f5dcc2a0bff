"""Every yuan paid comes from a sum that was set aside for the project, as far as any was."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.giving import actions as giving
from linli.giving.models import FundLine
from linli.giving.queries import financing
from linli.ledger import reconciling
from linli.projects.models import ServiceProject
from linli.projects.payment import actions
from linli.projects.payment.queries.sources import sources
from tests.factories.payments import approved, paid
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.support.login import sign_in

SUBJECT = "projects.serviceproject"


def fund(county: County, who: Buying, name: str, came: int) -> FundLine:
    """Enter a sum of the county that has come in whole."""
    source = giving.open_source(county.division, kind="lottery", name=name, by=who.buyer)
    told: dict[str, Any] = {"name": "社工站经费", "year": 2026, "amount": came, "paper": "青财〔2026〕1号"}
    line = giving.open_line(source, county.division, by=who.buyer, **told)
    giving.receive(line, came, timezone.localdate(), "凭证1", by=who.buyer)
    return line


def set_aside(project: ServiceProject, line: FundLine, amount: int, who: Buying) -> None:
    giving.allot(line, amount, name=project.name, subject_kind=SUBJECT, subject=project.pk, by=who.buyer)


def left(project: ServiceProject) -> list[int]:
    return [part.left for part in financing(SUBJECT, project.pk)]


def test_what_was_set_aside_first_is_drawn_first(county: County, running: ServiceProject, who: Buying) -> None:
    set_aside(running, fund(county, who, "市福彩公益金", 5_000_000), 4_000_000, who)
    set_aside(running, fund(county, who, "市慈善会", 9_000_000), 9_000_000, who)
    request = approved(running, who)
    assert left(running) == [4_000_000, 9_000_000]
    actions.pay(request, by=who.buyer, on=timezone.localdate(), voucher="记-1")
    assert left(running) == [0, 7_000_000]
    rows, told = sources(running, [request])
    assert [(row.set_aside, row.drawn, row.left) for row in rows] == [
        ("40,000", "40,000", "0"), ("90,000", "20,000", "70,000"),
    ]  # fmt: skip
    assert told == {request.pk: "市福彩公益金 社工站经费 40,000、市慈善会 社工站经费 20,000"}
    assert list(reconciling.differences()) == []


def test_what_no_money_was_set_aside_for_is_paid_all_the_same(
    county: County, running: ServiceProject, who: Buying
) -> None:
    set_aside(running, fund(county, who, "市福彩公益金", 1_000_000), 1_000_000, who)
    request = paid(running, who)
    assert left(running) == [0]
    assert sources(running, [request])[1] == {request.pk: "市福彩公益金 社工站经费 10,000"}


def test_money_set_aside_for_another_project_is_not_touched(
    county: County, running: ServiceProject, who: Buying
) -> None:
    line = fund(county, who, "市福彩公益金", 9_000_000)
    other = giving.allot(line, 8_000_000, name="另一个项目", by=who.buyer)
    set_aside(running, line, 1_000_000, who)
    paid(running, who)
    assert left(running) == [0]
    assert giving.put_back(other, 8_000_000, key="all", by=who.buyer)


@pytest.mark.parametrize("sees", [True, False], ids=["purchaser", "provider"])
def test_the_page_of_the_money_tells_the_purchaser_where_it_comes_from(
    county: County, running: ServiceProject, who: Buying, client: Client, sees: bool
) -> None:
    set_aside(running, fund(county, who, "市福彩公益金", 9_000_000), 9_000_000, who)
    paid(running, who)
    sign_in(client, who.buyer if sees else who.head)
    page = client.get(reverse("project_payments", args=[running.pk])).content.decode()
    assert ("从 市福彩公益金 社工站经费 60,000 元里付" in page) is sees
    assert ("钱从哪里来" in page) is sees
