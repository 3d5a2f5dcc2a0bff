"""The trail of looks cannot be written: every page that would show a person answers 503 with no byte of her.

The database itself refuses the row (the right to insert is taken away), so nothing of the product is replaced.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import reverse

from linli.accounts.models import Role
from linli.audit import actions as audit
from linli.people.models import Person
from tests.architecture.matrix import world
from tests.architecture.matrix.objects import OBJECTS
from tests.architecture.matrix.routes import Route, routes
from tests.architecture.matrix.verdict import readable

ROLES = (Role.SOCIAL_WORKER, Role.STATION_LEAD, Role.STREET_OFFICER, Role.COUNTY_OFFICER)
SENSITIVE = {
    "people", "search", "person", "person_family", "person_records", "person_looks", "household", "record", "records",
    "api_v1:read_record", "consent_sheet", "person_looks_paper",
}  # fmt: skip
SEARCHED = {"people", "search", "kin_new", "person_same"}


class _Undo(Exception):
    pass


@pytest.fixture
def built(db: None) -> world.World:
    return world.build()


@contextmanager
def mute() -> Iterator[None]:
    """Take away the web role's right to write looks, and give it back."""
    params = connection.get_connection_params()
    with psycopg.connect(host=params["host"], dbname=params["dbname"], user="linli_owner", autocommit=True) as owner:
        owner.execute("REVOKE INSERT ON audit_look FROM linli_app")
        try:
            yield
        finally:
            owner.execute("GRANT INSERT ON audit_look TO linli_app")


def ask(built: world.World, role: str, route: Route, query: str = "") -> HttpResponse:
    """Read one page about somebody within reach, and undo what it wrote."""
    logging.disable(logging.ERROR)
    answer: list[HttpResponse] = []
    try:
        with transaction.atomic():
            world.enter(world.Scope(column="county_id", areas=(built.here.county.division.pk,)))
            find = OBJECTS.get(route.name)
            kwargs = find(built, built.here, built.actors[role]) if find else {}
            answer.append(built.clients[role].get(reverse(route.name, kwargs=kwargs) + query))
            raise _Undo
    except _Undo:
        return answer[0]


def body(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]


def names(built: world.World, response: HttpResponse) -> bool:
    """Tell whether an answer, or what is printed on a paper, tells of the person: name, address, text."""
    told = (built.here.name, built.here.dwelling.address, built.here.narrative)
    spelled = [form for one in told for form in (one, json.dumps(one)[1:-1])]
    shown = body(response)
    shown = readable(response) if shown.startswith(b"%PDF") else shown
    return any(one.encode() in shown for one in spelled)


def telling(built: world.World) -> list[tuple[str, Route, str]]:
    """Return every (role, route, query) whose answer tells of the person while the trail can be written."""
    found = []
    for route in routes():
        door = route.door
        if isinstance(door, str) or door is None or (route.arguments and route.name not in OBJECTS):
            continue
        queries = ("", "?q=" + built.here.name) if route.name in SEARCHED else ("",)
        for role in ROLES:
            for query in queries if role in door else ():
                answer = ask(built, role, route, query)
                if answer.status_code == 200 and names(built, answer):
                    found.append((role, route, query))
    return found


def test_without_a_look_no_page_tells_of_a_person(built: world.World) -> None:
    found = telling(built)
    assert SENSITIVE - {route.name for _role, route, _query in found} == set()
    with mute():
        answers = [(role, route.name, ask(built, role, route, query)) for role, route, query in found]
    wrong = [
        f"{role} {name}: {answer.status_code}"
        for role, name, answer in answers
        if answer.status_code != 503 or names(built, answer)
    ]
    assert wrong == []
    assert all("留痕写不上".encode() in body(answer) or b"sentence" in body(answer) for _r, _n, answer in answers)


def test_a_page_that_would_go_on_without_its_look_is_caught(
    built: world.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgiving(*args: Any, **kwargs: Any) -> None:
        return None

    monkeypatch.setattr("linli.desk.person.looked", forgiving)
    page = next(route for route in routes() if route.name == "person")
    with mute():
        answer = ask(built, Role.SOCIAL_WORKER, page)
    assert answer.status_code == 200
    assert names(built, answer)


def test_the_look_itself_raises(built: world.World) -> None:
    with mute(), pytest.raises(audit.Unwritten), transaction.atomic():
        audit.looked("person.view", [Person.objects.first().pk], by=built.here.worker)  # type: ignore[union-attr]
