"""The demo's project at tender: told to everybody, a judge asked, one bid under seal; nothing is opened yet."""

from datetime import date, timedelta
from uuid import NAMESPACE_URL, uuid5

from linli.accounts.models import Post, Role
from linli.accounts.sight import actor_of
from linli.desk.demo import clock
from linli.desk.demo.county import County
from linli.desk.demo.staff import Staff
from linli.directory.money import FEN
from linli.kernel.actor import Actor
from linli.kernel.period import shift, span
from linli.kernel.scope import seeing
from linli.projects import actions
from linli.projects.models import ServiceProject, Tender
from linli.projects.procurement import actions as procurement
from linli.projects.procurement.told import BidTold, CriterionTold, TenderTold
from linli.projects.told import Basics
from linli.workforce.models import Worker

NAME, TEMPLATE, YUAN = "山区三留守服务二期（示范）", "mountain_left_behind", 150_000
SET_UP, APPROVED, TOLD, BID, CLOSES = 45, 40, 9, 2, 6  # days before today, the last after it
CRITERIA = (CriterionTold("服务方案", 60), CriterionTold("团队", 20), CriterionTold("报价", 20, "price"))
WORDS = "每户每月走访一次，独居的每周打一次电话；孩子放学后在村社室写作业；一年办四个小组，十二场活动。"
KEY = uuid5(NAMESPACE_URL, "linli:demo:bid")


def play(county: County, staff: Staff, today: date) -> int:
    """Put a project out to tender, unless it is there already; return how many were."""
    if ServiceProject.objects.filter(county_id=county.division.pk, name=NAME).exists():
        return 0
    buyer, officer, head = (
        actor_of(post.user, post)
        for post in (staff.buying[role] for role in (Role.PURCHASER, Role.COUNTY_OFFICER, Role.PROVIDER_LEAD))
    )
    start = shift(today.replace(day=1), 2)
    basics = Basics(NAME, start, shift(start, 12) - timedelta(days=1), YUAN * FEN)
    with clock.at(clock.local(today - timedelta(days=SET_UP), 9)):
        project = actions.open_project(county.division, basics, by=buyer, template=TEMPLATE)
        before = span(shift((today - timedelta(days=SET_UP)).replace(day=1), -3), 3)
        actions.pick_need(project, "visit_count", before, by=buyer, said="一期走访里还有没走到的人家")
        actions.submit(project, by=buyer)
    with clock.at(clock.local(today - timedelta(days=APPROVED), 15)):
        project = actions.agree(project, 0, by=officer)
    with clock.at(clock.local(today - timedelta(days=TOLD), 10)):
        tender = procurement.draft_tender(project, _terms(today), by=buyer)
        judge = Post.objects.filter(role=Role.BID_JUDGE, place=county.division).select_related("user", "place").first()
        if judge is not None:
            procurement.appoint_judge(tender, judge, by=buyer)
        tender = procurement.publish_tender(tender, by=buyer)
    with clock.at(clock.local(today - timedelta(days=BID), 16)), seeing(head.scope):
        _bid(tender, head)
    return 1


def _terms(today: date) -> TenderTold:
    return TenderTold(
        method="consultation", closes_on=today + timedelta(days=CLOSES), basis="青采〔示范〕9号",
        publisher="青禾县民政局(示范)", telephone="0990-7220001", criteria=CRITERIA,
        requirements="在民政部门登记满一年；项目主任有社会工作师证书。",
    )  # fmt: skip


def _bid(tender: Tender, head: Actor) -> None:
    """Bid a little below the budget, with three of the agency's own people."""
    amounts = [row["amount"] for row in tender.content["budgetlines"]]
    lines = (amounts[0] - 5_000 * FEN, *amounts[1:])
    rows = Worker.objects.filter(organisation=head.organisation, left_at=None).order_by("sort_key", "id")[:3]
    team = tuple((row.pk, "项目主任" if number == 0 else "社工") for number, row in enumerate(rows))
    procurement.submit_bid(tender, BidTold(WORDS, lines, team=team), by=head, key=KEY)
