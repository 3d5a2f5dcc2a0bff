"""Whatever is done, in whatever order: approved versions stay as they were, and a case goes no road but its own."""

from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.policy import Refused, acting
from linli.people.models import Person
from linli.practice import actions
from linli.practice.actions.cases import locked, move
from linli.practice.models import MOVES, CarePlan, CaseFile, State
from linli.practice.policies import moves
from linli.practice.queries.plans import goals_of
from tests.conftest import Standing
from tests.factories import plans, practice

OFTEN = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
CHANGE = st.sampled_from(["add", "reword", "reach", "drop", "submit", "approve", "send_back", "discard", "aim"])

# The road as an outsider would draw it, from the six stages of MZ/T 094-2017; not read from the product's table.
ROAD = {
    "intake": {"accept": "assessment", "refuse": "refused", "consult": "consulted", "refer_on": "referred"},
    "assessment": {"assess": "planning", "suspend": "suspended", "close": "closed"},
    "planning": {"agree": "intervention", "reassess": "assessment", "suspend": "suspended", "close": "closed"},
    "intervention": {"evaluate": "evaluation", "reassess": "assessment", "suspend": "suspended", "close": "closed"},
    "evaluation": {
        "go_on": "intervention", "reassess": "assessment", "suspend": "suspended", "close": "closed",
    },
    "suspended": {"resume": "", "close": "closed"},
    "closed": {"reopen": "assessment"},
    "refused": {}, "consulted": {}, "referred": {},
}  # fmt: skip


class _Undo(Exception):
    pass


def read(plan: CarePlan) -> tuple[Any, ...]:
    """Return everything a version says."""
    plan = CarePlan.objects.get(pk=plan.pk)
    rows = [
        (row.line, row.text, row.measure, row.baseline, row.target, row.rhythm, row.ends_on, row.ended,
         [(step.what, step.who, step.when) for step in row.steps.order_by("position")])
        for row in goals_of(plan)
    ]  # fmt: skip
    return plan.number, plan.aim, plan.risk, plan.changed, plan.agreed_on, plan.agreed_how, plan.approved_at, rows


def change(case: CaseFile, kind: str, at: int, worker: Standing, supervisor: Standing) -> None:
    """Do one thing to the newest version; what is refused changes nothing."""
    plan = CarePlan.objects.filter(case=case).order_by("-number").first()
    rows = goals_of(plan) if plan else []
    line: UUID = rows[at % len(rows)].line if rows else plans.new_id()
    told = plans.goal(text=f"目标{at}", target=at)
    verbs = {
        "add": lambda: actions.set_goal(case, told, by=worker.actor),
        "reword": lambda: actions.set_goal(case, told, by=worker.actor, line=line),
        "reach": lambda: actions.end_goal(case, line, "reached", by=worker.actor),
        "drop": lambda: actions.end_goal(case, line, "dropped", by=worker.actor),
        "aim": lambda: actions.write_plan(case, plans.frame(aim=f"愿{at}", changed="改"), by=worker.actor),
        "submit": lambda: plan and actions.submit_plan(plan, by=worker.actor),
        "approve": lambda: plan and actions.approve_plan(plan, by=supervisor.actor),
        "send_back": lambda: plan and actions.send_back_plan(plan, by=supervisor.actor, why="再想想"),
        "discard": lambda: plan and actions.discard_plan(plan, by=worker.actor),
    }
    try:
        with transaction.atomic():
            verbs[kind]()
    except Refused:
        pass


@OFTEN
@given(done=st.lists(st.tuples(CHANGE, st.integers(0, 5)), min_size=4, max_size=14))
def test_what_was_approved_reads_as_it_was_however_often_it_is_changed(
    done: list[tuple[str, int]], worker: Standing, client_: Person, supervisor: Standing
) -> None:
    kept: dict[int, tuple[Any, ...]] = {}
    try:
        with transaction.atomic():
            case = plans.planning(client_, worker.actor)
            practice.join(case, supervisor.actor)
            for kind, at in [("add", 0), ("aim", 0), ("submit", 0), ("approve", 0), *done]:
                change(case, kind, at, worker, supervisor)
                for plan in CarePlan.objects.filter(case=case).exclude(approved_at=None):
                    assert read(plan) == kept.setdefault(plan.number, read(plan))
            numbers = list(CarePlan.objects.filter(case=case).order_by("number").values_list("number", flat=True))
            assert numbers == list(range(1, len(numbers) + 1))
            assert set(kept) <= set(numbers)
            assert CarePlan.objects.filter(case=case, approved_at=None).count() <= 1
            raise _Undo
    except _Undo:
        pass


@pytest.mark.parametrize("state", list(ROAD))
@pytest.mark.parametrize("verb", list(MOVES))
def test_each_step_is_allowed_where_the_road_has_it_and_refused_everywhere_else(
    state: str, verb: str, worker: Standing
) -> None:
    refusal = moves(worker.actor, CaseFile(state=state), verb)
    assert (refusal is None) == (verb in ROAD[state])
    if refusal is None and verb != "resume":
        assert MOVES[verb][1] == ROAD[state][verb]


def test_the_road_knows_every_state() -> None:
    assert set(ROAD) == set(State.values)


@OFTEN
@given(walk=st.lists(st.sampled_from([verb for verb in MOVES if verb != "reopen"]), max_size=12))
def test_a_case_goes_as_the_plain_road_says(walk: list[str], worker: Standing, client_: Person) -> None:
    try:
        with transaction.atomic():
            case = practice.case(client_, worker.actor)
            practice.agree(client_, worker.actor)
            case, stands, before = actions.accept(case, by=worker.actor), "assessment", ""
            for verb in walk:
                case = locked(case)
                if moves(worker.actor, case, verb) is None:
                    with acting():
                        case = move(case, verb, worker.actor)
                    stands, before = (before if verb == "resume" else ROAD[stands][verb]), stands
                else:
                    assert verb not in ROAD[stands]
                assert (case.state, case.closed_at is not None) == (stands, stands == "closed")
            raise _Undo
    except _Undo:
        pass
