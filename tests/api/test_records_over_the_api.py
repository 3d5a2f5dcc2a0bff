"""The API knocks at the same doors as the screens; its document is a snapshot."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from linli.accounts.models import Role
from linli.audit.models import Event, Look
from linli.outreach.models import HomeVisit
from linli.records import actions
from linli.records.models import ServiceRecord
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
SNAPSHOT = Path(__file__).with_name("openapi.json")


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.communities[0])


def told(county: County, **facts: Any) -> dict[str, Any]:
    place = county.communities[0].code
    return {"kind": "home_visit", "happened_on": "2024-05-06", "place": place, "minutes": 30, **facts}


def send(client: Client, body: dict[str, Any], key: str = "") -> HttpResponse:
    header = {"HTTP_IDEMPOTENCY_KEY": key or str(uuid4())}
    return client.post("/api/v1/records", json.dumps(body), content_type="application/json", **header)  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/records", f"/api/v1/records/{UUID(int=7)}"])
def test_a_stranger_is_asked_to_sign_in(client: Client, db: None, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["sentence"]) == (401, "请先登录。")


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_administrators_find_nothing_here(county: County, post: Post, sign_in: SignIn, role: str) -> None:
    assert sign_in(post(role, county.division)).get("/api/v1/records").status_code == 404


def test_what_changes_something_shows_its_token(county: County, worker: Standing, sign_in: SignIn) -> None:
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = sign_in(worker).cookies
    assert send(careful, told(county)).status_code == 403
    see(county.division)
    assert not ServiceRecord.objects.exists()


def test_offices_do_not_record(county: County, post: Post, sign_in: SignIn) -> None:
    answer = send(sign_in(post(Role.COUNTY_OFFICER, county.division)), told(county))
    assert (answer.status_code, answer.json()["sentence"][:10]) == (422, "记一笔由一线工作人员")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"place": "000"}, "place"), ({"persons": [str(uuid4())]}, "persons"), ({"minutes": 0}, ""),
        ({"kind": "dance"}, "kind"), ({"happened_on": "昨天"}, "happened_on"),
        ({"programme": str(uuid4())}, "programme"), ({"title": "x" * 101}, "title"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence_and_its_field(
    county: County, worker: Standing, sign_in: SignIn, facts: dict[str, Any], field: str
) -> None:
    answer = send(sign_in(worker), told(county, **facts))
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert answer.json()["sentence"]


def test_fewer_heads_than_names_are_refused_at_their_field(county: County, worker: Standing, sign_in: SignIn) -> None:
    two = [str(people.person(county.communities[0], name).pk) for name in ("甲", "乙")]
    answer = send(sign_in(worker), told(county, persons=two, head_count=1))
    said = {"sentence": "服务人次不能少于写了名字的人数。", "field": "head_count"}
    assert (answer.status_code, answer.json()) == (422, said)


def test_an_act_is_written_once_however_often_it_is_sent(county: County, worker: Standing, sign_in: SignIn) -> None:
    person = people.person(county.communities[0])
    client, key = sign_in(worker), str(uuid4())
    first = send(client, told(county, persons=[str(person.pk)], conditions=["well"]), key)
    again = send(client, told(county, persons=[str(person.pk)], conditions=["well"]), key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    see(county.division)
    made = ServiceRecord.objects.get()
    assert (made.channel, str(made.key), made.head_count) == ("api", key, 1)
    assert HomeVisit.objects.get().conditions == ["well"]
    assert Event.objects.get(verb="record.made").channel == "api"


def test_a_key_used_in_another_place_is_refused(county: County, post: Post, worker: Standing, sign_in: SignIn) -> None:
    key = str(uuid4())
    assert send(sign_in(worker), told(county), key).status_code == 201
    other = sign_in(post(Role.SOCIAL_WORKER, county.communities[2]))
    assert send(other, told(county, place=county.communities[2].code), key).status_code == 409


def test_a_record_out_of_sight_is_not_there(county: County, post: Post, worker: Standing, sign_in: SignIn) -> None:
    made = record(worker.actor, county.communities[0])
    other = sign_in(post(Role.SOCIAL_WORKER, county.communities[2]))
    assert other.get(f"/api/v1/records/{made.pk}").status_code == 404
    assert other.get("/api/v1/records").json() == {"rows": [], "next": ""}


def test_names_and_text_go_to_those_who_may_read_them(
    county: County, post: Post, worker: Standing, sign_in: SignIn
) -> None:
    person = people.person(county.communities[0], "王秀英")
    made = record(worker.actor, county.communities[0], persons=[person], narrative="爷爷咳嗽")
    own = sign_in(worker).get(f"/api/v1/records/{made.pk}").json()
    assert (own["narrative"], own["persons"][0]["name"]) == ("爷爷咳嗽", "王秀英")
    see(county.division)
    assert set(Look.objects.values_list("kind", flat=True)) == {"record", "record.narrative"}
    far = sign_in(post(Role.EVALUATOR, county.division)).get(f"/api/v1/records/{made.pk}").json()
    assert (far["narrative"], far["persons"][0]["name"], far["minutes"]) == (None, None, 30)


def test_the_list_is_paged_by_key(county: County, worker: Standing, sign_in: SignIn) -> None:
    made = [str(record(worker.actor, county.communities[0]).pk) for _number in range(3)]
    client = sign_in(worker)
    first = client.get("/api/v1/records?size=2").json()
    second = client.get(f"/api/v1/records?size=2&after={first['next']}").json()
    assert [row["id"] for row in first["rows"] + second["rows"]] == sorted(made, reverse=True)
    assert second["next"] == ""


def test_me_says_who_is_signed_in(worker: Standing, county: County, sign_in: SignIn) -> None:
    told_me = sign_in(worker).get("/api/v1/me").json()
    assert told_me["name"] == worker.user.name
    assert told_me["posts"] == [
        {"id": str(worker.post.pk), "role": "social_worker", "place": county.communities[0].code, "current": True}
    ]


def test_the_document_is_as_it_was_agreed() -> None:
    from linli.api.v1.urls import api

    now = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/")))
    assert now == json.loads(SNAPSHOT.read_text()), "write it anew on purpose: see CONTRIBUTING.md"


def test_why_a_record_was_corrected_goes_where_names_go(
    county: County, post: Post, worker: Standing, sign_in: SignIn
) -> None:
    made = actions.correct(
        record(worker.actor, county.communities[0]), by=worker.actor, reason="少算了路上", minutes=45
    )
    read = f"/api/v1/records/{made.pk}"
    assert sign_in(worker).get(read).json()["reason"] == "少算了路上"
    assert sign_in(post(Role.EVALUATOR, county.division)).get(read).json()["reason"] == ""
