"""The application filter is forgotten everywhere: row security alone still shows nobody's people to strangers."""

from itertools import islice
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction

from linli.kernel.privacy import Privacy
from linli.kernel.scope import Scope, enter
from tests.architecture.matrix import projects, world
from tests.architecture.matrix.cases import ROLES as EVERYBODY
from tests.architecture.matrix.objects import OBJECTS
from tests.architecture.matrix.routes import routes
from tests.architecture.matrix.unfiltered import filters, sweep, without_filter, without_row_security

ABOUT_PERSONS = (Privacy.PERSONAL, Privacy.PROTECTED)
# Tables about persons that no policy guards, each with its reason. Whoever is listed here is held by the query alone.
BEFORE_ANYBODY_IS_KNOWN = {
    "accounts_user": "read to find out who asks, before there is a reach: no case, the number sealed",
    "accounts_logincode": "the same: a keyed hash of a number and of a code, good for ten minutes",
}
# Doors whose objects are no rows about residents: numbers, addresses of rooms, accounts and posts of staff.
HELD_BY_THE_QUERY = {
    "service_point": "rooms and stations: their addresses are public",
    "service_point_close": "the same",
    "post_end": "who holds which post",
    "account_lock": "an account of the staff",
    "account_unlock": "the same",
    "account_reset": "the same",
    **dict.fromkeys(
        ("report", "report_cell", "report_move", "report_versions", "report_file"),
        "counted numbers of a town; the records behind a number are guarded",
    ),
    **dict.fromkeys(
        ("agency_paper", "agency_photo", "agency_fact_page"), "an organisation's papers and facts: no person"
    ),
    **dict.fromkeys(("notice_kept", "notice_withdraw"), "what is published is for everybody to read"),
    **dict.fromkeys(
        {*projects.OBJECTS} - {"open_project"},
        "a purchased project: what was bought, counted and paid, and nobody served",
    ),
    **dict.fromkeys(
        ("project_evaluate", "project_package", "evaluation", "evaluation_rectification"),
        "that a project is evaluated, by whom, and what is to be put right; its sample is guarded",
    ),
    **dict.fromkeys(("procurement", "contract_paper"), "how something was bought; envelopes and sheets are guarded"),
    **dict.fromkeys(
        ("survey", "survey_team", "survey_step", "survey_next", "survey_rectify", "survey_announce"),
        "that a survey runs, and who works in it; its sample and answers are guarded",
    ),
    **dict.fromkeys(("network_point", "network_photo"), "a station and its rooms as they are kept: no resident"),
    **dict.fromkeys(
        ("fund", "application", "application_figure"), "sums of money, and figures; the records behind are guarded"
    ),
    "questionnaire": "questions that name nobody",
    "library_entry": "a goal, a way of working or a resource of a station, in words that name nobody",
}
# Functions that run as the owner of the tables, past the policies, each with what bounds it.
OWNERS_FUNCTIONS = {
    "houses_found": "reach from the transaction's own linli.areas",
    "practice_alike": "reach from the transaction's own linli.areas",
    "practice_forget": "removes, tells a count",
    "people_found": "reach from the transaction's own linli.areas",
    "records_told": "rows of the one person in linli.persons, without text",
    "records_mark_people": "writes marks, tells a count",
    "people_account_of": "the person of one account",
    "people_holder": "the person of one whole number that is in the asker's hand",
    "people_card": "the person of one card that is in the asker's hand",
    "people_is_withheld": "yes or no about two persons",
    "people_number_is_withheld": "yes or no about a person and a number in the asker's hand",
    "people_stands_for": "which file stands for a person; nobody but the owner's functions may call it",
    "practice_opens_all": "yes or no about the asker's own post",
    "practice_open_cases": "ids of the cases that name the asker's own post",
    "practice_desk": "the level of the asker's own desk",
    "practice_case_runs": "yes or no about a person's open case, within the transaction's own linli.areas",
    "workforce_of_numbers": "row and county of whole numbers of workers in the asker's hand, no name",
    "people_alias_leads_to_a_person": "a trigger: raises, tells nothing",
    "ledger_open": "opens an account, tells its id",
    "ledger_post": "takes only from accounts in the transaction's own reach or a source of the county; tells an id",
    "ledger_reserve": "keeps back only in the transaction's own reach; tells an id",
    "ledger_release": "lets go only in the transaction's own reach; tells yes or no",
    "ledger_close": "closes only in the transaction's own reach; tells yes or no",
    "ledger_reverse": "goes through ledger_post; tells an id",
    "ledger_expire": "goes through ledger_post; tells a count",
    "ledger_legs_balance": "a trigger: raises, tells nothing",
    "ledger_transfer_balances": "the same",
}


@pytest.fixture
def built(db: None) -> world.World:
    return world.build()


def tables(*, secured_by_place: bool = False) -> list[str]:
    """Return the tables about persons, read from the privacy classes; only those with a county when asked so."""
    return [
        model._meta.db_table
        for model in apps.get_models()
        if getattr(model, "privacy", None) in ABOUT_PERSONS
        and (not secured_by_place or "county_id" in {field.attname for field in model._meta.concrete_fields})
    ]


def unguarded(cursor: Any) -> set[str]:
    """Return the tables about persons without forced row security, or with it and no policy."""
    cursor.execute(
        "SELECT c.relname FROM pg_class c WHERE c.relname = ANY(%s) AND c.relrowsecurity AND c.relforcerowsecurity"
        " AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)",
        [tables()],
    )
    return set(tables()) - {name for (name,) in cursor.fetchall()}


def ways_around(cursor: Any) -> set[str]:
    """Return what runs past the policies: functions and views of the owner, policies that let the web role see all."""
    cursor.execute(
        "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace"
        " WHERE nspname = 'public' AND prosecdef"
        " UNION SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public'"
        " AND relkind IN ('v', 'm') AND NOT coalesce('security_invoker=true' = ANY (reloptions), false)"
        " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND deptype = 'e')"
        " UNION SELECT polname FROM pg_policy WHERE pg_get_expr(polqual, polrelid) = 'true'"
        " AND NOT polroles <@ ARRAY['linli_owner'::regrole::oid, 'linli_jobs'::regrole::oid]"
    )
    return {name for (name,) in cursor.fetchall()}


def everybodys(cursor: Any) -> set[str]:
    """Return the owner's functions that any role may call (nobody calls a trigger's)."""
    cursor.execute(
        "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'"
        " AND prosecdef AND prorettype <> 'trigger'::regtype"
        " AND EXISTS (SELECT 1 FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) a"
        " WHERE a.grantee = 0)"
    )
    return {name for (name,) in cursor.fetchall()}


def fill(built: world.World) -> None:
    """Have every room write what it has about the people of the other county."""
    enter(Scope(column="county_id", areas=(built.abroad.county.division.pk,)))
    for name in dict.fromkeys(OBJECTS):
        with transaction.atomic():
            OBJECTS[name](built, built.abroad, built.abroad.worker)


def counts(reach: tuple[int, ...], county: int) -> dict[str, int]:
    """Return how many rows of a county each table about persons shows to somebody with a reach."""
    enter(Scope(column="county_id", areas=reach))
    found = {}
    with connection.cursor() as cursor:
        for table in tables(secured_by_place=True):
            cursor.execute(f"SELECT count(*) FROM {table} WHERE county_id = %s", [county])
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.django_db
def test_the_tables_that_no_policy_guards_are_named_with_their_reason() -> None:
    assert len(tables()) > 30
    with connection.cursor() as cursor:
        assert unguarded(cursor) == set(BEFORE_ANYBODY_IS_KNOWN)


@pytest.mark.django_db
def test_what_runs_past_the_policies_is_named_with_its_bounds() -> None:
    with connection.cursor() as cursor:
        assert ways_around(cursor) == set(OWNERS_FUNCTIONS)
        assert everybodys(cursor) == set()


PLANTED = {
    "planted_view": "CREATE VIEW planted_view AS SELECT * FROM people_person",
    "planted_function": "CREATE FUNCTION planted_function() RETURNS SETOF people_person LANGUAGE sql SECURITY DEFINER"
    " AS 'SELECT * FROM people_person'",
    "planted_policy": "CREATE POLICY planted_policy ON people_person FOR SELECT USING (true)",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_way_around_is_caught(name: str) -> None:
    params = connection.get_connection_params()
    with psycopg.connect(host=params["host"], dbname=params["dbname"], user="linli_owner") as owner:
        cursor = owner.cursor()
        cursor.execute(PLANTED[name])
        assert ways_around(cursor) - set(OWNERS_FUNCTIONS) == {name}
        assert everybodys(cursor) == ({name} if "function" in name else set())
        cursor.execute("ALTER TABLE tasks_draft NO FORCE ROW LEVEL SECURITY")
        assert unguarded(cursor) - set(BEFORE_ANYBODY_IS_KNOWN) == {"tasks_draft"}
        owner.rollback()


def test_no_table_shows_a_row_of_strangers(built: world.World) -> None:
    fill(built)
    here, abroad = built.here.county.division.pk, built.abroad.county.division.pk
    there = counts((abroad,), abroad)
    assert sum(1 for rows in there.values() if rows) >= 18
    assert set(counts((here,), abroad).values()) == {0}
    assert set(counts((), abroad).values()) == {0}
    assert counts((here, abroad), abroad) == there


def test_every_filter_is_found() -> None:
    found = {one for one, _name in filters()}
    asked = {
        type(model._default_manager.all())
        for model in apps.get_models()
        if model.__module__.startswith("linli.") and hasattr(model._default_manager.all(), "visible_to")
    }
    assert len(asked) > 8
    assert not [one for one in asked if not found & set(one.__mro__)]


def test_with_the_filter_forgotten_row_security_still_holds(
    built: world.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_filter(monkeypatch)
    found = list(sweep(built, routes()))
    told = [str(case) for case, what in found if what == "tells"]
    assert not told, "\n".join(told)
    opened = {case.route.name for case, what in found if what == "opens"}
    assert opened == set(HELD_BY_THE_QUERY)


@pytest.mark.full
def test_with_the_filter_forgotten_it_holds_whatever_anybody_sends(
    built: world.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_filter(monkeypatch)
    told = [str(case) for case, what in sweep(built, routes(), len(EVERYBODY)) if what == "tells"]
    assert not told, "\n".join(told)


def test_with_both_forgotten_the_same_sweep_catches_it(built: world.World, monkeypatch: pytest.MonkeyPatch) -> None:
    without_filter(monkeypatch)
    without_row_security(monkeypatch)
    leaks = (case for case, what in sweep(built, routes()) if what == "tells")
    assert len({case.route.name for case in islice(leaks, 60)}) >= 5
