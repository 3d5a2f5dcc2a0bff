"""The pages of paying: asked for with an invoice, approved in two taps on one page, paid, listed, taken as a file."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from linli.audit.models import Event
from linli.kernel.scope import enter
from linli.projects import actions as road
from linli.projects.evaluation import actions as evaluation
from linli.projects.models import PaymentRequest, ServiceProject
from linli.projects.payment.packs import paying
from tests.factories import evaluation as factory
from tests.factories import payments, projects
from tests.factories.payments import evaluated, result
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.projects.test_deliver_a_project import spend
from tests.support.login import sign_in


@pytest.fixture
def seats(who: Buying) -> dict[str, Client]:
    """Everybody signed in."""
    told = {"buyer": who.buyer, "officer": who.chain[0], "head": who.head}
    return {name: sign_in(Client(), one) for name, one in told.items()}


def invoice(name: str = "发票.pdf", content: bytes = payments.PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def test_from_the_invoice_to_the_voucher(running: ServiceProject, seats: dict[str, Client]) -> None:
    buyer, officer, head = seats["buyer"], seats["officer"], seats["head"]
    page, one = reverse("project_payments", args=[running.pk]), payments.tranche(running)
    shown = head.get(page).content.decode()
    assert shown.count("?milestone=") == 1
    assert "中期评估还没有评估完" in shown
    assert "?milestone=" not in buyer.get(page).content.decode()
    new = reverse("project_payment_new", args=[running.pk]) + f"?milestone={one.pk}"
    assert "合同价 150,000 元" in head.get(new).content.decode()
    told = {"invoice": "26440001", "amount": "60,000.01", "invoice_file": invoice()}
    answer = head.post(new, told)
    assert (answer.status_code, "多 0.01 元" in answer.content.decode()) == (422, True)
    assert head.post(new, told | {"amount": "60,000", "invoice_file": invoice()}).status_code == 302
    request = PaymentRequest.objects.get()
    there = reverse("project_payment", args=[request.pk])
    assert f'href="{there}"' in buyer.get(reverse("tasks")).content.decode()  # one tap
    shown = buyer.get(there).content.decode()
    for evidence in ("同意付 60,000 元", "示合〔2024〕1号", "个案服务", "还没有评估结果", "26440001", "每一分钱的去处"):
        assert evidence in shown
    assert "现在等购买方审批" in head.get(there).content.decode()
    assert "现在等" not in shown  # it is hers
    assert buyer.post(there, {"do": "send_back", "step": "0"}).status_code == 422
    assert buyer.post(there, {"do": "agree", "step": "0"}).status_code == 302  # two taps
    assert "现在等区县经办人审批" in buyer.get(there).content.decode()
    assert officer.post(there, {"do": "agree", "step": "0"}).status_code == 422  # somebody was there before
    assert officer.post(there, {"do": "agree", "step": "1"}).status_code == 302
    assert "现在等购买方付款" in head.get(there).content.decode()
    assert buyer.post(there, {"do": "pay", "on": "", "voucher": ""}).status_code == 422
    day = timezone.localdate().isoformat()
    assert buyer.post(there, {"do": "pay", "on": day, "voucher": "记-15"}).status_code == 302
    assert "凭证 记-15" in head.get(page).content.decode()
    assert "账本和单据对得上" in buyer.get(page).content.decode()
    assert "账本和单据" not in head.get(page).content.decode()  # the accounts are the purchaser's
    given = head.get(reverse("project_invoice", args=[request.pk]))
    assert (given["Content-Type"], given.content) == ("application/pdf", payments.PDF)
    assert given["Content-Disposition"].startswith("attachment")


def test_a_photograph_of_an_invoice_is_made_anew(
    running: ServiceProject, who: Buying, seats: dict[str, Client]
) -> None:
    request = payments.asked(running, who.head, invoice_file=projects.receipt())
    shown = seats["buyer"].get(reverse("project_invoice", args=[request.pk]))
    assert (shown["Content-Type"], shown.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert "发票照片" in seats["buyer"].get(reverse("project_payment", args=[request.pk])).content.decode()


def test_a_withheld_tranche_is_let_go_on_the_page(
    running: ServiceProject, who: Buying, seats: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    page, told = reverse("project_payments", args=[running.pk]), {"milestone": payments.tranche(running, 2).pk}
    evaluated(monkeypatch, result(passed=False, grade="fail", score=58, owed=1, owed_until=date(2026, 12, 1)))
    shown = seats["buyer"].get(page).content.decode()
    assert "最晚 2026-12-01" in shown
    assert "为什么放行" not in shown
    assert seats["buyer"].post(page, told | {"sentence": "急着付"}).status_code == 422
    evaluated(monkeypatch, result(passed=False, grade="fail", score=58))
    assert "为什么放行" in seats["buyer"].get(page).content.decode()
    assert seats["head"].post(page, told | {"sentence": "我自己放"}).status_code == 422
    assert seats["buyer"].post(page, {"milestone": "nonsense", "sentence": "整改都核过"}).status_code == 404
    assert seats["buyer"].post(page, told | {"sentence": "整改都核过"}).status_code == 302
    assert "整改都核过" in seats["head"].get(page).content.decode()


def test_what_was_sent_back_leads_the_provider_to_ask_again_once(
    running: ServiceProject, who: Buying, seats: dict[str, Client]
) -> None:
    request = payments.asked(running, who.head)
    there = reverse("project_payment", args=[request.pk])
    again = reverse("project_payment_new", args=[running.pk]) + f"?milestone={request.milestone_id}"
    assert seats["buyer"].post(there, {"do": "send_back", "sentence": "抬头写错了"}).status_code == 302
    assert again in seats["head"].get(there).content.decode()
    assert again not in seats["buyer"].get(there).content.decode()
    payments.asked(running, who.head)
    assert again not in seats["head"].get(there).content.decode()


def test_what_was_put_right_stands_item_by_item_before_the_approver(
    county: County, running: ServiceProject, who: Buying, seats: dict[str, Client]
) -> None:
    factory.served(running, county.communities[:1], projects.actor("social_worker", county.towns[0]), each=1)
    called = factory.called(running, who)
    made = factory.drafted(called, factory.evaluator(called))
    enter(who.head.scope)
    made = evaluation.reply(made, "无异议", by=who.head)
    enter(who.buyer.scope)
    day = timezone.localdate() + timedelta(days=9)
    evaluation.finalise(made, [("补签到", day), ("写一份说明", day)], by=who.buyer)
    for row in made.rectifications.order_by("pk"):
        enter(who.head.scope)
        evaluation.answer_rectification(row, f"改了：{row.what}", by=who.head)
        enter(who.buyer.scope)
        evaluation.settle_rectification(row, by=who.buyer)
    request = payments.asked(running, who.head, 2)
    there = reverse("project_payment", args=[request.pk])
    for seat in ("buyer", "officer", "head"):
        shown = seats[seat].get(there).content.decode()
        for row in made.rectifications.all():
            assert reverse("evaluation_rectification", args=[row.pk]) in shown
            assert f"{timezone.localdate()} 回复：改了：{row.what}" in shown
        assert shown.count(f"{day} 以前改好") == 2
        assert shown.count(f"{timezone.localdate()} 购买方核过") == 2


def test_what_was_kept_before_items_were_told_is_still_shown(
    running: ServiceProject, who: Buying, seats: dict[str, Client]
) -> None:
    request = payments.bare(running)
    old = {
        "id": str(factory.bare(running).pk), "name": "中期评估", "score": "86.50", "grade": "良好", "passed": True,
        "finished_on": "2026-06-01", "owed": 0, "owed_until": "",
    }  # fmt: skip
    told = {"row": request, "told": request.evidence | {"evaluation": old}}
    shown = render_to_string("projects/_evidence.html", told | {"lines": [], "project": running})
    assert "没有欠着的整改" in shown
    assert "一项一项" not in shown


def test_the_finance_system_gets_every_line_and_receipt(
    running: ServiceProject, who: Buying, seats: dict[str, Client]
) -> None:
    payments.paid(running, who)
    road.check_expense(spend(running, who.head, amount=12_345), by=who.buyer, accepted=True)
    page = reverse("payments")
    assert seats["head"].get(page + "?as=xlsx").status_code == 404
    given = seats["buyer"].get(page + "?as=xlsx")
    assert given["Content-Disposition"].startswith("attachment")
    book = load_workbook(BytesIO(given.content))
    rows = [dict(zip(HEADS, row, strict=True)) for row in book["付款"].iter_rows(min_row=2, values_only=True)]
    assert [(row["预算科目"], row["金额（元）"], row["发票金额（元）"]) for row in rows] == [
        ("人员", 30_000, 60_000), ("活动", 30_000, 60_000),
    ]  # fmt: skip
    assert {(row["凭证号"], row["状态"], row["合同编号"]) for row in rows} == {("记-1", "已付", "示合〔2024〕1号")}
    receipts = list(book["票据"].iter_rows(min_row=2, values_only=True))
    assert [(row[2], row[6], row[7]) for row in receipts] == [("活动", 123.45, "已核对")]
    assert Event.objects.filter(verb="payments.exported").count() == 1


HEADS = [name for _code, name in paying("national").export]


def test_the_list_and_the_pages_ask_the_same_of_one_and_of_three(
    county: County, running: ServiceProject, who: Buying, seats: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated(monkeypatch, result(), result("final"))
    pages = [reverse("payments"), reverse("project_payments", args=[running.pk])]
    counts: list[list[int]] = []
    for position in (1, 2, 3):
        payments.paid(running, who, position, amount=3_000_000)
        if position != 2:
            counts.append([_queries(seats["buyer"], page) for page in pages])
    assert counts[0][0] == counts[1][0]
    assert abs(counts[0][1] - counts[1][1]) <= 6  # each tranche that is not paid yet is asked for its condition


def _queries(client: Client, page: str) -> int:
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as told:
        assert client.get(page).status_code == 200
    return len(told)


def test_the_tables_are_read_taken_and_explained(running: ServiceProject, seats: dict[str, Client]) -> None:
    page, row = reverse("project_performance", args=[running.pk]), running.indicators.get()
    assert "付款占合同价" in seats["buyer"].get(page).content.decode()
    told: dict[str, Any] = {"indicator": row.pk, "sentence": "雨季路断"}
    assert seats["head"].post(page, told | {"sentence": ""}).status_code == 422
    assert seats["head"].post(page, told).status_code == 302
    assert "雨季路断" in seats["buyer"].get(page).content.decode()
    for form in ("self", "targets"):
        for kind in ("docx", "xlsx"):
            given = seats["buyer"].get(f"{page}?form={form}&as={kind}")
            assert (given.status_code, given.content[:2]) == (200, b"PK")
    assert seats["buyer"].get(page + "?form=other&as=xlsx").status_code == 404
    assert Event.objects.filter(verb="performance.taken").count() == 4


def test_strangers_learn_nothing(county: County, running: ServiceProject, who: Buying) -> None:
    request = payments.asked(running, who.head)
    stranger = sign_in(
        Client(), projects.actor("provider_lead", None, organisation=projects.agency(county.division.pk, "别家"))
    )
    for name, pk in (("project_payments", running.pk), ("project_payment", request.pk), ("project_invoice", request.pk),
                     ("project_performance", running.pk)):  # fmt: skip
        assert stranger.get(reverse(name, args=[pk])).status_code == 404
    assert "26440001" not in stranger.get(reverse("payments")).content.decode()
