"""中标和合同: the award waits for its notice, the contract follows from it, the clocks of the law are shown."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.directory.models import Organisation
from linli.kernel.policy import Refused, acting
from linli.kernel.scope import seeing
from linli.papers import word
from linli.projects import actions as projects
from linli.projects import packs
from linli.projects.models import Bid, BudgetLine, Contract, ServiceProject, State, TenderState
from linli.projects.procurement import actions, contract, queries
from linli.projects.queries import clocks, risks
from linli.transparency import actions as transparency
from tests.factories import projects as factory
from tests.factories import tenders
from tests.factories.notices import objection
from tests.factories.places import County
from tests.support.login import sign_in


def test_who_is_not_the_first_needs_a_reason(county: County) -> None:
    fair = tenders.scored(county.division)
    second = Bid.objects.get(rank=2)
    with tenders.after(fair):
        with pytest.raises(Refused, match="不是第一名"):
            actions.propose_award(fair.tender, second, by=fair.who.buyer)
        award = actions.propose_award(fair.tender, second, by=fair.who.buyer, why="第一名自己退出了。")
        with pytest.raises(Refused, match="这一步不能做"):
            actions.propose_award(fair.tender, second, by=fair.who.buyer, why="第一名自己退出了。")
        assert award.notice is not None
        assert "第一名自己退出了" in award.notice.body
        actions.take_back_award(award, by=fair.who.buyer, why="第一名又来了。")
        award.notice.refresh_from_db()
        assert award.notice.reason == "第一名又来了。"
        first = Bid.objects.get(rank=1)
        assert actions.propose_award(fair.tender, first, by=fair.who.buyer).price == 14_000_000


def test_an_award_is_not_final_while_its_notice_runs_or_an_objection_waits(county: County) -> None:
    fair, award = tenders.proposed(county.division)
    buyer, notice = fair.who.buyer, award.notice
    assert notice is not None
    with tenders.after(fair):
        with pytest.raises(Refused, match="期满以后才能定标"):
            actions.confirm_award(award, by=buyer)
        with pytest.raises(Refused, match="定标以后，才算成交"):
            factory_award(fair)
        said = objection(notice)
    with tenders.after(fair, days=14):
        with pytest.raises(Refused, match="还有 1 条异议没有答复"):
            actions.confirm_award(award, by=buyer)
        transparency.answer(said, outcome="rejected", words="评分表在采购页上。", by=buyer)
        award = actions.confirm_award(award, by=buyer)
    fair.project.refresh_from_db()
    assert (fair.project.state, fair.project.price) == (State.AWARDED, 14_000_000)
    assert fair.project.organisation_id == fair.heads[0].organisation
    told = queries.of_project(fair.project)
    assert told is not None
    assert told.award is not None
    assert (told.state, told.award.agency, told.award.final_on) == (
        "awarded", "甲社工机构", fair.project.awarded_on,
    )  # fmt: skip


def factory_award(fair: tenders.Fair) -> None:
    organisation = Organisation.objects.get(pk__in=[fair.heads[1].organisation])
    projects.award(fair.project, organisation, by=fair.who.buyer, on=timezone.localdate(), sentence="磋商")


def test_an_upheld_objection_sends_the_award_back(county: County) -> None:
    fair, award = tenders.proposed(county.division)
    assert award.notice is not None
    with tenders.after(fair):
        transparency.answer(objection(award.notice), outcome="upheld", words="评分确实算错了。", by=fair.who.buyer)
    with tenders.after(fair, days=14), pytest.raises(Refused, match="有异议成立了"):
        actions.confirm_award(award, by=fair.who.buyer)


def test_the_contract_is_what_was_bid_and_offered(county: County) -> None:
    fair, award = tenders.awarded(county.division)
    buyer = fair.who.buyer
    with tenders.after(fair, days=15):
        for price in (14_000_001, 13_999_999):
            with pytest.raises(Refused, match="要和中标价一样：140,000 元"):
                actions.draw_contract(award, by=buyer, number="示合1号", price=price)
        today = timezone.localdate()
        with pytest.raises(Refused, match="传上盖好章的合同"):
            projects.sign(fair.project, by=buyer, on=today, contract="示合1号")
        with acting():
            BudgetLine.objects.filter(project=fair.project, position=1).update(amount=1)
        with pytest.raises(Refused, match="不一样了"):
            actions.draw_contract(award, by=buyer, number="示合1号", price=award.price)
        with acting():
            BudgetLine.objects.filter(project=fair.project, position=1).update(amount=7_500_000)
        made = actions.draw_contract(award, by=buyer, number="示合1号", price=award.price)
        with pytest.raises(Refused, match="打不开这张照片"):
            actions.sign_contract(made, by=buyer, on=today, scan=BytesIO(b"no"))
        signed = actions.sign_contract(made, by=buyer, on=today, scan=factory.receipt())
        with pytest.raises(Refused, match="合同已经签了"):
            actions.draw_contract(award, by=buyer, number="示合2号", price=award.price)
    assert (signed.project.state, signed.project.contract) == (State.RUNNING, "示合1号")
    assert Contract.objects.get().media == "image/jpeg"


def test_the_word_contract_says_the_plan_and_the_lines_that_were_bid(county: County) -> None:
    fair, award = tenders.awarded(county.division)
    made = actions.draw_contract(award, by=fair.who.buyer, number="示合1号", price=award.price)
    made.project, made.award = fair.project, award
    offer = queries.offers(award.tender)[award.bid_id]
    with ZipFile(BytesIO(contract.as_word(made, offer, "竞争性磋商"))) as packed:
        body = packed.read("word/document.xml").decode()
    for told in ("示合1号", "甲社工机构", "140,000", "130,000", "个案服务", "不少于6次记录的个案", "40"):
        assert told in body
    assert "{{" not in body
    assert word.check(contract.default_template(), contract.KNOWN) == []


def test_the_clocks_of_a_contract_are_told_and_ask_when_they_run_out(county: County) -> None:
    fair, award = tenders.awarded(county.division)
    project, rules = fair.project, packs.rules("national")
    assert project.awarded_on is not None
    (sign,) = clocks.clocks(project, rules, project.awarded_on)
    assert (sign.due_on, sign.left, sign.presses) == (project.awarded_on + timedelta(days=30), 30, False)
    assert clocks.clocks(project, rules, sign.due_on)[0].told == f"{sign.due_on} 前，还剩 0 天"
    late = sign.due_on + timedelta(days=2)
    assert "过了 2 天" in clocks.clocks(project, rules, late)[0].told
    with tenders.after(fair, days=15):
        made = actions.draw_contract(award, by=fair.who.buyer, number="示合1号", price=award.price)
        day = timezone.localdate()
        project = actions.sign_contract(made, by=fair.who.buyer, on=day, scan=factory.receipt()).project
        found = clocks.clocks(project, rules, day + timedelta(days=20))
        assert [one.code for one in found if one.presses] == ["file"]
        told = risks.risks(project, [], [], [], [], day, found)
        assert [one.code for one in told] == ["clock:file"]
        project = projects.file_contract(project, by=fair.who.buyer, on=day)
        assert risks.risks(project, [], [], [], [], day, clocks.clocks(project, rules, day)) == []


def test_the_clock_of_the_signature_is_among_the_risks_before_anything_is_signed(county: County) -> None:
    fair, _award = tenders.awarded(county.division)
    rules, project = packs.rules("national"), fair.project
    assert project.awarded_on is not None
    for days, codes in ((26, []), (27, ["clock:sign"]), (31, ["clock:sign"])):
        day = project.awarded_on + timedelta(days=days)
        told = risks.risks(project, [], [], [], [], day, clocks.clocks(project, rules, day))
        assert [one.code for one in told] == codes
    pages = (reverse("projects"), reverse("project", args=[project.pk]))
    for days, times in ((14, 0), (14 + 31, 1)):
        with tenders.after(fair, days=days):
            client = sign_in(Client(), fair.who.buyer)
            shown = [client.get(page).content.decode() for page in pages]
            assert ["过了 1 天" in one for one in shown] == [bool(times)] * 2
            assert shown[1].count("要抓紧的") == times


def test_the_winner_sees_the_project_and_the_file_is_kept(county: County) -> None:
    fair, award = tenders.awarded(county.division)
    award.tender.refresh_from_db()
    assert award.tender.state == TenderState.AWARDED
    assert award.tender.kept_until is not None
    with seeing(fair.heads[0].scope):
        assert ServiceProject.objects.visible_to(fair.heads[0]).get() == fair.project
    with pytest.raises(Refused, match="不在采购|这一步不能做"):
        actions.fail_tender(award.tender, by=fair.who.buyer, reason="不想买了，重新来。")
