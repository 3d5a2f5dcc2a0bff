"""The county's stations as they are kept, and its money: made up, by the rooms' own verbs, a week ago and today."""

from datetime import date, timedelta

from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import actor_of
from linli.desk.demo import clock
from linli.desk.demo.county import County
from linli.desk.demo.staff import Staff
from linli.directory.money import FEN
from linli.giving import actions as money
from linli.giving.models import Application, MoneySource
from linli.kernel.actor import Actor
from linli.kernel.period import quarter
from linli.places.models import ServicePoint
from linli.projects.models import ServiceProject, State
from linli.workforce import actions
from linli.workforce.actions.posts import Row
from linli.workforce.models import NetworkPlan
from linli.workforce.network import rules_at

PLAN = "三级社会工作服务体系三年规划（示范）"
TARGETS = (
    Row("stations", "", (15, 17, 17)), Row("rooms", "", (30, 40, 60)), Row("certified", "", (500, 900, 1000)),
    Row("", "志愿服务队（支）", (400, 600, 700)),
)  # fmt: skip
SERVICES, CHECKED = 4, 3
ASKED, GIVEN, SET_ASIDE = 80_000, 50_000, 30_000  # yuan


def keep(county: County, staff: Staff, today: date) -> int:
    """Write the plan, what stations offer, their posts and checks, and one application, unless they are there."""
    if NetworkPlan.objects.filter(county=county.division).exists():
        return 0
    post = staff.buying[Role.COUNTY_OFFICER]
    officer = actor_of(post.user, post)
    with clock.at(clock.local(today, 9)):
        actions.set_plan(
            county.division, name=PLAN, source="青民发〔示范〕1号", first_year=today.year - 1, rows=TARGETS, by=officer
        )
        for number, station in enumerate(county.stations):
            _station(county, station, number, today, officer)
        for room in county.rooms[:CHECKED]:
            _checked(room, today, officer)
    _funds(county, today, officer)
    return len(county.stations)


def _station(county: County, station: ServicePoint, number: int, today: date, officer: Actor) -> None:
    offered = list(rules_at(county.division).services)
    for code in [offered[(number + step) % len(offered)] for step in range(SERVICES)]:
        actions.list_service(station, code=code, how="工作日来就行，也可以先打电话", by=officer)
    since = today - timedelta(days=400 + number)
    first, second = (actions.open_station_post(station, name, since, by=officer) for name in ("站长", "一线社工"))
    actions.fill_post(first, "recruited" if number % 2 else "transfer", since, by=officer)
    if number % 4:
        agency = county.organisations[0]
        actions.fill_post(second, "purchased", since, organisation=agency, source="青民购〔示范〕1号", by=officer)


def _checked(room: ServicePoint, today: date, officer: Actor) -> None:
    items = list(rules_at(room.county).standard.items)
    for place, code in enumerate(items):
        met = place != 2
        actions.note_check(room, code, met=met, on=today, note="" if met else "个案室还在借用会议室", by=officer)
    actions.note_visit(
        room,
        on=today,
        who="县总站两位同事",
        found="服务有记录，个案室要另找一间",
        advised="和社区商量用二楼的空屋",
        by=officer,
    )


def _funds(county: County, today: date, officer: Actor) -> None:
    """Apply for welfare-lottery money with last quarter's figures, have part of it, and set it aside for what runs.

    At the moment of loading: an application counts what was written down until it is sent.
    """
    names = {"lottery": "市福彩公益金（示范）", "federation": "市慈善会（示范）", "self_raised": "自筹（示范）"}
    sources: dict[str, MoneySource] = {
        kind: money.open_source(county.division, kind=kind, name=name, by=officer) for kind, name in names.items()
    }
    made: Application = money.open_application(
        county.division, sources["lottery"], title="山区走访车费和保暖物资", purpose="给山区独居老人冬季走访用。",
        asked=ASKED * FEN, year=today.year, period=quarter(today).earlier(), codes=["visit_count", "visit_hours"],
        by=officer,
    )  # fmt: skip
    made = money.send(made, by=officer)
    now = timezone.localdate()
    made = money.answer(made, GIVEN * FEN, now, paper="市福彩函〔示范〕1号", by=officer)
    money.receive_granted(made, GIVEN * FEN, now, "示范凭证1", by=officer)
    running = ServiceProject.objects.filter(county_id=county.division.pk, state=State.RUNNING).order_by("pk").first()
    if made.line is not None and running is not None:
        money.allot(
            made.line, SET_ASIDE * FEN, name=running.name, subject_kind="projects.serviceproject", subject=running.pk,
            by=officer,
        )  # fmt: skip
