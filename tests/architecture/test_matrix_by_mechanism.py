"""The same doors by every mechanism: a session, what looks like a token, exports, and acts that come from a device."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import clear_url_caches, path, reverse

from linli import urls as product
from linli.accounts.doors import staff
from linli.accounts.models import Role, User
from linli.desk.quick_record import outbox
from linli.kernel.policy import acting
from linli.people.models import Person
from linli.proofs.envelopes import public_point, seal_envelope
from linli.records.models import ServiceRecord
from linli.tasks.models import Draft
from tests.architecture.matrix import world
from tests.architecture.matrix.asking import ask, walkers
from tests.architecture.matrix.cases import STRANGER, Case
from tests.architecture.matrix.objects import OBJECTS
from tests.architecture.matrix.routes import Route, routes
from tests.architecture.matrix.verdict import breach, readable

PAGES = ("text/html", "application/json", "text/plain")
SEED = bytes(range(32))


@pytest.fixture
def built(db: None) -> world.World:
    return world.build()


def tokens(built: world.World) -> list[dict[str, str]]:
    """Return what a program may show instead of a session: a password, a session's key, a user's id."""
    with acting():
        head = User.objects.get(pk=built.actors[Role.STATION_LEAD].user)
        head.set_password("Chongqing-2026-long")
        head.save()
    key = str(built.clients[Role.STATION_LEAD].session.session_key)
    basic = b64encode(f"{head.handle}:Chongqing-2026-long".encode()).decode()
    return [
        {"HTTP_AUTHORIZATION": f"Basic {basic}"},
        {"HTTP_AUTHORIZATION": f"Bearer {key}"},
        {"HTTP_X_API_KEY": key, "HTTP_X_SESSIONID": key, "QUERY_STRING": f"sessionid={key}&token={key}"},
        {"HTTP_X_USER": str(head.pk), "HTTP_REMOTE_USER": head.handle, "REMOTE_USER": head.handle},
    ]


class _Undo(Exception):
    pass


def as_program(built: world.World, route: Route, shown: dict[str, str]) -> str:
    """Return what is wrong when somebody without a session shows something else, at a door of here."""
    case, told = Case(route, STRANGER, "GET", "inside"), ""
    try:
        with transaction.atomic():
            world.enter(world.Scope(column="county_id", areas=(built.here.county.division.pk,)))
            find = OBJECTS.get(route.name)
            kwargs = find(built, built.here, None) if find else {}
            response = Client().get(reverse(route.name, kwargs=kwargs), **shown)  # type: ignore[arg-type]
            told = breach(case, response, built.canaries(STRANGER))
            raise _Undo
    except _Undo:
        return told


def test_what_is_not_a_session_opens_nothing(built: world.World) -> None:
    ways, found = tokens(built), [route for route in routes() if not isinstance(route.door, str)]
    turns = [(route, ways[(place + turn) % len(ways)]) for place, route in enumerate(found) for turn in range(2)]
    wrong = [told for route, shown in turns if (told := as_program(built, route, shown))]
    assert len(turns) > 150
    assert not wrong, "\n".join(wrong)


def test_the_api_by_each_of_them(built: world.World) -> None:
    doors = [route for route in routes() if route.name.startswith("api_v1:")]
    assert len(doors) >= 3
    assert [told for route in doors for shown in tokens(built) if (told := as_program(built, route, shown))] == []


def is_file(answer: HttpResponse) -> bool:
    return answer.status_code == 200 and answer["Content-Type"].partition(";")[0] not in PAGES


def exports(built: world.World, found: list[Route]) -> list[tuple[Case, HttpResponse]]:
    """Return every answer that is no page but a file, to everybody whom its door names."""
    files = []
    for route in found:
        cases = [Case(route, role, "GET", "inside") for role in walkers(route)]
        first = next(((case, ask(built, case)[0]) for case in cases), None)
        if first is not None and is_file(first[1]):
            files += [first, *((case, ask(built, case)[0]) for case in cases[1:])]
    return [(case, answer) for case, answer in files if is_file(answer)]


def leaking(built: world.World, found: list[tuple[Case, HttpResponse]]) -> list[str]:
    return [
        f"{case}: {told}"
        for case, answer in found
        for told in built.strangers(case.role)
        if told.encode() in readable(answer)
    ]


def test_no_file_holds_more_than_the_screen_might(built: world.World) -> None:
    found = exports(built, routes())
    kinds = {answer["Content-Type"].partition(";")[0].rpartition(".")[2].rpartition("/")[2] for _case, answer in found}
    assert {"sheet", "document", "pdf"} <= kinds, kinds
    assert leaking(built, found) == []


def planted(request: HttpRequest) -> HttpResponse:
    """An export that forgot to ask: the name stands in it as text of a file."""
    return HttpResponse("姓名\r\n金丝雀丙\r\n".encode(), content_type="text/csv")


urlpatterns = [*product.urlpatterns, path("planted/", staff("social_worker")(planted), name="planted_export")]


def test_a_planted_export_is_caught(built: world.World, settings: Any) -> None:
    settings.ROOT_URLCONF = __name__
    clear_url_caches()
    found = exports(built, [route for route in routes() if route.name == "planted_export"])
    assert leaking(built, found) == ["social_worker GET planted_export inside: 金丝雀丙"]


def send(built: world.World, role: str, told: dict[str, Any], key: Any = None) -> HttpResponse:
    """Send one sealed act as a device does."""
    by, key = built.actors[role], key or uuid4()
    text = {"post": str(by.post), "kind": "home_visit", **told}
    envelope = seal_envelope(json.dumps(text).encode(), public_point(SEED), f"{key}|{by.user}", iv=key.bytes[:12])
    body = {"id": str(key), "point": envelope.point, "iv": envelope.iv, "sealed": envelope.sealed}
    return built.clients[role].post(reverse("outbox"), json.dumps(body), content_type="application/json")


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.SOCIAL_WORKER, Role.STATION_LEAD])
def test_a_sealed_act_reaches_nobody_else(
    built: world.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    (tmp_path / "key").write_text(b64encode(SEED).decode())
    monkeypatch.setattr(settings, "OUTBOX_KEY_FILE", tmp_path / "key")
    outbox._seed.cache_clear()
    for area in (built.there, built.abroad):
        entries = [
            ("call", area.name), ("person", str(area.person.pk)), ("persons", str(area.person.pk)),
            ("household", str(area.household.pk)), ("dwelling", str(area.dwelling.pk)), ("minutes", "30"),
        ]  # fmt: skip
        answer = send(built, role, {"community": area.community.pk, "entries": entries})
        assert answer.status_code == 200
        assert area.name not in answer.content.decode()
        page = built.clients[role].get(answer.json()["url"])
        told = page.content.decode()
        assert [one for one in (area.phone, area.document, area.narrative) if one in told] == []
        assert str(area.person.pk) not in told
        world.enter(world.Scope(column="county_id", areas=(area.county.division.pk,)))
        assert ServiceRecord.objects.filter(community_id=area.community.pk).count() == 1
        assert Person.objects.filter(name=area.name).count() == 1


def test_a_draft_of_somebody_else_is_not_taken_over(
    built: world.World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "key").write_text(b64encode(SEED).decode())
    monkeypatch.setattr(settings, "OUTBOX_KEY_FILE", tmp_path / "key")
    outbox._seed.cache_clear()
    for area in (built.here, built.abroad):
        world.enter(world.Scope(column="county_id", areas=(area.county.division.pk,)))
        theirs = OBJECTS["record_draft"](built, area, None)["pk"]
        before = Draft.objects.get(pk=theirs).body
        answer = send(built, Role.SOCIAL_WORKER, {"community": 0, "entries": [("minutes", "5")]}, theirs)
        assert answer.status_code == 409
        assert area.narrative not in answer.content.decode()
        world.enter(world.Scope(column="county_id", areas=(area.county.division.pk,)))
        assert Draft.objects.get(pk=theirs).body == before
