"""Every yuan has its budget line, contract, payment and receipt; papers and ledger tell the same, to the 分."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, acting
from linli.ledger import reconciling
from linli.ledger.models import Posting
from linli.projects import actions as road
from linli.projects.models import BudgetLine, ServiceProject
from linli.projects.payment.queries import evidence, money
from linli.projects.queries import accounts
from linli.projects.queries.accounts import laid, over_lines
from linli.projects.told import LineRow
from tests.factories import payments, projects
from tests.factories.payments import evaluated, paid, result
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.projects.test_deliver_a_project import spend

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=8).filter(lambda found: sum(found) > 0)


@given(weights=WEIGHTS, amount=st.integers(0, 10**10))
def test_an_amount_laid_over_lines_loses_no_fen(weights: list[int], amount: int) -> None:
    parts = laid(amount, weights)
    assert sum(parts) == amount
    if amount <= sum(weights):
        assert all(0 <= part <= weight for part, weight in zip(parts, weights, strict=True))


def test_nothing_to_lay_it_over_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to lay"):
        laid(1, [0, 0])


@given(weights=WEIGHTS, shares=st.lists(st.integers(1, 100), min_size=1, max_size=6), percent=st.integers(1, 100))
def test_tranches_take_exactly_the_contract_from_its_lines(weights: list[int], shares: list[int], percent: int) -> None:
    lines = [BudgetLine(pk=new_id(), amount=weight) for weight in weights]
    price = max(sum(weights) * percent // 100, 1)
    contracted = dict(zip([line.pk for line in lines], laid(price, weights), strict=True))
    assert sum(contracted.values()) == price
    free, taken = dict(contracted), 0
    for tranche in laid(price, shares):
        if tranche == 0:
            continue
        parts = over_lines(tranche, lines, free)
        assert sum(parts.values()) == tranche
        free = {pk: left - parts.get(pk, 0) for pk, left in free.items()}
        assert min(free.values()) >= 0
        taken += tranche
    assert (taken, sum(free.values())) == (price, 0)


def odd(county: County, who: Buying) -> ServiceProject:
    """Return a project of 100,000 yuan in three lines, won for a price that divides by nothing."""
    project = projects.draft(county.division, who.buyer, total=10_000_000)
    rows = [LineRow("人员", 6_000_001), LineRow("活动", 2_999_999), LineRow("办公", 1_000_000)]
    road.set_budget(project, rows, by=who.buyer)
    road.submit(project, by=who.buyer)
    project = road.agree(project, 0, by=who.chain[0])
    day = project.starts_on
    project = road.award(project, who.agency, by=who.buyer, on=day, sentence="磋商", price=9_876_543)
    return road.sign(project, by=who.buyer, on=day, contract="1号")


def test_the_lines_make_the_contract_to_the_fen(county: County, who: Buying) -> None:
    project = odd(county, who)
    assert [line.contracted for line in project.budgetlines.order_by("position")] == [5_925_927, 2_962_962, 987_654]
    held = accounts.balances(project)
    assert (held[(project.pk, "left")], sum(held.values())) == (123_457, 10_000_000)
    assert [due.amount for due in evidence.dues(project)] == [3_950_617, 3_950_617, 1_975_309]


def test_the_last_payment_leaves_nothing_bound(county: County, who: Buying, monkeypatch: pytest.MonkeyPatch) -> None:
    project = odd(county, who)
    evaluated(monkeypatch, result(), result("final"))
    for position, amount in enumerate((3_950_617, 3_950_617, 1_975_309), 1):
        paid(project, who, position, amount=amount)
    rows = money.trail(project)
    assert [row.paid for row in rows] == [row.contracted for row in rows] == [5_925_927, 2_962_962, 987_654]
    held = accounts.balances(project)
    assert [held[(row.line, "contract")] for row in rows if row.line] == [0, 0, 0]
    assert money.mismatch(project) == []
    assert list(reconciling.differences()) == []


def test_receipts_account_for_what_was_paid(running: ServiceProject, who: Buying) -> None:
    first = spend(running, who.head, amount=1_000_000)
    road.check_expense(first, by=who.buyer, accepted=True)  # before a yuan came: the agency has laid it out
    row = money.trail(running)[1]
    assert (row.owing, row.shown["owing"]) == (-1_000_000, "10,000")
    paid(running, who)
    waiting = spend(running, who.head, shade=10, amount=500_000)
    row = money.trail(running)[1]
    assert (row.paid, row.accepted, row.waiting, row.owing) == (3_000_000, 1_000_000, 500_000, 2_000_000)
    road.check_expense(waiting, by=who.buyer, accepted=False, sentence="不是本项目的")
    held = accounts.balances(running)
    told = {purpose: held[(row.line, purpose)] for purpose in ("contract", "payable", "agency", "spent")}  # type: ignore[index]
    assert told == {"contract": 4_500_000, "payable": 0, "agency": 2_000_000, "spent": 1_000_000}
    assert money.mismatch(running) == []
    whole = money.whole(money.trail(running))
    assert (whole.contracted, whole.paid, whole.accepted, whole.waiting) == (15_000_000, 6_000_000, 1_000_000, 0)


def test_a_change_between_lines_takes_what_is_not_asked_for_first(running: ServiceProject, who: Buying) -> None:
    paid(running, who)
    first, second = running.budgetlines.order_by("position")
    change = road.ask_line_change(running, first, second, by=who.head, amount=5_000_000, reason="活动多了")
    road.decide_line_change(change, by=who.buyer, agreed=True)
    held = accounts.balances(running)
    assert [held[(first.pk, one)] for one in ("contract", "agency")] == [0, 2_500_000]
    assert [held[(second.pk, one)] for one in ("contract", "agency")] == [9_000_000, 3_500_000]
    assert [row.contracted for row in money.trail(running)] == [2_500_000, 12_500_000]
    assert money.mismatch(running) == []
    first.refresh_from_db()
    with pytest.raises(Refused, match="还剩 25,000 元"):
        road.ask_line_change(running, first, second, by=who.head, amount=2_500_001, reason="还要")


def test_a_line_that_does_not_make_the_contract_fails_in_the_database(running: ServiceProject) -> None:
    line = running.budgetlines.first()
    assert line is not None
    with pytest.raises(IntegrityError, match="lines do not make the contract"), transaction.atomic(), acting():
        BudgetLine.objects.filter(pk=line.pk).update(contracted=7_499_999)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_papers_that_tell_something_else_are_found(running: ServiceProject, who: Buying) -> None:
    paid(running, who)
    road.check_expense(spend(running, who.head), by=who.buyer, accepted=True)
    assert list(reconciling.differences()) == []
    row: Any = running.expenses.get()
    with acting():
        running.expenses.filter(pk=row.pk).update(amount=row.amount + 1)
    found = [(str(one.check), one.kept - one.counted) for one in reconciling.differences()]
    assert found == [("核对过的票据和账本", 1)]
    assert money.mismatch(running) == ["活动"]


def test_every_entry_of_a_project_sums_to_nothing(running: ServiceProject, who: Buying) -> None:
    paid(running, who)
    told: dict[Any, int] = {}
    for leg in Posting.objects.all():
        told[leg.transfer_id] = told.get(leg.transfer_id, 0) + leg.amount
    kinds = set(Posting.objects.values_list("kind", flat=True))
    assert set(told.values()) == {0}
    assert kinds == {"project.signed", "payment.approved", "payment.paid"}


def test_a_project_signed_before_it_had_accounts_gets_them_when_money_moves(
    running: ServiceProject, who: Buying
) -> None:
    bare = projects.bare(running.place, who.agency)
    made = projects.expense(bare)
    road.check_expense(made, by=who.buyer, accepted=True)
    assert [line.contracted for line in bare.budgetlines.order_by("position")] == [50_00, 50_00]
    assert accounts.balances(bare)[(made.line_id, "spent")] == 1_00


def test_the_file_is_kept_for_fifteen_years(running: ServiceProject, who: Buying) -> None:
    assert money.kept_until(running) == ""
    ended = road.finish(running, by=who.buyer)
    today = timezone.localdate()
    assert money.kept_until(ended)[:4] == str(today.year + 15)
    assert payments.asked(ended, who.head).state == "asked"  # the last tranche comes after the end
