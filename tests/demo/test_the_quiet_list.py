"""需要您看一眼 over the whole demo county: what is planted among its cases comes onto the list, and nothing else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from linli.accounts.models import Post
from linli.accounts.sight import actor_of
from linli.desk.demo import clock
from linli.desk.demo.case_beside import found_of
from linli.desk.demo.county import words
from linli.desk.demo.staff import Staff
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.places.models import Division, Level
from linli.practice import actions
from linli.practice.models import DAYS, CaseFile, CaseSession, CaseSight, CaseWorker, NoteReading, PlanGoal
from linli.practice.models.cases import OPEN
from linli.practice.packs import clocks
from linli.practice.queries.quiet import told, wanted
from linli.practice.queries.watching import watched
from linli.practice.weights import weights
from tests.demo.conftest import TODAY
from tests.factories import people, plans, practice

Found = dict[str, list[str]]
STUCK, OVERDUE, RISKY, MOVED = "好久没有会谈", "过了日子还没有记录", "高风险", "有变化"


def back(days: int, hour: int = 9) -> datetime:
    return clock.local(TODAY - timedelta(days=days), hour)


def on_the_list(supervisor: Actor) -> Found:
    """Return what the list says this evening: number of the case, why."""
    with clock.at(back(0, 18)):
        marks = watched(supervisor)
        rows = list(wanted(supervisor, marks).order_by("number"))
        return {line.case.number: line.reasons for line in told(rows, marks, supervisor)}


def counted_again(supervisor: Actor, *, days: dict[Any, int] | None = None) -> Found:
    """Count the same one case after the other, in plain Python; ``days``: how far apart sessions are, by rhythm."""
    seats = CaseWorker.objects.filter(post=supervisor.post, part="supervisor", ended_at=None).select_related("case")
    with clock.at(back(0, 18)):
        opens = [row for row in seats if row.case.state in OPEN and not row.is_shut]
        found = {row.case.number: _why(row, supervisor, days or DAYS) for row in opens}
    return {number: why for number, why in found.items() if why}


def _why(seat: CaseWorker, supervisor: Actor, days: dict[Any, int]) -> list[str]:
    case, now = seat.case, back(0, 18)
    held = list(CaseSession.objects.filter(case=case, superseded_at=None).select_related("record").order_by("number"))
    begun = [move.at for move in case.casemoves.order_by("at") if move.to == "intervention"]
    met = held[-1].record.happened_on if held else timezone.localdate(begun[-1] if begun else case.opened_at)
    every = min((days[goal.rhythm] for goal in _goals(case) if not goal.ended), default=clocks()["session_days"])
    dates = [case.due_on, held[-1].next_on if held else None]
    looks = [one.at for one in CaseSight.objects.filter(case=case, user_id=supervisor.user)]
    seen = max(looks, default=seat.starts_at)
    read = set(NoteReading.objects.filter(reader=supervisor.user).values_list("session", flat=True))
    news = [move.at for move in case.casemoves.all()] + [review.at for review in case.casereviews.all()]
    news += [one.record.recorded_at for one in held if one.pk not in read]
    told_of = {
        STUCK: case.state == "intervention" and met + timedelta(days=every) < TODAY,
        OVERDUE: case.state != "suspended" and any(day is not None and day < TODAY for day in dates),
        RISKY: case.risk == "high" and not any(at >= now - timedelta(days=weights().high_risk_days) for at in looks),
        MOVED: any(at > seen for at in news),
    }
    return [why for why, is_so in told_of.items() if is_so]


def _goals(case: CaseFile) -> list[PlanGoal]:
    """Return the goals in force: of each line the newest that was approved."""
    newest: dict[Any, PlanGoal] = {}
    approved = PlanGoal.objects.filter(case=case, plan__approved_at__isnull=False)
    for goal in approved.select_related("plan").order_by("plan__number"):
        newest[goal.line] = goal
    return list(newest.values())


Plant = Callable[..., str]


@pytest.fixture
def supervisor(loaded: tuple[Division, Staff], demo: Division) -> Actor:
    held = loaded[1].supervisor
    assert held is not None
    return actor_of(held.user, held)


@pytest.fixture
def plant(loaded: tuple[Division, Staff], demo: Division, supervisor: Actor) -> Plant:
    """Return a maker of cases of the first town, begun forty days ago and worked by the real verbs, each on its day."""
    hired = loaded[1]
    town = Division.objects.get(pk=hired.leads[0].place_id or 0)
    worker, lead = (actor_of(post.user, post) for post in (hired.workers[town.pk][0], hired.leads[0]))
    home = Division.objects.filter(town_id=town.pk, level=Level.COMMUNITY).order_by("code").first()
    assert home is not None and hired.supervisor is not None
    above: Post = hired.supervisor

    def make(
        name: str, *, met: int, next_on: date | None = None, seen: int = 0, trouble: int = 0, watched: bool = True
    ) -> str:
        with clock.at(back(40)):
            case = practice.case(people.person(home, name, birth_date=date(1960, 1, 1)), worker, accepted=True)
            if watched:
                actions.assign(case, above, "supervisor", by=lead)
            actions.assess(case, found_of(words()["troubles"][trouble]), base=0, by=worker)
            plan = plans.submitted(case, worker, plans.goal(rhythm="fortnightly"))
            actions.approve_plan(plan, by=supervisor if watched else lead)
        day = TODAY - timedelta(days=met)
        with clock.at(back(met, 17)):
            case = CaseFile.objects.select_related("client").get(pk=case.pk)
            note = plans.told(happened_on=day, note=f"{name}今天说了很多", next_on=next_on)
            actions.hold_session(case, note, by=worker, key=new_id(), sure=True)
        if watched:
            with clock.at(back(seen, 17)):
                actions.see_case(case, by=supervisor)
        return case.number

    return make


def test_the_list_of_the_county_is_what_plain_python_counts(supervisor: Actor) -> None:
    found = on_the_list(supervisor)
    assert found == counted_again(supervisor)
    assert any(STUCK in why for why in found.values())


def test_exactly_what_was_planted_is_added(supervisor: Actor, plant: Plant) -> None:
    before, tomorrow = on_the_list(supervisor), TODAY + timedelta(days=1)
    planted = {
        plant("十五天没谈", met=15): [STUCK],
        plant("约了没写", met=3, next_on=TODAY - timedelta(days=1)): [OVERDUE],
        plant("八天没看的高风险", met=9, seen=8, next_on=tomorrow, trouble=7): [RISKY],
        plant("看过以后又谈了", met=2, seen=5, next_on=tomorrow): [MOVED],
        plant("都占了", met=15, seen=16, next_on=TODAY - timedelta(days=1), trouble=7): [STUCK, OVERDUE, RISKY, MOVED],
    }
    plant("刚好两周", met=14)
    plant("今天约的", met=3, next_on=TODAY)
    plant("昨天看过的高风险", met=3, seen=1, trouble=7)
    plant("都看过了", met=3)
    plant("不归她督导", met=30, watched=False)
    found = on_the_list(supervisor)
    assert {number: why for number, why in found.items() if number not in before} == planted
    assert {number: why for number, why in found.items() if number in before} == before
    assert found == counted_again(supervisor)


def test_a_change_is_told_by_its_words_and_gone_with_a_look(supervisor: Actor, plant: Plant) -> None:
    before, number = on_the_list(supervisor), plant("看过以后又谈了", met=2, seen=5)
    with clock.at(back(0, 18)):
        marks = watched(supervisor)
        (line,) = told(list(wanted(supervisor, marks).filter(number=number)), marks, supervisor)
        assert line.changed == "看过以后又谈了今天说了很多"
        actions.see_case(line.case, by=supervisor)
    assert on_the_list(supervisor) == before


def test_control_a_count_by_other_rhythms_is_another(supervisor: Actor, plant: Plant) -> None:
    number = plant("十五天没谈", met=15)
    slow = dict.fromkeys(DAYS, 400)
    assert number in on_the_list(supervisor) and number not in counted_again(supervisor, days=slow)
