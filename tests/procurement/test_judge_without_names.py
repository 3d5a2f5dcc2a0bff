"""评审: who belongs to a bidder stands aside; the others score letters, each on her own sheet, within bounds."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import Scope, seeing
from linli.projects.models import Bid, BidScore, TenderJudge, TenderState
from linli.projects.procurement import actions, queries
from tests.factories import accounts, projects, tenders
from tests.factories.places import County
from tests.factories.tenders import Fair
from tests.factories.workforce import worker
from tests.support.login import sign_in

FULL = {"甲社工机构": ("50", "18"), "乙社工机构": ("40", "15.5")}


@pytest.fixture
def opened(county: County) -> Fair:
    """A procedure whose two bids were opened."""
    return tenders.opened(county.division)


@pytest.mark.parametrize("tie", ["post", "register"])
def test_a_judge_whom_a_bidder_employs_cannot_say_that_nothing_ties_her(opened: Fair, tie: str) -> None:
    judge, employer = opened.judges[0], opened.heads[0].organisation
    post = tenders.post_of(judge)
    if tie == "post":
        accounts.post(Role.SOCIAL_WORKER, None, post.user, organisation_id=employer)
    else:
        county = opened.project.county_id
        worker({"county_id": county}, organisation_id=employer, user_id=judge.user)
    with tenders.after(opened), seeing(judge.scope):
        seat = tenders.seat(opened, judge)
        with pytest.raises(Refused, match="请选“我要回避”"):
            actions.declare(seat, by=judge, conflict=False)
        with pytest.raises(Refused, match="请先声明"):
            actions.save_scores(seat, {}, by=judge, hand_in=False)
        seat = actions.declare(seat, by=judge, conflict=True, why="在那里任职")
        with pytest.raises(Refused, match="不打分"):
            actions.save_scores(seat, {}, by=judge, hand_in=False)
    with tenders.after(opened), seeing(opened.judges[1].scope):
        assert actions.declare(tenders.seat(opened, opened.judges[1]), by=opened.judges[1], conflict=False).sits


def test_whoever_belongs_to_a_bidder_is_not_asked(opened: Fair) -> None:
    buyer, county = opened.who.buyer, opened.project.place
    with tenders.after(opened):
        held = accounts.post(Role.BID_JUDGE, county)
        accounts.post(Role.PROVIDER_LEAD, None, held.user, organisation_id=opened.heads[1].organisation)
        with pytest.raises(Refused, match="要回避这一次评审"):
            actions.appoint_judge(opened.tender, held, by=buyer)
        with pytest.raises(Refused, match="请别人来评"):
            own = accounts.post(Role.BID_JUDGE, county, tenders.post_of(buyer).user)
            actions.appoint_judge(opened.tender, own, by=buyer)
        with pytest.raises(Refused, match="不是评审专家"):
            actions.appoint_judge(opened.tender, accounts.post(Role.PURCHASER, county), by=buyer)
        with pytest.raises(Refused, match="已经请过"):
            actions.appoint_judge(opened.tender, tenders.post_of(opened.judges[0]), by=buyer)
        free = accounts.post(Role.BID_JUDGE, county)
        assert actions.appoint_judge(opened.tender, free, by=buyer).conflict is None


def test_nobody_sees_anothers_sheet_before_the_scoring_closes(opened: Fair) -> None:
    first, second = opened.judges
    with tenders.after(opened):
        tenders.score(opened, first, FULL)
        for other in (second, opened.who.buyer, opened.heads[0]):
            with seeing(other.scope):
                assert not BidScore.objects.exists(), other.role
                assert queries.given(opened.tender) == {}
        with seeing(first.scope):
            assert BidScore.objects.count() == 4
        with seeing(second.scope), pytest.raises(Refused, match="没有请您"):
            actions.save_scores(tenders.seat(opened, first), {}, by=second, hand_in=False)
        tenders.score(opened, second, FULL)
        actions.close_scoring(opened.tender, by=opened.who.buyer)
        with seeing(second.scope):
            assert BidScore.objects.count() == 8
            with pytest.raises(Refused, match="评审已经结束"):
                actions.save_scores(tenders.seat(opened, second), {}, by=second, hand_in=False)
        with pytest.raises(IntegrityError, match="is not changed"), transaction.atomic(), acting():
            BidScore.objects.update(points=1)


def test_points_are_within_bounds_and_a_sheet_is_handed_in_whole(opened: Fair) -> None:
    judge = opened.judges[0]
    with tenders.after(opened):
        for wrong in ("60.5", "-0.5", "7.3"):
            with pytest.raises(Refused, match="打 0 到 60 分，半分一档"):
                tenders.score(opened, judge, FULL | {"甲社工机构": (wrong, "1")})
        assert not BidScore.objects.exists()
        with pytest.raises(Refused, match="还有 2 格没有打分"):
            tenders.score(opened, judge, {"甲社工机构": ("60", "20")})
        price = opened.tender.tendercriterions.get(kind="price")
        seat = tenders.score(opened, judge, FULL, hand_in=False)
        with seeing(judge.scope), pytest.raises(Refused, match="不在这次评审里"):
            one = Bid.objects.all()[0]
            actions.save_scores(seat, {(one.pk, price.pk): Decimal(1)}, by=judge, hand_in=False)
        with pytest.raises(Refused, match="还有 2 位"):
            actions.close_scoring(opened.tender, by=opened.who.buyer)


def test_a_judge_who_was_replaced_does_not_count(opened: Fair) -> None:
    first, second = opened.judges
    with tenders.after(opened):
        tenders.score(opened, first, FULL)
        seat = TenderJudge.objects.get(post__in=[second.post])
        actions.dismiss_judge(seat, by=opened.who.buyer, why="出差来不了。")
        tender = actions.close_scoring(opened.tender, by=opened.who.buyer)
    assert tender.state == TenderState.SCORED
    told = {one.organisation.name: (one.points, one.rank) for one in queries.opened_bids(tender)}
    assert told == {"甲社工机构": (Decimal("86.57"), 1), "乙社工机构": (Decimal("75.50"), 2)}


def test_the_sheet_names_nobody_and_whose_is_which_is_drawn_by_lot(opened: Fair) -> None:
    judge = opened.judges[0]
    with tenders.after(opened):
        client = sign_in(Client(), judge)
        page = reverse("judging_sheet", args=[tenders.seat(opened, judge).pk])
        shown = client.get(page).content.decode()
        assert shown.index("甲社工机构") < shown.index("乙社工机构")
        assert "投标人 A" not in shown
        assert client.post(page, {}).status_code == 422
        assert client.post(page, {"conflict": "no"}).status_code == 302
        shown = client.get(page).content.decode()
        for name in ("甲社工机构", "乙社工机构", "示范社工"):
            assert name not in shown
        assert "投标人 A" in shown
        bids, items = Bid.objects.all(), opened.tender.tendercriterions.filter(kind="judged")
        told = {f"{bid.pk}.{item.pk}": "10" for bid in bids for item in items}
        wrong = client.post(page, told | {next(iter(told)): "10.2", "do": "hand_in"})
        assert wrong.status_code == 422
        assert client.post(page, told | {"do": "hand_in"}).status_code == 302
        assert "交卷了" in client.get(reverse("judging")).content.decode()
        other = sign_in(Client(), opened.judges[1])
        assert other.get(page).status_code == 404
        with seeing(Scope(post=judge.post)):
            assert {one.points for one in BidScore.objects.all()} == {Decimal("10.0")}


def test_who_was_not_asked_has_nothing_to_judge(opened: Fair) -> None:
    stranger = projects.actor(Role.BID_JUDGE, opened.project.place)
    assert sign_in(Client(), stranger).get(reverse("judging")).content.decode().count("现在没有请您评审的") == 1
