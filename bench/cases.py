"""A county of cases for the bench, in its own division: 5,000 open, 100,000 closed that left an extract; made once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

import psycopg
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone
from psycopg import sql

from bench.county import SCALE
from linli.accounts.models import BRANCH_OF, Branch, Post, Role, User
from linli.accounts.sight import system_actor
from linli.kernel.ids import new_id
from linli.kernel.scope import Scope, enter
from linli.kernel.text import sort_key
from linli.people.actions.areas import of_row
from linli.people.models import ConsentEvent, ConsentText, Person
from linli.people.purposes import purposes
from linli.places import actions as places
from linli.places import queries
from linli.places.models import Division, Level
from linli.practice.models import (
    Assessment,
    CarePlan,
    CaseFile,
    CaseMove,
    CaseSession,
    CaseWorker,
    GoalProgress,
    PlanAction,
    PlanGoal,
    Supervision,
)
from linli.practice.options import options
from linli.records.models import ServiceRecord, Undertaking

CODE = "990797"
TOWNS, WORKERS = 20, 200
OPEN, LEFT = (5_000, 100_000) if SCALE == "county" else (300, 3_000)
LONG, LONGEST = 10, 200  # cases with many sessions, and how many
STATES = ("intervention",) * 7 + ("planning", "assessment", "evaluation")
NOTE = "今天去看了她，她说最近睡得好一些，愿意出来走走，下周想去合唱队看看。\n和邻居约好每周三一起散步，她自己提的。"
TABLES = (CaseFile, CaseWorker, CaseMove, CarePlan, PlanGoal, PlanAction, ServiceRecord, CaseSession, GoalProgress)


@dataclass(frozen=True)
class Held:
    """Who looks at it: the head of the county's station; supervisor and worker of one long case."""

    county: Division
    lead: Post
    supervisor: Post
    worker: Post
    case: CaseFile


def held() -> Held:
    """Return the county of cases, made now when it is not there."""
    county = queries.by_code(CODE) or _opened()
    with transaction.atomic():
        enter(Scope(column="county_id", areas=(county.pk,)))
        if not CaseFile.objects.filter(county_id=county.pk).exists():
            _fill(county)
    analysed(*(model._meta.db_table for model in (*TABLES, Person, ConsentEvent, Undertaking)))
    with transaction.atomic():
        enter(Scope(column="county_id", areas=(county.pk,)))
        lead = post(Role.STATION_LEAD, county)
        case = CaseFile.objects.filter(county_id=county.pk, number="GA-0000").get()
        supervisor, worker = (case.team.get(part=part).post for part in ("supervisor", "owner"))
    return Held(county, lead, supervisor, worker, case)


def _opened() -> Division:
    by = system_actor()
    told: dict[str, Any] = {"year": 2023, "source": "生成的数据，虚构", "by": by}
    county = places.open_division(None, code=CODE, name=f"个案县 {CODE}", level=Level.COUNTY, **told)
    for number in range(TOWNS):
        town = places.open_division(county, code=f"{CODE}{100 + number}", name=f"第{number + 1}镇", **told)
        places.open_division(town, code=f"{town.code}001", name=f"{town.name}社区", **told)
    return county


def post(role: str, place: Division, name: str = "生成员") -> Post:
    known = Post.objects.select_related("user").filter(role=role, place=place).first()
    if known is not None and role != Role.SOCIAL_WORKER:
        return known
    user = User(name=name, handle=f"bench-{new_id().hex[-12:]}")
    user.set_unusable_password()
    user.save()
    return Post.objects.create(
        user=user, role=role, branch=BRANCH_OF.get(Role(role), Branch.WORK), place=place, starts_on=date(2022, 1, 1)
    )


def _fill(county: Division) -> None:
    """Make people, teams, cases, sessions and extracts with the room's own models, in one transaction."""
    dice = Random(5_000)
    here = _communities(county)
    post(Role.STATION_LEAD, county)
    towns = {place.town_id: place.town for place in here}
    workers = [post(Role.SOCIAL_WORKER, town, f"社工{n}") for n in range(WORKERS // TOWNS) for town in towns.values()]
    now = timezone.now()
    areas = {"county_id": county.pk}
    above = {one: post(Role.SUPERVISOR, one.place) for one in workers if one.place is not None}
    made(Supervision(supervisor=above[one], worker=one, starts_at=now, **areas) for one in workers)
    people = _people(here, OPEN + LEFT // 5, dice)
    _agreed(people[:OPEN], "casework", "situation", "staff")
    _agreed(people[OPEN:], "share_practice", "practice", "peers")
    _open(people[:OPEN], workers, above, dice)


def _communities(county: Division) -> list[Division]:
    rows = Division.objects.current().filter(level=Level.COMMUNITY, county=county.pk).select_related("town")
    return list(rows.order_by("code"))


def _people(here: Sequence[Division], count: int, dice: Random) -> list[Person]:
    return made(
        Person(
            name=f"示范{n}", sort_key=sort_key("示范") + f"{n:06d}", sex=dice.choice("12"),
            birth_date=date(1935, 1, 1) + timedelta(days=dice.randrange(26_000)), county_id=place.county_id,
            town_id=place.town_id, community_id=place.pk,
        )
        for n in range(count) for place in [here[n % len(here)]]
    )  # fmt: skip


def _agreed(people: Sequence[Person], purpose: str, data_class: str, recipient: str) -> None:
    use = purposes()[purpose]
    told, _new = ConsentText.objects.get_or_create(
        digest=use.digest, defaults={"purpose": purpose, "version": use.version, "body": use.body}
    )
    made(
        ConsentEvent(
            act=new_id(), person=one, kind="given", purpose=purpose, data_class=data_class, recipient=recipient,
            text=told, given_by="self", how="spoken", at=timezone.now(), **of_row(one),
        )
        for one in people
    )  # fmt: skip


def _open(people: Sequence[Person], workers: Sequence[Post], above: dict[Post, Post], dice: Random) -> None:
    """Make the open cases with team, road, plan, goals and sessions; the first ones run long."""
    now = timezone.now()
    works = made(
        Undertaking(kind="case", title=f"GA-{n:04d}", source=f"bench.{CODE}", source_id=f"o{n}",
                    opened_on=now.date() - timedelta(days=400), **of_row(one))
        for n, one in enumerate(people)
    )  # fmt: skip
    cases = []
    for n, (one, work) in enumerate(zip(people, works, strict=True)):
        state = "intervention" if n < LONG else STATES[n % len(STATES)]
        case = CaseFile(
            number=f"GA-{n:04d}", client=one, undertaking=work, state=state, source="self",
            risk=dice.choice(("low", "low", "medium", "high")), opened_at=now - timedelta(days=dice.randrange(60, 400)),
            opened_by=workers[n % len(workers)], due_on=now.date() + timedelta(days=dice.randrange(-5, 40)),
            **of_row(one),
        )  # fmt: skip
        case.problem = NOTE
        cases.append(case)
    made(cases)
    made(
        CaseWorker(case=case, post=post, user_id=post.user_id, part=part, starts_at=case.opened_at, **of_row(case))
        for case in cases for post, part in ((case.opened_by, "owner"), (above[case.opened_by], "supervisor"))
    )  # fmt: skip
    made(
        CaseMove(case=case, verb=verb, came_from=came, to=to, at=case.opened_at + timedelta(days=days), **of_row(case))
        for case in cases for verb, came, to, days in
        (("accept", "intake", "assessment", 1), ("assess", "assessment", "planning", 9),
         ("agree", "planning", "intervention", 14))
        if verb != "agree" or case.state == "intervention"
    )  # fmt: skip
    needs = list(options("assessment", "needs"))
    assessed = [
        Assessment(case=case, version=1, risk=case.risk, needs=dice.sample(needs, 3), urgency=[1, 2, 3],
                   at=case.opened_at, **of_row(case))
        for case in cases if case.state != "assessment"
    ]  # fmt: skip
    for one in assessed:
        one.summary = NOTE
    made(assessed)
    _planned([case for case in cases if case.state in ("intervention", "evaluation")], dice)


def _planned(cases: Sequence[CaseFile], dice: Random) -> None:
    plans = made(CarePlan(case=case, number=1, begun_at=case.opened_at, **of_row(case)) for case in cases)
    goals = []
    for plan in plans:
        for position, code in enumerate(dice.sample(("out_of_house", "mood_lifts", "aid_arrives", "care_kept"), 3)):
            goal = PlanGoal(case=plan.case, plan=plan, position=position, ends_on=date(2027, 1, 1), taken=code,
                            rhythm="fortnightly", baseline=0, target=3, **of_row(plan.case))  # fmt: skip
            goal.text, goal.measure = "多出门，有人来往", "一周出门和人说话几次"
            goals.append(goal)
    made(goals)
    steps = [PlanAction(case=goal.case, goal=goal, position=0, **of_row(goal.case)) for goal in goals]
    for step in steps:
        step.what = "先陪着去一次活动"
    made(steps)
    told = CarePlan.objects.filter(pk__in=[plan.pk for plan in plans])
    told.update(submitted_at=F("begun_at"), approved_at=F("begun_at"), agreed_on=timezone.localdate(),
                approved_by=new_id(), written_by=new_id())  # fmt: skip
    lines: dict[Any, list[PlanGoal]] = {}
    for goal in goals:
        lines.setdefault(goal.case_id, []).append(goal)
    _held(cases, lines, dice)


def _held(cases: Sequence[CaseFile], lines: dict[Any, list[PlanGoal]], dice: Random) -> None:
    now, records, sessions, progress = timezone.now(), [], [], []
    for n, case in enumerate(cases):
        count = LONGEST if n < LONG else dice.randrange(0, 13)
        for number in range(1, count + 1):
            at = now - timedelta(days=(count - number) * (7 if n >= LONG else 1) + dice.randrange(1, 20))
            record = ServiceRecord(
                kind="case_session", method="case", happened_on=at.date(), started_at=at, recorded_at=at, minutes=50,
                channel="web", source="practice.session", source_id=f"{CODE}.{case.number}.{number}",
                provenance="manual", protected=True, undertaking=case.undertaking, acted_post=case.opened_by,
                acted_by=case.opened_by.user_id, head_count=1, service_minutes=50, **of_row(case),
            )  # fmt: skip
            held = CaseSession(case=case, number=number, form="interview", record=record,
                               next_on=at.date() + timedelta(days=14), **of_row(case))  # fmt: skip
            held.note = NOTE * 8
            records.append(record)
            sessions.append(held)
            progress += [
                GoalProgress(case=case, session=held, line=goal.line, on=at.date(), way=dice.choice((-1, 0, 1)),
                             **of_row(case))
                for goal in lines[case.pk]
            ]  # fmt: skip
    for rows in (records, sessions, progress):
        made(rows)


def made(rows: Any) -> list[Any]:
    """Write rows by the thousand and return them."""
    kept: list[Any] = []
    source: Iterator[Any] = iter(rows)
    while batch := list(islice(source, 2_000)):
        type(batch[0])._default_manager.bulk_create(batch)
        kept += batch
    return kept


def analysed(*tables: str) -> None:
    """Let the planner know what is there, as the owner of the tables, who alone is heard."""
    params = connection.get_connection_params()
    with psycopg.connect(host=params["host"], dbname=params["dbname"], user="linli_owner", autocommit=True) as owner:
        for table in tables:
            owner.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
