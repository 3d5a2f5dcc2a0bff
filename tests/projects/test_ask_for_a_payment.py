"""A provider asks for a tranche: what is wanting is said in a sentence; what it rests on is kept as it was."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from linli.kernel.policy import Refused, acting
from linli.kernel.scope import enter
from linli.projects import actions as road
from linli.projects.models import PaymentRequest, ServiceProject, TrancheRelease
from linli.projects.payment import actions
from linli.projects.payment.queries import evidence
from linli.tasks.models import Task
from tests.conftest import see
from tests.factories import payments, projects
from tests.factories.payments import asked, evaluated, result
from tests.factories.places import County
from tests.factories.projects import Buying


def test_an_invoice_over_the_tranche_is_refused_with_the_difference(running: ServiceProject, who: Buying) -> None:
    with pytest.raises(Refused, match=r"发票 60,000.01 元，比这一期的 60,000 元多 0.01 元") as caught:
        asked(running, who.head, amount=6_000_001)
    assert caught.value.field == "amount"
    assert not PaymentRequest.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"amount": 0}, "amount"), ({"invoice": " "}, "invoice"), ({"invoice": "1" * 41}, "invoice"),
        ({"invoice_file": BytesIO(b"not a picture")}, "invoice_file"),
        ({"invoice_file": BytesIO(b"%PDF-1.4 cut off")}, "invoice_file"),
    ],
)  # fmt: skip
def test_a_request_that_does_not_hang_together_is_refused(
    running: ServiceProject, who: Buying, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        asked(running, who.head, **facts)
    assert caught.value.field == field
    assert not PaymentRequest.objects.exists()


def test_only_the_provider_asks_and_only_once_it_is_signed(county: County, who: Buying) -> None:
    project = projects.approved(county.division, who)
    project = road.award(project, who.agency, by=who.buyer, on=project.starts_on, sentence="磋商")
    with pytest.raises(Refused, match="项目开始执行以后"):
        asked(project, who.head)
    project = road.sign(project, by=who.buyer, on=project.starts_on, contract="1号")
    stranger = projects.actor("provider_lead", None, organisation=projects.agency(county.division.pk, "别家"))
    for other in (who.buyer, stranger):
        with pytest.raises(Refused, match="由承接机构的负责人"):
            asked(project, other)
    assert asked(project, who.head).state == "asked"


def test_a_tranche_is_asked_for_once(running: ServiceProject, who: Buying) -> None:
    request = asked(running, who.head)
    with pytest.raises(Refused, match="已经申请过了，现在是“审批中”"):
        asked(running, who.head, invoice="另一张")
    actions.send_back_payment(request, by=who.buyer, sentence="金额写错了")
    again = asked(running, who.head)  # the same invoice number is free again
    assert (again.state, PaymentRequest.objects.count()) == ("asked", 2)


def test_a_tranche_that_was_paid_is_not_asked_for_again(running: ServiceProject, who: Buying) -> None:
    payments.paid(running, who)
    with pytest.raises(Refused, match="已经在 .* 付过了"):
        asked(running, who.head)


def test_an_invoice_counts_once(running: ServiceProject, who: Buying, monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated(monkeypatch, result())
    asked(running, who.head, invoice_file=payments.pdf("one"))
    with pytest.raises(Refused, match="号码在本项目里已经用过") as caught:
        asked(running, who.head, 2, invoice="26440001")
    assert caught.value.field == "invoice"
    with pytest.raises(Refused, match="这张发票已经用过") as caught:
        asked(running, who.head, 2, invoice_file=payments.pdf("one"))
    assert caught.value.field == "invoice_file"


def test_the_database_keeps_it_when_the_verb_is_passed_by(running: ServiceProject, who: Buying) -> None:
    request = asked(running, who.head)
    with pytest.raises(IntegrityError, match="payment_is_within_its_tranche"), transaction.atomic(), acting():
        PaymentRequest.objects.create(
            project=running, milestone=payments.tranche(running, 2), tranche=1, amount=2, invoice="x",
            invoice_kind="pdf", invoice_digest="x", evidence={}, digest="", chain=[], asked_at=request.asked_at,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="never changed or removed"), transaction.atomic(), acting():
        PaymentRequest.objects.filter(pk=request.pk).update(amount=1)
    with pytest.raises(IntegrityError, match="never changed or removed"), transaction.atomic(), acting():
        PaymentRequest.objects.filter(pk=request.pk)._raw_delete("default")


CONDITIONS: list[tuple[int, list[dict[str, Any]], str]] = [
    (2, [], "中期评估还没有评估完。定稿以后不低于“合格”"),
    (2, [{"passed": False, "grade": "fail", "score": 58, "owed": 3, "owed_until": date(2026, 12, 1)}],
     r"中期评估是“不合格”（58 分，2026-06-01），“中期”先不付。还有 3 项整改没有办结（最晚 2026-12-01）；都办结以后"),
    (2, [{"passed": False, "grade": "fail", "score": 58}], "整改都办结了，等购买方写明理由放行"),
    (2, [{"owed": 2, "owed_until": date(2026, 12, 1)}], "通过了，还有 2 项整改没有办结（最晚 2026-12-01）"),
    (3, [{}], "末期评估还没有评估完"),
    (3, [{}, {"kind": "final", "passed": True, "grade": "fail"}], "末期评估是“不合格”"),
]  # fmt: skip


@pytest.mark.parametrize(("position", "results", "sentence"), CONDITIONS)
def test_a_condition_that_is_not_met_says_what_heals_it(
    running: ServiceProject, who: Buying, monkeypatch: pytest.MonkeyPatch, position: int,
    results: list[dict[str, Any]], sentence: str,
) -> None:  # fmt: skip
    evaluated(monkeypatch, *(result(**told) for told in results))
    with pytest.raises(Refused, match=sentence):
        asked(running, who.head, position, amount=1_000_000)


def test_a_condition_that_is_met_opens_the_tranche(
    running: ServiceProject, who: Buying, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated(monkeypatch, result(grade="pass"), result("final"))
    assert asked(running, who.head, 2).tranche == 6_000_000
    assert asked(running, who.head, 3, amount=3_000_000).tranche == 3_000_000


def test_a_failed_mid_term_withholds_whatever_comes_next(
    county: County, who: Buying, monkeypatch: pytest.MonkeyPatch, set_condition: Callable[[ServiceProject], None]
) -> None:
    project = projects.signed(county.division, who)
    set_condition(project)
    evaluated(monkeypatch, result(passed=False, grade="fail", score=50, owed=1))
    with pytest.raises(Refused, match="“末期”先不付"):
        asked(project, who.head, 3, amount=1)
    assert asked(project, who.head).state == "asked"  # what is due for the signature is not held back
    evaluated(monkeypatch)
    assert asked(project, who.head, 3, amount=1).state == "asked"


@pytest.fixture
def set_condition() -> Callable[[ServiceProject], None]:
    """Let the last tranche wait for nothing but its invoice."""

    def change(project: ServiceProject) -> None:
        with acting():
            project.milestones.filter(position=3).update(condition="invoice", grade="")  # type: ignore[attr-defined]

    return change


def test_the_purchaser_lets_a_tranche_go_once_all_is_put_right(
    running: ServiceProject, who: Buying, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = payments.tranche(running, 2)
    evaluated(monkeypatch, result(passed=False, grade="fail", score=58, owed=1))
    with pytest.raises(Refused, match="还有整改没有办结"):
        actions.release_tranche(running, one, by=who.buyer, sentence="可以了")
    evaluated(monkeypatch, result(passed=False, grade="fail", score=58))
    with pytest.raises(Refused, match="由购买方来做"):
        actions.release_tranche(running, one, by=who.head, sentence="可以了")
    with pytest.raises(Refused, match="为什么放行"):
        actions.release_tranche(running, one, by=who.buyer, sentence=" ")
    actions.release_tranche(running, one, by=who.buyer, sentence="三项整改都核过")
    assert asked(running, who.head, 2).state == "asked"
    with pytest.raises(Refused, match="不用放行"):
        actions.release_tranche(running, one, by=who.buyer, sentence="再来")
    assert TrancheRelease.objects.get().sentence == "三项整改都核过"


def test_a_passed_evaluation_needs_no_letting_go(
    running: ServiceProject, who: Buying, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated(monkeypatch, result())
    with pytest.raises(Refused, match="不用放行"):
        actions.release_tranche(running, payments.tranche(running, 2), by=who.buyer, sentence="多此一举")


def test_what_it_rests_on_is_kept_as_it_was(
    county: County, running: ServiceProject, who: Buying, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated(monkeypatch, result(owed=0))
    request = asked(running, who.head, 2)
    told = request.evidence
    assert (told["contract"]["number"], told["contract"]["price"]) == ("示合〔2024〕1号", 15_000_000)
    assert (told["milestone"]["name"], told["milestone"]["amount_shown"]) == ("中期", "60,000")
    assert [(one["name"], one["target"]) for one in told["indicators"]] == [("个案服务", "12")]
    assert (told["evaluation"]["grade"], told["evaluation"]["score"]) == ("良好", "86.50")
    assert [line["contracted"] for line in told["lines"]] == [7_500_000, 7_500_000]
    assert evidence.digest(told) == request.digest
    evaluated(monkeypatch)
    request.refresh_from_db()
    assert request.evidence == told


def test_the_first_of_the_chain_has_it_as_a_todo(county: County, running: ServiceProject, who: Buying) -> None:
    enter(who.head.scope)  # a provider reaches no place of its own
    request = asked(running, who.head)
    see(county.division)
    task = Task.objects.get(subject=request.pk)
    assert (task.role, task.title) == ("purchaser", f"{running.number} “首付”付款等您审批")
