"""The delivery page: pace by date, money against lines, people against the contract, questions and their answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Post, User
from linli.accounts.sight import system_actor
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import enter
from linli.projects import actions, packs
from linli.projects.models import Expense, Indicator, IndicatorFigure, Inquiry, ServiceProject
from linli.projects.queries import delivery, risks
from linli.records import tallies
from linli.records.models import Kind
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import projects
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.factories.records import record

RULES = packs.rules("national")


def standing(by: Actor) -> Standing:
    """Return an actor as the sign-in of the tests takes her."""
    return Standing(User.objects.get(pk=by.user), Post.objects.get(pk=by.post), by)  # type: ignore[misc]


def lines(project: ServiceProject) -> list[Any]:
    return list(project.budgetlines.all())


def spend(project: ServiceProject, by: Actor, shade: int = 200, **facts: Any) -> Expense:
    told: dict[str, Any] = {
        "amount": 1_000_000, "spent_on": timezone.localdate(), "what": "活动材料", "payee": "文具店",
        "receipt": projects.receipt(shade),
    }  # fmt: skip
    return actions.spend(project, lines(project)[1], by=by, **(told | facts))


def figure(project: ServiceProject, amount: int) -> Indicator:
    row = project.indicators.get()
    with acting():
        IndicatorFigure.objects.update_or_create(
            indicator=row, defaults={"amount": amount, "records": amount, "minutes": 0, "made_at": timezone.now()}
        )
    return row


def test_pace_is_the_target_laid_over_its_days(running: ServiceProject) -> None:
    row = figure(running, 2)
    half = running.starts_on + timedelta(days=181)
    assert delivery.expected(running, row, running.starts_on - timedelta(days=1)) == 0
    assert delivery.expected(running, row, half) == 12 * 182 // 365
    assert delivery.expected(running, row, running.ends_on + timedelta(days=9)) == 12
    told = {done: delivery.rows(running, [figure(running, done)], RULES, half)[0].red for done in (3, 4)}
    assert told == {3: True, 4: False}  # expected is 5, and 80 % of it is 4


def test_hours_are_expected_in_minutes_and_shown_in_hours(running: ServiceProject) -> None:
    row = running.indicators.get()
    row.measure, row.target = "hours", 100
    assert delivery.exact_target(row) == 6000
    assert (delivery.hours(90), delivery.hours(6000), delivery.hours(100)) == ("1.5", "100", "1.7")


def test_money_is_on_the_way_until_it_is_checked_and_a_line_speaks_up(running: ServiceProject, who: Buying) -> None:
    first, second = spend(running, who.head), spend(running, who.head, shade=10, amount=7_000_000)
    with pytest.raises(Refused, match="已经报过一次"):
        spend(running, who.head)
    actions.check_expense(first, by=who.buyer, accepted=True)
    with pytest.raises(Refused, match="已经核对过"):
        actions.check_expense(first, by=who.buyer, accepted=False, sentence="不对")
    told = delivery.lines(running, RULES)[1]
    assert (told.spent, told.on_the_way, told.over, told.over_percent) == (1_000_000, 7_000_000, 500_000, "6.7")
    with pytest.raises(Refused, match="为什么不算"):
        actions.check_expense(second, by=who.buyer, accepted=False)
    actions.check_expense(second, by=who.buyer, accepted=False, sentence="不是本项目的")
    assert delivery.lines(running, RULES)[1].used == 1_000_000
    assert spend(running, who.head, shade=10).state == "on_the_way"  # refused, it may be brought again


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"amount": 0}, "amount"), ({"what": ""}, "what"), ({"payee": " "}, "payee"),
        ({"spent_on": timezone.localdate() + timedelta(days=1)}, "spent_on"),
    ],
)  # fmt: skip
def test_an_expense_that_does_not_hang_together_is_refused(
    running: ServiceProject, who: Buying, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as caught:
        spend(running, who.head, **facts)
    assert caught.value.field == field
    with pytest.raises(Refused, match="由承接机构的负责人"):
        spend(running, who.buyer)
    assert not Expense.objects.exists()


def test_money_moves_between_lines_once_the_purchaser_agrees(running: ServiceProject, who: Buying) -> None:
    first, second = lines(running)
    with pytest.raises(Refused, match="还剩 75,000 元"):
        actions.ask_line_change(running, first, second, by=who.head, amount=8_000_000, reason="不够")
    change = actions.ask_line_change(running, first, second, by=who.head, amount=500_000, reason="活动多了")
    assert [row.amount for row in lines(running)] == [7_500_000, 7_500_000]
    change = actions.decide_line_change(change, by=who.buyer, agreed=True)
    with pytest.raises(Refused, match="已经有人定过"):
        actions.decide_line_change(change, by=who.buyer, agreed=False, sentence="不行")
    assert [row.amount for row in lines(running)] == [7_000_000, 8_000_000]


def test_people_are_held_against_the_contract(running: ServiceProject, who: Buying) -> None:
    today = timezone.localdate()
    line = running.stafflines.get()
    row = actions.deploy(running, line, by=who.head, name="示范社工", starts_on=today)
    with pytest.raises(Refused, match="已经在这个岗位"):
        actions.deploy(running, line, by=who.head, name="示范社工", starts_on=today)
    assert [one.lacking for one in risks.staffed(running, today)] == [1]
    actions.end_deployment(row, by=who.head, on=today)
    assert [one.lacking for one in risks.staffed(running, today)] == [2]


def test_a_question_is_the_providers_todo_until_it_is_answered(running: ServiceProject, who: Buying) -> None:
    with pytest.raises(Refused, match="由购买方来做"):
        actions.ask(running, "怎么没有活动", by=who.head)
    asked = actions.ask(running, "怎么没有活动", by=who.buyer, about="quiet:event")
    task = Task.objects.get(subject=asked.pk)
    assert (task.owner_id, task.done_at) == (who.head.post, None)
    enter(who.head.scope)
    with pytest.raises(Refused, match="怎么回"):
        actions.answer(asked, " ", by=who.head)
    actions.answer(asked, "下雨，改到下月", by=who.head)
    task.refresh_from_db()
    assert task.done_at is not None
    with pytest.raises(Refused, match="已经回过"):
        actions.answer(asked, "再说一句", by=who.head)


def test_nobody_is_asked_where_the_agency_has_no_account(county: County, running: ServiceProject, who: Buying) -> None:
    with acting():
        Post.objects.filter(pk=who.head.post).update(ended_at=timezone.now() - timedelta(days=2))
    with pytest.raises(Refused, match="还没有负责人的账号"):
        actions.ask(running, "在吗", by=who.buyer)
    assert not Inquiry.objects.exists()


def test_quiet_months_are_asked_about(county: County, who: Buying) -> None:
    project = projects.approved(county.division, who)
    with acting():
        row = project.indicators.get()
        row.measure, row.kinds, row.rule, row.min_acts = "records", ["event"], {"measure": "records"}, 0
        row.save()
    day = project.starts_on
    project = actions.award(project, who.agency, by=who.buyer, on=day, sentence="磋商")
    project = actions.sign(project, by=who.buyer, on=day, contract="1号")
    worker, today = projects.actor("social_worker", county.towns[0]), timezone.localdate()
    first = today.replace(day=1) - timedelta(days=1)
    record(worker, county.communities[0], kind=Kind.EVENT, happened_on=first, head_count=30,
           programme=project.programme)  # fmt: skip
    tallies.refresh(county.division, by=system_actor())
    project = ServiceProject.objects.get(pk=project.pk)
    rows = delivery.rows(project, delivery.indicators_of([project])[project.pk], RULES, today)
    told = [risk.sentence for risk in risks.risks(project, rows, [], [], [], today) if risk.code == "quiet:event"]
    assert len(told) == 1
    assert "没有活动记录" in told[0]
    assert f"{first.year}年{first.month}月" not in told[0]


def many(county: County, who: Buying, count: int, each: int) -> None:
    """Make running projects with indicators and their figures, by a few statements."""
    for _number in range(count):
        project = projects.bare(county.towns[0], who.agency)
        with acting():
            rows = Indicator.objects.bulk_create(
                Indicator(
                    project=project, position=n + 2, nature="output", name=f"指标{n}", meaning="一次", how="own",
                    target=10, unit="次", measure="records", rule={"measure": "records"}, proof="记录",
                )
                for n in range(each - 1)
            )  # fmt: skip
            IndicatorFigure.objects.bulk_create(
                IndicatorFigure(indicator=row, amount=3, records=3, minutes=90, made_at=timezone.now()) for row in rows
            )


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_ask_no_more_for_more_projects(county: County, who: Buying, sign_in: Any, count: int) -> None:
    many(county, who, count, 4)
    client = sign_in(standing(who.buyer))
    asked = {}
    for page in ("projects", "projects_progress"):
        with CaptureQueriesContext(
            connection,
        ) as told:
            assert client.get(reverse(page)).status_code == 200
        asked[page] = [one["sql"] for one in told if "projects_" in one["sql"] or "records_" in one["sql"]]
    assert {page: len(some) for page, some in asked.items()} == {"projects": 1, "projects_progress": 3}
    assert not [sql for some in asked.values() for sql in some if "records_" in sql]


def test_sixty_projects_with_twenty_indicators_are_one_page(county: County, who: Buying, sign_in: Any) -> None:
    many(county, who, 60, 20)
    client = sign_in(standing(who.buyer))
    with CaptureQueriesContext(connection) as told:
        page = client.get(reverse("projects_progress")).content.decode()
    own = [one["sql"] for one in told if 'FROM "projects_' in one["sql"]]
    assert len(own) == 3
    assert len(told) <= 10
    assert page.count("指标18") == 60


def test_the_delivery_page_shows_what_was_kept_and_asks_nothing_of_the_records(
    county: County, running: ServiceProject, who: Buying, sign_in: Any
) -> None:
    figure(running, 1)
    spend(running, who.head)
    client = sign_in(standing(who.buyer))
    with CaptureQueriesContext(connection) as told:
        page = client.get(reverse("project_delivery", args=[running.pk])).content.decode()
    assert not [one for one in told if "records_" in one["sql"]]
    assert "慢了" in page
    assert "在途 10,000 元" in page
    assert "每个至少6次" in page
    assert "还差 2 人" in page
    assert client.get(reverse("project_evidence", args=[running.indicators.get().pk]) + "?short=1").status_code == 200
