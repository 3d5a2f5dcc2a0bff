"""The pages: a project is bought in the browser's own forms, without a script, from the draft to the signed paper."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.ids import new_id
from linli.kernel.scope import seeing
from linli.projects.models import Bid, Contract, ServiceProject, State, Tender
from linli.projects.procurement import actions
from linli.workforce.models import Worker
from tests.conftest import see
from tests.factories import projects, tenders
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.support.login import sign_in

ROWS = {"rows-TOTAL_FORMS": "4", "rows-INITIAL_FORMS": "0", "rows-MIN_NUM_FORMS": "0", "rows-MAX_NUM_FORMS": "30"}


@pytest.fixture
def who(county: County) -> Buying:
    return projects.buying(county.division)


def drafted(**more: str) -> dict[str, Any]:
    """Return a draft as a browser sends it."""
    said = {
        "do": "draft", "method": "consultation", "closes_on": timezone.localdate().isoformat(), "requirements": "",
        "basis": "示采1号", "publisher": "示范县民政局", "telephone": "0990-1234567", "rows-0-name": "方案",
        "rows-0-weight": "80", "rows-0-kind": "judged", "rows-1-name": "报价", "rows-1-weight": "20",
        "rows-1-kind": "price", "rows-2-kind": "judged", "rows-3-kind": "judged",
    }  # fmt: skip
    return ROWS | said | more


def test_from_the_draft_to_the_signed_paper(county: County, who: Buying) -> None:
    project = projects.approved(county.division, who)
    page = reverse("procurement", args=[project.pk])
    buyer = sign_in(Client(), who.buyer)
    assert page in buyer.get(reverse("project", args=[project.pk])).content.decode()
    wrong = buyer.post(page, drafted(**{"rows-0-weight": "70"}))
    assert (wrong.status_code, "相加是 90 分" in wrong.content.decode()) == (422, True)
    assert buyer.post(page, drafted()).status_code == 302
    judge = projects.actor(Role.BID_JUDGE, county.division)
    assert buyer.post(page, {"do": "appoint", "post": str(judge.post)}).status_code == 302
    assert buyer.post(page, {"do": "publish"}).status_code == 302
    tender = Tender.objects.get()
    head = tenders.head(county.division.pk, "甲社工机构")
    bidder = sign_in(Client(), head)
    _bids(bidder, head, tender)
    assert "以后才能开标" in buyer.post(page, {"do": "open"}).content.decode()
    fair = tenders.Fair(who, project, tender)
    with tenders.after(fair):
        buyer, bidder = sign_in(Client(), who.buyer), sign_in(Client(), head)
        buyer.post(page, {"do": "open"})
        shown = buyer.get(page).content.decode()
        assert all(told in shown for told in ("甲社工机构", "140,000", "示范社工"))
        bid = Bid.objects.get()
        for client in (buyer, bidder):
            paper = client.get(reverse("bid_file", args=[bid.pk]))
            assert (paper["Content-Type"], paper["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
            assert "attachment" in paper["Content-Disposition"]
        _scores(fair, judge)
        buyer.post(page, {"do": "score"})
        assert buyer.post(page, {"do": "propose", "bid": str(bid.pk), "why": ""}).status_code == 302
        assert "80.00" not in shown
        assert "60.00" in buyer.get(page).content.decode()
    with tenders.after(fair, days=14):
        _signs(fair, sign_in(Client(), who.buyer), page)
        assert "得分" in sign_in(Client(), head).get(reverse("tender", args=[tender.pk])).content.decode()
    assert ServiceProject.objects.get().state == State.RUNNING


def _signs(fair: tenders.Fair, buyer: Client, page: str) -> None:
    """Confirm the award, draw the contract, and bring its signed paper back."""
    buyer.post(page, {"do": "confirm"})
    assert buyer.post(page, {"do": "draw", "number": "示合1号", "price": "150000"}).status_code == 422
    assert buyer.post(page, {"do": "draw", "number": "示合1号", "price": "140000"}).status_code == 302
    contract = Contract.objects.get()
    word = buyer.get(reverse("contract_paper", args=[contract.pk, "word"]))
    assert word.content[:2] == b"PK"
    assert buyer.get(reverse("contract_paper", args=[contract.pk, "signed"])).status_code == 404
    assert "还剩 30 天" in buyer.get(reverse("project", args=[fair.project.pk])).content.decode()
    day = timezone.localdate().isoformat()
    assert buyer.post(page, {"do": "sign", "on": day}).status_code == 422
    scan = SimpleUploadedFile("合同.jpg", projects.receipt().getvalue(), "image/jpeg")
    assert buyer.post(page, {"do": "sign", "on": day, "scan": scan}).status_code == 302
    signed = buyer.get(reverse("contract_paper", args=[contract.pk, "signed"]))
    assert (signed["Content-Type"], signed.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")


def _bids(bidder: Client, head: Any, tender: Tender) -> None:
    """Bid as a browser does: a fault stands at its field, then it is sealed and told with its receipt."""
    assert tender.project.name in bidder.get(reverse("tenders")).content.decode()
    page = reverse("tender", args=[tender.pk])
    key = re.search(r'name="key" value="([0-9a-f-]+)"', bidder.get(page).content.decode())
    assert key is not None
    with seeing(head.scope):
        worker = Worker.objects.get()
    told = {"key": key[1], "words": "每月走访。", "line0": "130000", "line1": "20001", f"part-{worker.pk}": "社工"}
    wrong = bidder.post(page, told)
    assert (wrong.status_code, "不能超过项目预算" in wrong.content.decode()) == (422, True)
    bad = SimpleUploadedFile("方案.pdf", b"%PDF-1.7", "application/pdf")
    assert bidder.post(page, told | {"line1": "10000", "file": bad}).status_code == 422
    file = SimpleUploadedFile("方案.jpg", projects.receipt().getvalue(), "image/jpeg")
    answer = bidder.post(page, told | {"line1": "10000", "file": file}, follow=True).content.decode()
    with seeing(head.scope):
        made = Bid.objects.get()
    assert made.digest in answer
    assert "每月走访" in bidder.get(page).content.decode()
    assert "撤回了" in bidder.post(page, {"do": "withdraw"}, follow=True).content.decode()
    file.seek(0)
    assert bidder.post(page, told | {"key": str(new_id()), "line1": "10000", "file": file}).status_code == 302


def _scores(fair: tenders.Fair, judge: Any) -> None:
    item = fair.tender.tendercriterions.get(kind="judged")
    with seeing(judge.scope):
        seat = actions.declare(tenders.seat(fair, judge), by=judge, conflict=False)
        given = {(Bid.objects.get().pk, item.pk): Decimal(60)}
        actions.save_scores(seat, given, by=judge, hand_in=True)


def test_lists_ask_the_same_of_one_row_and_of_three(county: County) -> None:
    fair = tenders.published(county.division)
    client = sign_in(Client(), fair.heads[0])
    counts = []
    for _ in range(2):
        client.get(reverse("tenders"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("tenders"))
        counts.append(len(asked))
        see(county.division)
        for _more in range(2):
            project = projects.approved(county.division, fair.who)
            tender = actions.draft_tender(project, tenders.told(), by=fair.who.buyer)
            actions.publish_tender(tender, by=fair.who.buyer)
    assert counts[0] == counts[1]
