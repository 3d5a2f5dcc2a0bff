"""One purchased project of the demo, by the room's own verbs: set up, approved, won, signed, delivered, evaluated."""

from datetime import date, timedelta

from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import actor_of
from linli.desk.demo import clock, evaluating
from linli.desk.demo.agencies import photograph
from linli.desk.demo.county import MOUNTAINS, County
from linli.desk.demo.staff import Staff
from linli.directory.money import FEN, yuan
from linli.kernel.actor import Actor
from linli.kernel.period import shift, span
from linli.projects import actions
from linli.projects.models import ServiceProject
from linli.projects.told import Basics, IndicatorTold
from linli.records.tallies import refresh
from linli.transparency.actions import Words, publish, where
from linli.transparency.models import Kind

NAME, TEMPLATE, YUAN = "山区三留守服务（示范）", "mountain_left_behind", 150_000
MONTHS_AGO, YEAR = 8, 12
TELEPHONE = "0990-7220001"  # nobody's
# What the purchaser asks for instead of the template's numbers: the demonstration records a part of the work alone.
TARGETS = {
    "个案服务": 6, "小组": 2, "社区活动": 8, "走访探视": 260, "服务人次": 900, "服务人数": 220, "服务工时": 300,
}  # fmt: skip
# What was paid, in yuan, how many days ago, for which line, checked already or not.
SPENT = (
    (0, 45_000, 100, "三个季度的人员费用", True), (1, 12_000, 60, "小组和活动材料", True),
    (2, 12_360, 20, "督导和培训", True), (1, 6_000, 3, "活动材料", False),
)  # fmt: skip


def play(county: County, staff: Staff, today: date, by: Actor) -> int:
    """Play the project up to ``today`` unless it is there already; return how many were made."""
    if ServiceProject.objects.filter(county_id=county.division.pk).exists():
        return 0
    buyer, officer, head = (
        actor_of(post.user, post)
        for post in (staff.buying[role] for role in (Role.PURCHASER, Role.COUNTY_OFFICER, Role.PROVIDER_LEAD))
    )
    start = shift(today.replace(day=1), -MONTHS_AGO)
    with clock.at(clock.local(start - timedelta(days=60), 9)):
        project = actions.open_project(county.division, _basics(start), by=buyer, template=TEMPLATE)
        _ask_for_less(project, buyer)
        actions.pick_need(project, "visit_count", span(shift(start, -5), 3), by=buyer, said="山区走访里见到的人家多")
        actions.submit(project, by=buyer)
    with clock.at(clock.local(start - timedelta(days=55), 15)):
        project = actions.agree(project, 0, by=officer)
    with clock.at(clock.local(start - timedelta(days=20), 10)):
        won = timezone.localdate()
        project = actions.award(
            project, county.organisations[0], by=buyer, on=won, sentence="竞争性磋商 青采〔示范〕3号"
        )
        _tell(project, county, buyer)
    with clock.at(clock.local(start - timedelta(days=6), 10)):
        purpose, signed = county.programmes[MOUNTAINS], timezone.localdate()
        project = actions.sign(project, by=buyer, on=signed, contract="青民购〔示范〕3号", programme=purpose)
        actions.file_contract(project, by=buyer, on=signed)
    refresh(county.division, by=by)
    _deliver(project, today, buyer, head)
    evaluating.play(project, county, staff, buyer, head)
    return 1


def _tell(project: ServiceProject, county: County, by: Actor) -> None:
    """Publish who won."""
    agency = project.organisation
    words = Words(
        kind=Kind.AWARD, title=f"{NAME}成交公示", basis="竞争性磋商 青采〔示范〕3号", publisher="青禾县民政局(示范)",
        body=f"项目：{NAME}\n成交单位：{agency}\n成交金额：{yuan(project.worth)} 元", telephone=TELEPHONE,
    )  # fmt: skip
    publish(words, place=where(county.division), by=by, subject_kind="projects.serviceproject", subject=project.pk)


def _ask_for_less(project: ServiceProject, by: Actor) -> None:
    """Say each indicator anew with the target that fits the demonstration."""
    for row in project.indicators.filter(name__in=TARGETS):
        told = IndicatorTold(
            row.name, row.nature, row.meaning, row.how, TARGETS[row.name], row.unit, row.proof, measure=row.measure,
            kinds=tuple(row.kinds), rule=dict(row.rule), min_acts=row.min_acts, min_heads=row.min_heads,
            source="示范数字", knowing=True,
        )  # fmt: skip
        actions.say_indicator(project, told, by=by, row=row)


def _basics(start: date) -> Basics:
    end = shift(start, YEAR) - timedelta(days=1)
    return Basics(NAME, start, end, YUAN * FEN)


def _deliver(project: ServiceProject, today: date, buyer: Actor, head: Actor) -> None:
    """Deploy people, spend money, ask and answer."""
    lines, staff = list(project.budgetlines.all()), list(project.stafflines.all())
    with clock.at(clock.local(project.starts_on, 9)):
        actions.deploy(project, staff[0], by=head, name="示范主任", starts_on=project.starts_on,
                       qualification="社会工作师")  # fmt: skip
        actions.deploy(project, staff[1], by=head, name="示范社工", starts_on=project.starts_on,
                       qualification="助理社会工作师")  # fmt: skip
    for shade, (line, cost, ago, what, checked) in enumerate(SPENT):
        day = today - timedelta(days=ago)
        with clock.at(clock.local(day, 16)):
            made = actions.spend(project, lines[line], by=head, amount=cost * FEN, spent_on=day, what=what,
                                 payee="示范单位", receipt=photograph(230 - 20 * shade))  # fmt: skip
        if checked:
            with clock.at(clock.local(day + timedelta(days=2), 10)):
                actions.check_expense(made, by=buyer, accepted=True)
    with clock.at(clock.local(today - timedelta(days=5), 10)):
        asked = actions.ask(project, "培训费超了预算，后面打算怎么安排？", by=buyer, about="line")
    with clock.at(clock.local(today - timedelta(days=4), 10)):
        actions.answer(asked, "督导改成每两月一次，培训并到县里的课，不再另花。", by=head)
