"""承诺: a bid promises more than the plan asks; judges read it, the contract and the evaluation hold it to it."""

import re
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import seeing
from linli.projects.evaluation import actions as evaluation
from linli.projects.models import Bid, Criterion, Indicator, ServiceProject
from linli.projects.procurement import actions, promises, queries
from tests.conftest import see
from tests.factories import evaluation as evaluations
from tests.factories import projects as factory
from tests.factories import tenders
from tests.factories.places import County
from tests.factories.tenders import Fair
from tests.support.login import sign_in

CASES = "个案服务"  # the one indicator of the plan: twelve cases
BANDS = [{"from": 100, "points": 60}, {"from": 0, "points": 5}]


@pytest.mark.parametrize(
    ("said", "sentence", "field"),
    [
        ((CASES, 11), "承诺不能比它少", "promise0"),
        ((CASES, 10**9 + 1), "不能多过十亿", "promise0"),
        (("没有的", 20), "没有“没有的”这个指标", "promises"),
    ],
)
def test_a_promise_below_the_plan_or_of_nothing_in_it_is_refused(
    fair: Fair, said: tuple[str, int], sentence: str, field: str
) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        tenders.bid(fair, fair.heads[0], promises=(said,))
    assert refused.value.field == field
    with seeing(fair.heads[0].scope):
        assert not Bid.objects.exists()


def test_what_is_no_more_than_the_plan_is_no_promise(fair: Fair) -> None:
    bid = tenders.bid(fair, fair.heads[0], promises=((CASES, 12),))
    with seeing(fair.heads[0].scope):
        offer = queries.own_offer(bid)
        assert offer is not None
        assert offer.promises == ()


def test_the_pages_take_it_and_show_it(county: County, fair: Fair) -> None:
    head, other = fair.heads
    page = reverse("tender", args=[fair.tender.pk])
    client = sign_in(Client(), head)
    shown = client.get(page).content.decode()
    assert "个案服务（方案要 12 个）" in shown
    key = re.search(r'name="key" value="([0-9a-f-]+)"', shown)
    worker = re.search(r'name="(part-[0-9a-f-]+)"', shown)
    assert key
    assert worker
    told = {"key": key[1], "words": "每月走访。", "line0": "130000", "line1": "10000", worker[1]: "社工"}
    wrong = client.post(page, told | {"promise0": "11"})
    assert (wrong.status_code, "承诺不能比它少" in wrong.content.decode()) == (422, True)
    assert client.post(page, told | {"promise0": "24"}).status_code == 302
    assert 'value="24"' in client.get(page).content.decode()
    see(county.division)
    tenders.bid(fair, other, 13_000_000)
    with tenders.after(fair):
        actions.open_bids(fair.tender, by=fair.who.buyer)
        buyer = sign_in(Client(), fair.who.buyer).get(reverse("procurement", args=[fair.project.pk])).content.decode()
        judge = fair.judges[0]
        with seeing(judge.scope):
            seat = actions.declare(tenders.seat(fair, judge), by=judge, conflict=False)
        sheet = sign_in(Client(), judge).get(reverse("judging_sheet", args=[seat.pk])).content.decode()
    assert (buyer.count("承诺：个案服务"), sheet.count("承诺：个案服务")) == (1, 1)
    assert "甲社工机构" not in sheet


def won(county: County, **facts: object) -> Fair:
    """Have 甲 win with what it promises, and the contract signed."""
    fair = tenders.published(county.division)
    tenders.bid(fair, fair.heads[0], **facts)
    tenders.bid(fair, fair.heads[1], 13_000_000, promises=((CASES, 99),))
    with tenders.after(fair):
        fair.tender = actions.open_bids(fair.tender, by=fair.who.buyer)
        for judge in fair.judges:
            tenders.score(fair, judge, {"甲社工机构": ("60", "20"), "乙社工机构": ("40", "15.5")})
        fair.tender = actions.close_scoring(fair.tender, by=fair.who.buyer)
        first = Bid.objects.get(tender=fair.tender, rank=1)
        award = actions.propose_award(fair.tender, first, by=fair.who.buyer)
        assert promises.of_winner(fair.project) is None
    with tenders.after(fair, days=14):
        award = actions.confirm_award(award, by=fair.who.buyer)
        made = actions.draw_contract(award, by=fair.who.buyer, number="示合1号", price=award.price)
        page = sign_in(Client(), fair.who.buyer).get(reverse("contract_paper", args=[made.pk, "word"]))
        with ZipFile(BytesIO(page.content)) as packed:
            assert ("投标承诺" in packed.read("word/document.xml").decode()) is True
        see(county.division)
        signed = actions.sign_contract(made, by=fair.who.buyer, on=timezone.localdate(), scan=factory.receipt())
    fair.project = signed.project
    return fair


def test_the_evaluation_reads_it_from_the_bid_that_won_and_asks_nobody(county: County) -> None:
    fair = won(county, promises=((CASES, 24),))
    cases = Indicator.objects.get(project=fair.project, name=CASES)
    assert promises.of_winner(fair.project) == {cases.pk: 24}
    with acting():
        Criterion.objects.filter(project=fair.project, name="指标").update(
            bands=BANDS, rule={"measure": ["undertakings"], "compare": ["plan", "bid"]}
        )
    with tenders.after(fair, days=15):
        evaluations.third(fair.project.county_id)
        called = evaluations.called(fair.project, fair.who)
        worker = factory.actor(Role.SOCIAL_WORKER, county.towns[0])
        evaluations.served(fair.project, county.communities[:1], worker, each=1)
        by = evaluations.evaluator(called)
        client = sign_in(Client(), by)
        with seeing(by.scope):
            called = evaluation.draw(called, by=by)
            with pytest.raises(Refused, match="从中标的投标里取"):
                evaluation.count_scores(called, {str(cases.pk): 12}, by=by)
            shown = client.get(reverse("evaluation_scores", args=[called.pk])).content.decode()
            assert "个案服务 24 个（方案 12）" in " ".join(shown.split())
            assert "offered_" not in shown
        assert client.post(reverse("evaluation_scores", args=[called.pk]), {"do": "count"}).status_code == 302
        with seeing(by.scope):
            (row,) = called.scores.all()
            assert (row.points, row.figures[0]["bid"]) == (Decimal(5), 2 * row.figures[0]["plan"])


def test_a_project_bought_elsewhere_has_no_bid_to_read(county: County) -> None:
    project = factory.signed(county.division, factory.buying(county.division))
    assert promises.of_winner(ServiceProject.objects.get(pk=project.pk)) is None
