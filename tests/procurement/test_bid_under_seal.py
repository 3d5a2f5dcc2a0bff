"""投标: before the deadline by the server's clock, under seal in the database too, opened all at once."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from pypdf import PdfWriter

from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import seeing
from linli.papers.scans import scanned, words
from linli.projects.models import Bid, BidPaper, State, TenderState
from linli.projects.procurement import actions, queries
from linli.projects.procurement.actions.bidding import letter
from linli.projects.procurement.told import CriterionTold
from linli.workforce.models import TeamMember
from tests.factories import projects, tenders
from tests.factories.places import County
from tests.factories.tenders import Fair


def test_a_bid_of_the_last_second_is_taken_and_one_after_midnight_refused(fair: Fair) -> None:
    first, second = fair.heads
    with time_machine.travel(fair.tender.closes_at - timedelta(seconds=1), tick=False):
        tenders.bid(fair, first)
    for late in (timedelta(0), timedelta(seconds=1)):
        with time_machine.travel(fair.tender.closes_at + late, tick=False):
            with pytest.raises(Refused, match="截止，已经过了"):
                tenders.bid(fair, second)
            with pytest.raises(Refused, match="截止，已经过了"), seeing(first.scope):
                actions.withdraw_bid(Bid.objects.get(), by=first)
    with seeing(second.scope):
        assert not Bid.objects.exists()


def test_nobody_opens_before_the_deadline(fair: Fair) -> None:
    tenders.bid(fair, fair.heads[0])
    with time_machine.travel(fair.tender.closes_at - timedelta(seconds=1), tick=False):
        with pytest.raises(Refused, match="谁也看不到投标"):
            actions.open_bids(fair.tender, by=fair.who.buyer)
        assert queries.opened_bids(fair.tender) == []
    fair.tender.refresh_from_db()
    with pytest.raises(IntegrityError, match="bids_are_opened_after"), transaction.atomic(), acting():
        fair.tender.opened_at = fair.tender.closes_at - timedelta(minutes=1)
        fair.tender.save()


def test_the_database_shows_a_sealed_bid_to_its_own_agency_alone(fair: Fair) -> None:
    first, second = fair.heads
    made = tenders.bid(fair, first, words="信封里的话")
    everybody = [fair.who.buyer, *fair.who.chain, second, fair.judges[0]]
    for one in everybody:
        with seeing(one.scope):
            assert [model.objects.count() for model in (Bid, BidPaper, TeamMember)] == [0, 0, 0], one.role
            assert queries.of_project(fair.project).bids == ()  # type: ignore[union-attr]
    with seeing(first.scope):
        assert [model.objects.count() for model in (Bid, BidPaper, TeamMember)] == [1, 1, 1]
        paper = BidPaper.objects.get()
        assert "信封里的话" in paper.content
        with connection.cursor() as cursor:
            cursor.execute("SELECT content_sealed FROM projects_bidpaper")
            assert "信封里的话".encode() not in bytes(cursor.fetchone()[0])
        assert (made.price, made.letter) == (None, "")
    tenders.bid(fair, second)
    with tenders.after(fair):
        actions.open_bids(fair.tender, by=fair.who.buyer)
    with seeing(fair.who.buyer.scope):
        assert [model.objects.count() for model in (Bid, BidPaper, TeamMember)] == [2, 2, 2]
    with seeing(second.scope):
        assert [model.objects.count() for model in (Bid, BidPaper)] == [2, 1]
    with seeing(fair.judges[0].scope):
        assert BidPaper.objects.count() == 2


def test_a_bid_is_replaced_and_withdrawn_and_sent_twice_it_is_one(fair: Fair) -> None:
    by, key = fair.heads[0], new_id()
    made = tenders.bid(fair, by, key=key)
    same = tenders.bid(fair, by, 12_000_000, key=key)
    assert (same.pk, same.times, same.digest) == (made.pk, 1, made.digest)
    other = tenders.bid(fair, by, 12_000_000)
    assert (other.pk, other.times) == (made.pk, 2)
    assert other.digest != made.digest
    with seeing(by.scope):
        assert queries.own_offer(other).price == 12_000_000  # type: ignore[union-attr]
        actions.withdraw_bid(other, by=by)
        with pytest.raises(Refused, match="已经撤回"):
            actions.withdraw_bid(other, by=by)
    assert tenders.bid(fair, by).withdrawn_at is None


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"lines": (15_000_001, 0)}, "不能超过项目预算 150,000 元"),
        ({"lines": (0, 0)}, "要大于 0"),
        ({"lines": (1,)}, "每个科目都要写金额"),
        ({"words": " "}, "请写服务方案"),
        ({"words": "我们甲社工机构做了十年。"}, "不要写“甲社工机构”"),
        ({"team": ()}, "从人才库里选"),
        ({"team": ((new_id(), "社工"),)}, "不在本机构"),
    ],
    ids=["too dear", "nothing", "a line missing", "empty", "names itself", "nobody", "a stranger"],
)
def test_a_bid_that_does_not_fit_is_refused_whole(fair: Fair, facts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        tenders.bid(fair, fair.heads[0], **facts)
    with seeing(fair.heads[0].scope):
        assert not Bid.objects.exists()
        assert not TeamMember.objects.exists()


def test_who_was_not_invited_does_not_bid(county: County) -> None:
    others = tuple(projects.agency(county.division.pk, f"{n}号机构") for n in range(3))
    fair = tenders.published(county.division, method="inquiry", invited=others)
    with pytest.raises(Refused, match="没有请您的机构"):
        tenders.bid(fair, fair.heads[0])
    with pytest.raises(Refused, match="机构的负责人"):
        tenders.bid(fair, fair.who.buyer)
    assert not queries.open_to(fair.heads[0]).exists()


def test_at_a_fixed_price_the_hours_are_bid(county: County) -> None:
    items = (CriterionTold("方案", 70), CriterionTold("工时", 30, "hours"))
    fair = tenders.published(county.division, fixed=True, criteria=items)
    with pytest.raises(Refused, match="正好 150,000 元"):
        tenders.bid(fair, fair.heads[0], 14_000_000, hours=1800)
    with pytest.raises(Refused, match="请写全期一共做多少小时"):
        tenders.bid(fair, fair.heads[0], 15_000_000)
    tenders.bid(fair, fair.heads[0], 15_000_000, hours=1800)


def test_too_few_bids_stay_shut(county: County) -> None:
    fair = tenders.published(county.division, method="open", closes_on=tenders.told().closes_on + timedelta(days=20))
    for by in fair.heads:
        tenders.bid(fair, by)
    with tenders.after(fair):
        with pytest.raises(Refused, match="只有 2 家投标，公开招标至少要 3 家"):
            actions.open_bids(fair.tender, by=fair.who.buyer)
        fair.tender.refresh_from_db()
        assert (fair.tender.state, fair.tender.opened_at) == (TenderState.PUBLISHED, None)
        failed = actions.fail_tender(fair.tender, by=fair.who.buyer, reason="投标的不足三家。")
    assert failed.project.state == State.APPROVED
    assert not Bid.objects.exists()


def test_an_opened_envelope_is_not_changed_any_more(county: County) -> None:
    fair = tenders.opened(county.division)
    told = queries.of_project(fair.project)
    assert told is not None
    assert {(one.agency, one.price) for one in told.bids} == {("甲社工机构", 14_000_000), ("乙社工机构", 13_000_000)}
    assert {one.letter for one in Bid.objects.all()} == {"A", "B"}
    with pytest.raises(IntegrityError, match="is not changed"), transaction.atomic(), acting():
        BidPaper.objects.update(media="")
    with pytest.raises(IntegrityError, match="is kept"), transaction.atomic(), acting():
        BidPaper.objects.all()._raw_delete("default")
    assert [letter(n) for n in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


def test_a_pdf_comes_without_what_its_writer_left_in_it() -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "甲社工机构"})
    writer.add_attachment("密.txt", b"attached")
    raw = BytesIO()
    writer.write(raw)
    assert b"attached" in raw.getvalue()
    raw.seek(0)
    made = scanned(raw, "file")
    assert (made.media, b"attached" in made.content, b"Author" in made.content, words(made)) == (
        "application/pdf", False, False, "",
    )  # fmt: skip
    with pytest.raises(Refused, match="打不开这份 PDF"):
        scanned(BytesIO(b"%PDF-1.7 nothing"), "file")
    with pytest.raises(Refused, match="打不开这张照片"):
        scanned(BytesIO(b"MZ"), "file")
