"""Purchased projects for tests: set up from a template, approved, won and signed by the verbs."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone
from PIL import Image

from linli.accounts.models import Post, Role
from linli.accounts.sight import actor_of
from linli.directory.models import Organisation, Programme
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.papers import pictures
from linli.places.models import Division, Level
from linli.projects import actions
from linli.projects.models import BudgetLine, Expense, Indicator, ServiceProject, StaffLine, State
from linli.projects.told import Basics, CriterionRow, IndicatorTold, LineRow, MilestoneRow, StaffRow
from tests.factories import accounts


@dataclass
class Buying:
    """Who buys, who approves, and the agency with its head."""

    buyer: Actor
    chain: list[Actor]
    agency: Organisation
    head: Actor


def actor(role: str, place: Division | None, **facts: Any) -> Actor:
    """Put somebody new in a post and return her as an actor."""
    post: Post = accounts.post(role, place, **facts)
    return actor_of(post.user, post)


def agency(county: int, name: str = "示范社工机构") -> Organisation:
    """Register an agency."""
    with acting():
        return Organisation.objects.create(name=name, kind="agency", county_id=county)


def buying(place: Division, ours: Organisation | None = None) -> Buying:
    """Make everybody a project of a place needs."""
    county = place if place.level == Level.COUNTY else place.county
    assert county is not None
    ours = ours or agency(county.pk)
    chain = [actor(Role.COUNTY_OFFICER, county)]
    if place.level == Level.TOWN:
        chain.insert(0, actor(Role.STREET_OFFICER, place))
    return Buying(actor(Role.PURCHASER, place), chain, ours, actor(Role.PROVIDER_LEAD, None, organisation=ours))


def basics(**facts: Any) -> Basics:
    """Tell of a project of a year and 150,000 yuan that runs now."""
    start = facts.pop("starts_on", timezone.localdate().replace(day=1) - timedelta(days=90))
    told: dict[str, Any] = {
        "name": "山区三留守服务", "starts_on": start, "ends_on": start + timedelta(days=364), "total": 15_000_000,
        "objective": "有人看，有人帮。", "standards": "每月走访一次。",
    }  # fmt: skip
    return Basics(**(told | facts))


def indicator(**facts: Any) -> IndicatorTold:
    """Tell of twelve cases of at least six records each."""
    told: dict[str, Any] = {
        "name": "个案服务", "nature": "output", "meaning": "不少于6次记录的个案", "how": "own", "target": 12,
        "unit": "个", "proof": "个案记录", "measure": "undertakings", "kinds": ("case_session", "follow_up"),
        "min_acts": 6, "knowing": True,
    }  # fmt: skip
    return IndicatorTold(**(told | facts))


def draft(place: Division, by: Actor, **facts: Any) -> ServiceProject:
    """Open a project without a template and say all its parts."""
    project = actions.open_project(place, basics(**facts), by=by)
    actions.say_need(project, "留守老人没人看", "院坝会", by=by)
    actions.say_indicator(project, indicator(), by=by)
    half = project.total // 2
    actions.set_budget(project, [LineRow("人员", half), LineRow("活动", project.total - half)], by=by)
    actions.set_milestones(project, milestones(project), by=by)
    actions.set_criteria(project, [CriterionRow("完成", "指标", 60), CriterionRow("成效", "质量", 40)], by=by)
    actions.set_staff(project, [StaffRow("社工", 2, "助理社会工作师")], by=by)
    return project


def milestones(project: ServiceProject) -> list[MilestoneRow]:
    """Return 40/40/20 over the days of a project."""
    first, third = project.starts_on, (project.ends_on - project.starts_on).days // 3
    days = [first, first + timedelta(days=third), first + timedelta(days=2 * third)]
    ends = [days[1] - timedelta(days=1), days[2] - timedelta(days=1), project.ends_on]
    return [
        MilestoneRow("首付", 40, "signed", days[0], ends[0], days[0]),
        MilestoneRow("中期", 40, "mid_term", days[1], ends[1], ends[1], "pass"),
        MilestoneRow("末期", 20, "final", days[2], ends[2], ends[2], "pass"),
    ]


def approved(place: Division, who: Buying, **facts: Any) -> ServiceProject:
    """Set a project up and have it approved."""
    project = draft(place, who.buyer, **facts)
    actions.submit(project, by=who.buyer)
    for step, officer in enumerate(who.chain):
        project = actions.agree(project, step, by=officer)
    return project


def signed(place: Division, who: Buying, **facts: Any) -> ServiceProject:
    """Have a project approved, won and signed."""
    project = approved(place, who, **facts)
    day = min(timezone.localdate(), project.starts_on)
    project = actions.award(project, who.agency, by=who.buyer, on=day, sentence="竞争性磋商 示采〔2024〕1号")
    return actions.sign(project, by=who.buyer, on=day, contract="示合〔2024〕1号")


def receipt(shade: int = 200) -> BytesIO:
    """Return a photograph of a receipt."""
    out = BytesIO()
    Image.new("RGB", (60, 40), (shade, shade, shade)).save(out, "JPEG")
    out.seek(0)
    return out


DAY = date(2024, 5, 6)


def bare(place: Division, ours: Organisation) -> ServiceProject:
    """Make a running project of a town by a few rows, without its road: one of each thing a page may be about."""
    today = timezone.localdate()
    with acting():
        programme = Programme.objects.create(
            name=f"{place.name}的项目 {new_id()}", county_id=place.county_id or place.pk, starts_on=DAY, provider=ours
        )
        project = ServiceProject.objects.create(
            number=new_id().hex[:16], place=place, county_id=place.county_id or place.pk, name="示范项目",
            town_id=place.pk if place.level == Level.TOWN else None, total=100_00, starts_on=DAY,
            ends_on=today + timedelta(days=60), state=State.RUNNING, organisation=ours, programme=programme,
            signed_on=DAY, opened_at=timezone.now(),
        )  # fmt: skip
        rows = [BudgetLine(project=project, position=n, name=f"科目{n}", amount=50_00) for n in (1, 2)]
        BudgetLine.objects.bulk_create(rows)
        Indicator.objects.create(
            project=project, position=1, nature="output", name="走访", meaning="一次算一次", how="own", target=10,
            unit="次", measure="records", kinds=["home_visit"], proof="记录",
            rule={"measure": "records", "kind": ["home_visit"]},
        )  # fmt: skip
        StaffLine.objects.create(project=project, position=1, title="社工", count=1)
    return project


def expense(project: ServiceProject) -> Expense:
    """Enter an expense that waits to be checked."""
    line = project.budgetlines.first()
    assert line is not None
    made = Expense(
        project=project, line=line, amount=1_00, spent_on=DAY, what="纸笔", payee="文具店", digest=new_id().hex,
        entered_at=timezone.now(),
    )  # fmt: skip
    made.receipt = pictures.kept(receipt().getvalue())
    with acting():
        made.save(force_insert=True)
    return made
