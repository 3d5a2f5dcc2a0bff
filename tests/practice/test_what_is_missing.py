"""What is missing in which file is told of all open cases by one query, with no scan of a table for each case."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.audit.models import Look
from linli.kernel.policy import acting
from linli.people.models import Person
from linli.practice.models import CaseFile
from linli.practice.queries.checklist import closing, lacks, lines
from linli.practice.queries.missing import missing, named
from tests.conftest import Standing
from tests.factories import people, plans, practice
from tests.factories.places import County

SignIn = Callable[[Standing], Client]


def lacking(standing: Standing) -> dict[str, set[str]]:
    told = lacks()
    codes = {str(one.lacking): one.code for one in told}
    return {row.client.name: {codes[str(name)] for name in named(row, told)} for row in missing(standing.actor)}


def change(case: CaseFile, **facts: Any) -> None:
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(**facts)


def test_each_file_is_told_what_it_lacks_and_a_whole_one_is_not_on_the_list(
    county: County, worker: Standing, supervisor: Standing, lead: Standing
) -> None:
    today = timezone.localdate()
    whole = plans.working(people.person(county.communities[0], "齐的"), worker.actor, supervisor.actor)
    plans.session(whole, worker.actor)
    practice.assessment(whole)
    change(whole, risk="low")
    new = practice.case(people.person(county.communities[0], "刚来的"), worker.actor)
    practice.join(new, supervisor.actor)
    change(new, due_on=today - timedelta(days=1))
    bare = plans.planning(people.person(county.communities[0], "空的"), worker.actor)
    change(bare, state="intervention", due_on=None)
    waiting = plans.planning(people.person(county.communities[0], "等的"), worker.actor)
    practice.join(waiting, supervisor.actor)
    plans.submitted(waiting, worker.actor)
    change(waiting, risk="low", due_on=today)
    assert lacking(lead) == {
        "刚来的": {"late"}, "空的": {"risk", "supervisor", "assessed", "plan", "session"},
        "等的": {"decision", "assessed"},
    }  # fmt: skip


def test_both_lists_are_of_one_registry_and_a_crisis_stands_on_both(worker: Standing, client_: Person) -> None:
    both = {line.code for line in lacks()} & set(closing())
    assert both == {"assessed", "crisis"}
    case = plans.planning(client_, worker.actor)
    assert {one.code for one in lines(case) if not one.done} >= {"assessed"}
    assert "assessed" in lacking(worker)[client_.name]
    practice.assessment(case)
    assert "assessed" in {one.code for one in lines(case) if one.done}
    assert "assessed" not in lacking(worker)[client_.name]


def test_a_colleague_outside_sees_none_of_it(
    county: County, post: Callable[..., Standing], worker: Standing, client_: Person
) -> None:
    practice.case(client_, worker.actor)
    assert set(lacking(worker)) == {"高某"}
    assert lacking(post("social_worker", county.towns[0])) == {}


def nodes(plan: dict[str, Any], inside: bool = False) -> list[str]:
    """Return the tables that are read from end to end once for each row of something else."""
    hashed = "hashed" in str(plan.get("Subplan Name", ""))
    per_row = inside or (plan.get("Parent Relationship") == "SubPlan" and not hashed)
    found = [plan["Relation Name"]] if per_row and plan["Node Type"] == "Seq Scan" else []
    return found + [one for part in plan.get("Plans", []) for one in nodes(part, per_row)]


def explained(standing: Standing) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql, params = missing(standing.actor).query.sql_with_params()
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        (told,) = cursor.fetchone()
        cursor.execute("SET LOCAL enable_seqscan = on")
    plan: dict[str, Any] = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    return plan


def test_it_is_one_query_and_no_table_is_scanned_for_each_case(
    county: County, worker: Standing, lead: Standing, client_: Person
) -> None:
    practice.case(client_, worker.actor)
    with CaptureQueriesContext(connection) as one:
        assert len(missing(lead.actor)) == 1
    for name in ("乙", "丙"):
        practice.case(people.person(county.communities[0], name), worker.actor)
    with CaptureQueriesContext(connection) as three:
        assert len([(row.client_id, vars(row)["owner_name"]) for row in missing(lead.actor)]) == 3
    assert len(one) == len(three) == 1
    assert nodes(explained(lead)) == []


def test_a_planted_scan_for_each_case_is_seen() -> None:
    scan = {"Node Type": "Seq Scan", "Relation Name": "practice_casesession", "Parent Relationship": "Outer"}
    within = {"Node Type": "Limit", "Parent Relationship": "SubPlan", "Subplan Name": "SubPlan 1", "Plans": [scan]}
    assert nodes({"Node Type": "Seq Scan", "Relation Name": "practice_casefile", "Plans": [within]}) == [
        "practice_casesession"
    ]
    hashed = within | {"Subplan Name": "hashed SubPlan 1"}
    assert nodes({"Node Type": "Result", "Plans": [hashed]}) == []


def test_the_page_lists_numbers_and_narrows(worker: Standing, lead: Standing, client_: Person, sign_in: SignIn) -> None:
    case = practice.case(client_, worker.actor)
    client = sign_in(lead)
    page = client.get("/m/caseload/missing/").content.decode()
    assert case.number in page and "没有督导" in page and "高某" not in page
    assert Look.objects.get(kind="cases.missing").persons == [client_.pk]
    assert case.number not in client.get("/m/caseload/missing/?lack=crisis").content.decode()
    assert case.number in client.get("/m/caseload/missing/?lack=weather").content.decode()
