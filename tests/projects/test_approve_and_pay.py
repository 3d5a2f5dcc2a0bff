"""Approvals one after the other by different people, sent back with a reason, paid with a voucher, each once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from linli.audit.models import Event
from linli.kernel.policy import Refused, acting
from linli.projects.models import PaymentMove, PaymentPart, PaymentRequest, ServiceProject
from linli.projects.payment import actions
from linli.projects.queries import accounts
from linli.tasks.models import Task
from tests.factories import payments, projects
from tests.factories.payments import approved, asked
from tests.factories.places import County
from tests.factories.projects import Buying


def waiting(request: PaymentRequest) -> list[str]:
    return [task.kind for task in Task.objects.filter(subject=request.pk, done_at=None)]


def test_approvals_come_in_their_order(running: ServiceProject, who: Buying) -> None:
    request, officer = asked(running, who.head), who.chain[0]
    with pytest.raises(Refused, match="这一步不是您来批"):
        actions.agree_payment(request, 0, by=officer)
    with pytest.raises(Refused, match="这一步不是您来批"):
        actions.agree_payment(request, 0, by=who.head)
    request = actions.agree_payment(request, 0, by=who.buyer)
    with pytest.raises(Refused, match="刚刚已经有人办过了"):
        actions.agree_payment(request, 0, by=who.buyer)
    assert (request.state, request.step, waiting(request)) == ("asked", 1, ["payment_approval"])
    request = actions.agree_payment(request, 1, by=officer)
    assert (request.state, waiting(request)) == ("approved", ["payment_due"])
    assert list(request.moves.order_by("at", "pk").values_list("verb", "step")) == [
        ("ask", 0), ("agree", 1), ("agree", 2),
    ]  # fmt: skip
    assert Event.objects.filter(verb="payment.agreed", subject=request.pk).count() == 2


def test_nobody_approves_what_she_asked_for_or_agreed_to(county: County, running: ServiceProject, who: Buying) -> None:
    request = asked(running, who.head)
    with acting():
        PaymentMove.objects.create(
            project=running, request=request, verb="ask", at=timezone.now(), by_user=who.buyer.user
        )
    with pytest.raises(Refused, match="要请另一个人来批"):
        actions.agree_payment(request, 0, by=who.buyer)
    other = projects.actor("purchaser", county.division)
    request = actions.agree_payment(request, 0, by=other)
    assert request.step == 1


def test_another_countys_purchaser_approves_nothing(running: ServiceProject, who: Buying, county: County) -> None:
    other = projects.actor("purchaser", county.towns[0])
    with pytest.raises(Refused, match="不是您来批"):
        actions.agree_payment(asked(running, who.head), 0, by=other)


def test_a_towns_payment_goes_to_its_street_office(county: County) -> None:
    who = projects.buying(county.towns[0])
    project = projects.signed(county.towns[0], who)
    request = actions.agree_payment(asked(project, who.head), 0, by=who.buyer)
    street, officer = who.chain
    with pytest.raises(Refused, match="不是您来批"):
        actions.agree_payment(request, 1, by=officer)
    assert actions.agree_payment(request, 1, by=street).state == "approved"


def test_a_request_is_sent_back_with_a_reason(running: ServiceProject, who: Buying) -> None:
    request = asked(running, who.head)
    with pytest.raises(Refused, match="为什么退回"):
        actions.send_back_payment(request, by=who.buyer, sentence=" ")
    with pytest.raises(Refused, match="不是您来批"):
        actions.send_back_payment(request, by=who.chain[0], sentence="不是我")
    request = actions.send_back_payment(request, by=who.buyer, sentence="发票抬头不对")
    assert (request.state, request.sentence, waiting(request)) == ("sent_back", "发票抬头不对", ["payment_sent_back"])
    assert Task.objects.get(subject=request.pk, done_at=None).owner_id == who.head.post
    with pytest.raises(Refused, match="不能退回"):
        actions.send_back_payment(request, by=who.buyer, sentence="再退")
    asked(running, who.head)
    assert waiting(request) == []


def test_what_was_approved_and_cannot_be_paid_goes_back_to_the_contract(running: ServiceProject, who: Buying) -> None:
    request = approved(running, who)
    first = running.budgetlines.order_by("position").first()  # type: ignore[attr-defined]
    assert accounts.balances(running)[(first.pk, "payable")] == 3_000_000
    request = actions.send_back_payment(request, by=who.buyer, sentence="银行退票")
    held = accounts.balances(running)
    assert (held[(first.pk, "payable")], held[(first.pk, "contract")]) == (0, 7_500_000)
    assert approved(running, who).state == "approved"


def test_paying_is_noted_once_with_its_day_and_voucher(running: ServiceProject, who: Buying) -> None:
    request, today = asked(running, who.head), timezone.localdate()
    with pytest.raises(Refused, match="批完了才能付"):
        actions.pay(request, by=who.buyer, on=today, voucher="1")
    for step, officer in enumerate((who.buyer, *who.chain)):
        request = actions.agree_payment(request, step, by=officer)
    with pytest.raises(Refused, match="由购买方来做"):
        actions.pay(request, by=who.head, on=today, voucher="1")
    with pytest.raises(Refused, match="还没到"):
        actions.pay(request, by=who.buyer, on=today + timedelta(days=1), voucher="1")
    with pytest.raises(Refused, match="早于批准"):
        actions.pay(request, by=who.buyer, on=today - timedelta(days=1), voucher="1")
    with pytest.raises(Refused, match="凭证号"):
        actions.pay(request, by=who.buyer, on=today, voucher=" ")
    request = actions.pay(request, by=who.buyer, on=today, voucher="记-15")
    assert (request.state, request.voucher, waiting(request)) == ("paid", "记-15", [])
    assert payments.tranche(running).paid_on == today
    with pytest.raises(Refused, match="已经有人记过付款了"):
        actions.pay(request, by=who.buyer, on=today, voucher="记-16")
    with pytest.raises(Refused, match="不能退回"):
        actions.send_back_payment(request, by=who.buyer, sentence="晚了")


def test_moves_and_parts_are_only_added(running: ServiceProject, who: Buying) -> None:
    approved(running, who)
    for model in (PaymentMove, PaymentPart):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), acting():
            model.objects.filter(project=running).delete()


def test_the_parts_make_the_payment_or_the_transaction_fails(running: ServiceProject, who: Buying) -> None:
    request = asked(running, who.head)
    with pytest.raises(IntegrityError, match="parts do not make the payment"), transaction.atomic(), acting():
        PaymentRequest.objects.filter(pk=request.pk).update(state="approved", approved_at=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
