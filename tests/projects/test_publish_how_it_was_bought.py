"""公开: the procedure a project was bought in, as it may be told: nobody knows who bid before one is proposed."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.kernel.policy import acting
from linli.projects.models import Milestone, PaymentPart, PaymentRequest, PaymentState, ServiceProject
from linli.projects.procurement import actions
from tests.factories import tenders
from tests.factories.places import County
from tests.projects.ocds.schema import wrong

FIRST, SECOND = "甲社工机构", "乙社工机构"


def release(project: ServiceProject) -> Any:
    told = Client().get("/open/releases.json", {"project": project.pk}).json()
    assert wrong(told) == []
    return told["releases"][0]


def page(project: ServiceProject) -> str:
    return Client().get(f"/open/{project.pk}/").content.decode()


@pytest.mark.parametrize("make", [tenders.published, tenders.opened])
def test_who_bid_is_not_told_before_a_winner_is_proposed(county: County, make: Any) -> None:
    fair = make(county.division)
    told = release(fair.project)
    assert told["tag"] == ["planning", "tender"]
    assert not told["tender"].keys() & {"tenderers", "numberOfTenderers"}
    assert "awards" not in told
    for name in (FIRST, SECOND):
        assert name not in str(told) + page(fair.project)


def test_a_procedure_tells_its_method_and_its_days(county: County) -> None:
    fair = tenders.published(county.division)
    tender = release(fair.project)["tender"]
    assert (tender["procurementMethod"], tender["procurementMethodDetails"]) == ("open", "竞争性磋商")
    assert tender["tenderPeriod"] == {
        "startDate": timezone.localtime(fair.tender.published_at).isoformat(),
        "endDate": timezone.localtime(fair.tender.closes_at).isoformat(),
    }
    told = page(fair.project)
    assert "竞争性磋商" in told
    assert "采购公告" in told


def test_who_is_proposed_is_pending_and_everybody_who_bid_is_told(county: County) -> None:
    fair, award = tenders.proposed(county.division)
    told = release(fair.project)
    assert told["tag"] == ["planning", "tender", "award"]
    assert (told["tender"]["status"], told["tender"]["numberOfTenderers"]) == ("active", 2)
    assert {one["name"] for one in told["tender"]["tenderers"]} == {FIRST, SECOND}
    (row,) = told["awards"]
    assert (row["status"], row["value"]["amount"]) == ("pending", award.price // 100)
    assert [one["name"] for one in row["suppliers"]] == [FIRST]
    assert {one["name"]: one["roles"] for one in told["parties"][1:]} == {
        FIRST: ["tenderer", "supplier"], SECOND: ["tenderer"],
    }  # fmt: skip
    assert "中标公示中" in page(fair.project)


def test_a_final_award_is_active(county: County) -> None:
    fair, award = tenders.awarded(county.division)
    told = release(fair.project)
    assert told["tender"]["status"] == "complete"
    assert told["awards"][0]["status"] == "active"
    assert told["awards"][0]["value"]["amount"] == award.price // 100
    assert [one["name"] for one in told["parties"]] == ["青禾县(示范)", FIRST, SECOND]


def test_a_procedure_that_came_to_nothing_says_why(county: County) -> None:
    fair = tenders.published(county.division)
    actions.fail_tender(fair.tender, by=fair.who.buyer, reason="没有人来投")
    told = release(fair.project)
    assert told["tender"]["status"] == "unsuccessful"
    assert "没有成：没有人来投" in page(fair.project)


def test_a_transaction_is_what_was_paid_not_what_the_tranche_is_worth(running: ServiceProject) -> None:
    first = Milestone.objects.get(project=running, position=1)
    day = timezone.localdate()
    with acting():
        made = PaymentRequest.objects.create(
            project=running, milestone=first, state=PaymentState.PAID, tranche=60_000_00, amount=59_999_50,
            invoice="1", invoice_kind="pdf", invoice_digest="x", evidence={}, digest="y", chain=[],
            asked_at=timezone.now(), approved_at=timezone.now(), paid_on=day, voucher="记1",
        )  # fmt: skip
        PaymentPart.objects.create(project=running, request=made, line=running.budgetlines.first(), amount=59_999_50)
        Milestone.objects.filter(pk=first.pk).update(paid_on=day)
    (paid,) = release(running)["contracts"][0]["implementation"]["transactions"]
    assert paid["value"] == {"amount": 59_999.5, "currency": "CNY"}
