"""An application goes up with figures counted from the records, which never change; answered, it brings money."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.directory.money import fen
from linli.giving import actions, queries
from linli.giving.actions.applications import digest
from linli.giving.models import Application, ApplicationMove, FundLine, MoneySource, State
from linli.kernel.period import Period
from linli.kernel.policy import Refused, acting
from linli.ledger.reconciling import differences
from linli.places.models import Division
from linli.records import actions as records
from tests.conftest import Standing, see
from tests.factories import places
from tests.factories.places import County
from tests.factories.records import record
from tests.giving.conftest import MAY, draft, fund, granted


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"),
        ({"purpose": ""}, "purpose"),
        ({"asked": 0}, "asked"),
        ({"year": 24}, "year"),
        ({"codes": []}, "codes"),
        ({"codes": ["visit_count", "gold"]}, "codes"),
        ({"period": Period(date(2024, 5, 1), date(2999, 1, 1))}, "ends_on"),
        ({"period": Period(date(2001, 5, 1), date(2024, 1, 1))}, "starts_on"),
    ],
)
def test_an_application_that_does_not_say_enough_is_refused_at_its_field(
    county: County, officer: Standing, lottery: MoneySource, facts: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        draft(county.division, lottery, officer, **facts)
    assert refused.value.field == field
    assert not Application.objects.exists()


def test_a_float_is_no_amount(county: County, officer: Standing, lottery: MoneySource) -> None:
    with pytest.raises(TypeError):
        draft(county.division, lottery, officer, asked=1.5)


def test_who_applies_and_to_whom(
    county: County, officer: Standing, lottery: MoneySource, post: Callable[..., Standing]
) -> None:
    lead = post(Role.STATION_LEAD, county.towns[0])
    street = post(Role.STREET_OFFICER, county.towns[0])
    with pytest.raises(Refused, match="由区县、镇街的经办人或购买方"):
        draft(county.towns[0], lottery, lead)
    with pytest.raises(Refused, match="不在您负责的范围"):
        draft(county.towns[1], lottery, street)
    with pytest.raises(Refused, match="由区县经办人或购买方登记"):
        actions.open_source(county.division, kind="firm", name="某厂", by=street.actor)
    with pytest.raises(Refused, match="请选资金来源的类别"):
        actions.open_source(county.division, kind="casino", name="某厂", by=officer.actor)
    with pytest.raises(Refused, match="已经登记了"):
        actions.open_source(county.division, kind="lottery", name="市福彩公益金", by=officer.actor)
    own = actions.open_source(county.division, kind="self_raised", name="社区自筹", by=officer.actor)
    with pytest.raises(Refused, match="不用申请"):
        draft(county.division, own, officer)
    abroad = places.county("990799", "别处县").division
    foreign = actions.open_source(abroad, kind="lottery", name="别处福彩", by=post(Role.COUNTY_OFFICER, abroad).actor)
    with pytest.raises(Refused, match="本县的资金来源"):
        draft(county.division, foreign, officer)


def test_figures_are_counted_when_it_is_sent_and_stay_as_they_were(
    county: County, officer: Standing, worker: Standing, lottery: MoneySource
) -> None:
    made = draft(county.division, lottery, officer)
    with pytest.raises(Refused, match="一条记录也没有"):
        actions.send(made, by=officer.actor)
    first = record(worker.actor, county.communities[0])
    record(worker.actor, county.communities[0], minutes=60)
    record(worker.actor, county.communities[0], happened_on=date(2024, 6, 1))
    see(county.division)
    sent = actions.send(made, by=officer.actor)
    told = [(one["code"], one["value"], one["records"]) for one in sent.figures or ()]
    assert told == [("visit_count", 2, 2), ("visit_hours", 1.5, 2)]
    see(county.communities[0])
    records.correct(first, by=worker.actor, reason="记少了", minutes=90)
    record(worker.actor, county.communities[0])
    see(county.division)
    again = Application.objects.get(pk=sent.pk)
    assert again.figures == sent.figures and digest(again) == again.digest == sent.digest
    behind = queries.behind(again, "visit_hours", officer.actor)
    assert behind is not None and sorted(one.service_minutes for one in behind) == [30, 60]
    assert queries.behind(again, "case_count", officer.actor) is None
    with pytest.raises(Refused, match="现在是“报上去了”"):
        actions.amend(
            again, title="改", purpose="改", asked=1, year=2024, period=MAY, codes=["visit_count"], by=officer.actor
        )
    for change in ({"figures": []}, {"digest": "0"}, {"definitions": {}}, {"sent_at": timezone.now()}):
        with acting(), transaction.atomic(), pytest.raises(DatabaseError, match="never changed"):
            Application.objects.filter(pk=sent.pk).update(**change)


def test_an_answer_brings_a_sum_or_a_reason(
    county: County, officer: Standing, worker: Standing, lottery: MoneySource
) -> None:
    record(worker.actor, county.communities[0])
    see(county.division)
    today = timezone.localdate()
    sent = actions.send(draft(county.division, lottery, officer), by=officer.actor)
    with pytest.raises(Refused, match="答复不会更早"):
        actions.answer(sent, 1_00, today - timedelta(days=1), paper="1号", by=officer.actor)
    with pytest.raises(Refused, match="批复文号"):
        actions.answer(sent, 1_00, today, by=officer.actor)
    with pytest.raises(Refused, match="对方怎么说"):
        actions.answer(sent, 0, today, by=officer.actor)
    assert not FundLine.objects.exists()
    part = actions.answer(sent, 3_000_000, today, paper="市民函〔2024〕9号", by=officer.actor)
    assert part.line is not None
    assert (part.state, part.line.amount, part.line.year) == (State.PARTLY, 3_000_000, 2024)
    with pytest.raises(Refused, match="现在是“批了一部分”"):
        actions.answer(sent, 5_000_000, today, paper="10号", by=officer.actor)
    whole = granted(county.division, lottery, officer, 5_000_000, title="第二份")
    assert whole.state == State.GRANTED
    third = actions.send(draft(county.division, lottery, officer, title="第三份"), by=officer.actor)
    refused = actions.answer(third, 0, today, answer="今年额度用完", by=officer.actor)
    assert (refused.state, refused.line, refused.granted) == (State.REFUSED, None, None)
    fourth = actions.send(draft(county.division, lottery, officer, title="第四份"), by=officer.actor)
    assert actions.take_back(fourth, "重复了", by=officer.actor).state == State.TAKEN_BACK
    with acting(), transaction.atomic(), pytest.raises(IntegrityError, match="has_its_money_and_paper"):
        Application.objects.filter(pk=refused.pk).update(state="granted")
    assert [one.verb for one in ApplicationMove.objects.filter(application=part).order_by("at", "id")] == [
        "send", "grant_part",
    ]  # fmt: skip


def test_money_comes_in_parts_and_is_accounted_for_to_the_fen(
    county: County, officer: Standing, worker: Standing, lottery: MoneySource
) -> None:
    record(worker.actor, county.communities[0])
    see(county.division)
    made, today = granted(county.division, lottery, officer), timezone.localdate()
    assert made.line is not None
    with pytest.raises(Refused, match="请在那份申请里登记"):
        actions.receive(made.line, 1_00, today, "凭证1", by=officer.actor)
    with pytest.raises(Refused, match="最多还能到30,000元"):
        actions.receive_granted(made, 3_000_001, today, "凭证1", by=officer.actor)
    actions.receive_granted(made, 2_000_000, today, "凭证1", by=officer.actor)
    with pytest.raises(Refused, match="已经登记过"):
        actions.receive_granted(made, 1_000_000, today, "凭证1", by=officer.actor)
    actions.receive_granted(made, 1_000_000, today, "凭证2", by=officer.actor)
    made = Application.objects.get(pk=made.pk)
    assert made.state == State.RECEIVED and made.line is not None
    part = actions.allot(made.line, 2_500_001, name="走访", by=officer.actor)
    with pytest.raises(Refused, match="“走访”还有25,000.01元没有付"):
        actions.account(made, "走访了老人。", by=officer.actor)
    assert actions.draw(part, 2_500_000, key="付1", by=officer.actor) is True
    assert actions.draw(part, 2_500_000, key="付1", by=officer.actor) is False
    assert actions.put_back(part, 1, key="退1", by=officer.actor) is True
    done = actions.account(made, "走访了老人。", by=officer.actor)
    assert (done.state, done.used) == (State.ACCOUNTED, 2_500_000)
    assert queries.balances(queries.LINE, [made.line.pk]) == {made.line.pk: 0}
    with pytest.raises(Refused, match="已经结清"):
        actions.allot(made.line, 1, name="再来", by=officer.actor)
    assert list(differences()) == []


def test_what_is_not_there_is_not_set_aside_and_the_ledger_says_so_too(
    county: County, officer: Standing, lottery: MoneySource, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = fund(county.division, lottery, officer, came=600_000)
    with pytest.raises(Refused, match="还能安排6,000元"):
        actions.allot(line, 600_001, name="走访", by=officer.actor)
    part = actions.allot(line, 400_000, name="走访", by=officer.actor)
    with pytest.raises(Refused, match="余额不够"):
        actions.draw(part, 400_001, key="付1", by=officer.actor)
    with pytest.raises(Refused, match="写用在哪里"):
        actions.allot(line, 1, name="", by=officer.actor)
    monkeypatch.setattr(queries, "balances", lambda kind, holders: dict.fromkeys(holders, 10**9))
    with pytest.raises(Refused, match="余额不够"):
        actions.allot(line, 200_001, name="多安排", by=officer.actor)
    monkeypatch.undo()
    assert [(one.allotment.name, one.left) for one in queries.parts(line)] == [("走访", 400_000)]


def test_a_towns_money_is_nobody_elses(
    county: County, officer: Standing, lottery: MoneySource, post: Callable[..., Standing], sign_in: Any
) -> None:
    street, other = (post(Role.STREET_OFFICER, town) for town in county.towns)
    line = fund(county.towns[0], lottery, street)
    with pytest.raises(Refused, match="不在您负责的范围"):
        actions.receive(line, 1_00, timezone.localdate(), "凭证1", by=other.actor)
    assert sign_in(other).get(f"/m/funds/{line.pk}/").status_code == 404
    assert sign_in(post(Role.STATION_LEAD, county.towns[0])).get("/m/funds/").status_code == 404
    assert sign_in(officer).get(f"/m/funds/{line.pk}/").status_code == 200


def test_the_road_is_walked_on_the_pages(
    county: County, officer: Standing, worker: Standing, lottery: MoneySource, sign_in: Callable[[Standing], Client]
) -> None:
    record(worker.actor, county.communities[0])
    client, today = sign_in(officer), timezone.localdate().isoformat()
    form = {
        "title": "走访", "source": str(lottery.pk), "asked": "50,000", "year": "2024", "purpose": "走访独居老人",
        "starts_on": "2024-05-31", "ends_on": "2024-05-01", "codes": ["visit_count"],
    }  # fmt: skip
    assert "结束日期早于开始日期" in client.post("/m/applications/", form).content.decode()
    address = client.post("/m/applications/", form | {"starts_on": "2024-05-01", "ends_on": "2024-05-31"})["Location"]
    assert client.post(address, {"part": "answer", "answer-granted": "1", "answer-on": today}).status_code == 422
    assert client.post(address, {"part": "send"}).status_code == 302
    wrong = client.post(address, {"part": "answer", "answer-granted": "30000", "answer-on": today})
    assert (wrong.status_code, "批复文号" in wrong.content.decode()) == (422, True)
    answer = {"part": "answer", "answer-granted": "30000", "answer-on": today, "answer-paper": "9号"}
    assert client.post(address, answer).status_code == 302
    came = {"part": "receive", "receive-amount": "30,000", "receive-on": today, "receive-voucher": "凭证1"}
    assert client.post(address, came).status_code == 302
    assert client.post(address, {"part": "account", "account-told": "没有用上"}).status_code == 302
    page = client.get(address).content.decode()
    assert "交代清楚了" in page and "用了0元" in page and "市福彩公益金" in page
    assert "由 1 条记录数出" in client.get(address + "visit_count/").content.decode()
    assert client.get(address + "case_count/").status_code == 404
    source = {"part": "source", "source-kind": "firm", "source-name": "示范厂"}
    assert client.post("/m/funds/", source).status_code == 302
    line = {
        "part": "line", "line-source": str(MoneySource.objects.get(name="示范厂").pk), "line-name": "捐款",
        "line-year": "2024", "line-amount": "1.005", "line-paper": "协议1号",
    }  # fmt: skip
    assert "金额写成" in client.post("/m/funds/", line).content.decode()
    assert client.post("/m/funds/", line | {"line-amount": "100.05"}).status_code == 302
    assert FundLine.objects.get(name="捐款").amount == 10_005 == fen("100.05")


def test_lists_ask_as_many_questions_for_three_as_for_one(
    county: County, officer: Standing, worker: Standing, lottery: MoneySource, sign_in: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client, division = sign_in(officer), county.division
    asked: dict[str, list[int]] = {"/m/funds/": [], "/m/applications/": []}
    for many in (1, 3):
        while Application.objects.count() < many:
            number = Application.objects.count()
            draft(division, lottery, officer, title=f"第{number}份")
            _line(division, lottery, officer, number)
        for address, told in asked.items():
            client.get(address)
            with django_assert_max_num_queries(30) as counted:
                client.get(address)
            told.append(len(counted))
    assert all(one == three for one, three in asked.values()), asked


def _line(place: Division, source: MoneySource, by: Standing, number: int) -> None:
    actions.open_line(source, place, name=f"第{number}笔", year=2024, amount=100_00, paper="1号", by=by.actor)
