"""没有信号也能记: what a telephone put aside arrives once, whoever sends it how often, and nothing written is lost."""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.desk.quick_record import outbox
from linli.people.models import Person
from linli.proofs.envelopes import public_point, seal_envelope
from linli.records.models import ServiceRecord
from linli.tasks import actions as tasks
from linli.tasks.models import Draft
from tests.conftest import Standing, see
from tests.factories.places import County

SEED = bytes(range(32))
Post = Callable[..., Standing]


@pytest.fixture(autouse=True)
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "outbox_key"
    file.write_text(b64encode(SEED).decode())
    monkeypatch.setattr(settings, "OUTBOX_KEY_FILE", file)


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.GRID_WORKER, county.communities[0])


def act(county: County, by: Standing, call: str = "张阿姨", **told: Any) -> dict[str, Any]:
    """What a form begun without signal says."""
    entries = {"call": call, "note": "咳嗽一周", "minutes": "30", "codes_shown": "1"} | told.pop("entries", {})
    facts = {"kind": "home_visit", "community": county.communities[0].pk, "post": str(by.post.pk)}
    return facts | told | {"entries": list(entries.items())}


def send(client: Client, by: Standing, key: UUID, text: Any, **other: str) -> Any:
    envelope = seal_envelope(json.dumps(text).encode(), public_point(SEED), f"{key}|{by.user.pk}", iv=key.bytes[:12])
    body = {"id": str(key), "point": envelope.point, "iv": envelope.iv, "sealed": envelope.sealed} | other
    return client.post(reverse("outbox"), json.dumps(body), content_type="application/json")


def test_a_stranger_and_somebody_who_records_nothing_are_not_taken_from(
    client: Client, county: County, post: Post, sign_in: Callable[[Standing], Client]
) -> None:
    assert client.post(reverse("outbox")).status_code == 302
    officer = post(Role.COUNTY_OFFICER, county.division)
    assert send(sign_in(officer), officer, uuid4(), act(county, officer)).status_code == 404
    assert not ServiceRecord.objects.exists()


def unreadable(client: Client, county: County, worker: Standing) -> list[HttpResponse]:
    text = act(county, worker)
    other_id = seal_envelope(json.dumps(text).encode(), public_point(SEED), f"{uuid4()}|{worker.user.pk}", iv=bytes(12))
    return [
        client.post(reverse("outbox"), "not json", content_type="application/json"),
        client.post(reverse("outbox"), "[]", content_type="application/json"),
        send(client, worker, uuid4(), text, sealed="AAAA"),
        send(client, worker, uuid4(), text, sealed=other_id.sealed, point=other_id.point, iv=other_id.iv),
        send(client, worker, uuid4(), {"post": str(worker.post.pk)}),
        send(client, worker, uuid4(), ["entries"]),
        send(client, worker, uuid4(), act(county, worker, entries={"note": "啊" * 400_000})),
    ]


def test_what_cannot_be_read_is_answered_with_a_sentence(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    for answer in unreadable(sign_in(worker), county, worker):
        assert (answer.status_code, json.loads(answer.content)) == (
            422,
            {"sentence": "这一条读不出来，请把它再记一遍。"},
        )
    see(county.division)
    assert not ServiceRecord.objects.exists()
    assert not Draft.objects.exists()


def test_an_act_becomes_the_record_it_would_have_been(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    key = uuid4()
    answer = send(sign_in(worker), worker, key, act(county, worker)).json()
    see(county.division)
    made = ServiceRecord.objects.get(key=key)
    assert answer == {"state": "recorded", "url": reverse("record", args=[made.pk]), "sentence": ""}
    assert (made.kind, made.minutes, made.narrative, made.channel) == ("home_visit", 30, "咳嗽一周", "door")
    assert (made.acted_by, made.acted_post) == (worker.user.pk, worker.post)
    assert Person.objects.get().preferred_name == "张阿姨"
    assert not Draft.objects.exists()


def test_sent_again_it_is_known(county: County, worker: Standing, sign_in: Callable[[Standing], Client]) -> None:
    client, key = sign_in(worker), uuid4()
    for state in ("recorded", "known", "known"):
        assert send(client, worker, key, act(county, worker)).json()["state"] == state
    see(county.division)
    assert ServiceRecord.objects.count() == Person.objects.count() == 1
    assert Event.objects.filter(verb="visit.recorded").count() <= 1
    assert not Draft.objects.exists()


def test_what_still_lacks_something_becomes_a_draft_that_says_what(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    client, key = sign_in(worker), uuid4()
    for _again in range(2):
        answer = send(client, worker, key, act(county, worker, call="")).json()
        assert answer["state"] == "draft"
        assert "先记个称呼" in answer["sentence"]
    see(county.division)
    draft = Draft.objects.get()
    assert (draft.pk, tasks.body_of(draft)["note"]) == (key, "咳嗽一周")
    page = client.get(answer["url"])
    assert "咳嗽一周" in page.content.decode()


@pytest.mark.parametrize(
    ("day", "sentence"), [("2031-01-01", "将来|还没"), ("1999-01-01", "日期太早"), ("2024-13-40", "日期写成")]
)
def test_a_telephone_whose_clock_is_years_wrong_makes_no_wrong_record(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client], day: str, sentence: str
) -> None:
    answer = send(sign_in(worker), worker, uuid4(), act(county, worker, entries={"happened_on": day})).json()
    assert answer["state"] == "draft"
    assert any(part in answer["sentence"] for part in sentence.split("|"))
    see(county.division)
    assert not ServiceRecord.objects.exists()


def test_an_act_of_another_post_or_person_waits(
    county: County, worker: Standing, post: Post, sign_in: Callable[[Standing], Client]
) -> None:
    client, key = sign_in(worker), uuid4()
    other = post(Role.GRID_WORKER, county.communities[1])
    answer = send(client, worker, key, act(county, other))
    assert (answer.status_code, "另一个岗位" in answer.json()["sentence"]) == (409, True)
    see(county.division)
    draft = tasks.open_draft("record", {}, by=other.actor)
    answer = send(client, worker, draft.pk, act(county, worker))
    assert (answer.status_code, answer.json()["sentence"]) == (409, "这一条是别人记的。")
    see(county.division)
    assert not ServiceRecord.objects.exists()


def test_a_place_or_kind_that_is_not_hers_is_not_taken_over(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    told = act(county, worker, community=county.communities[2].pk, kind="case_session")
    answer = send(sign_in(worker), worker, uuid4(), told).json()
    assert answer["state"] == "draft"
    see(county.division)
    assert not ServiceRecord.objects.exists()


def test_a_form_opened_with_signal_goes_on_from_what_the_server_holds(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    client = sign_in(worker)
    draft = tasks.open_draft("record", {"community": county.communities[0].pk, "call": "李大爷"}, by=worker.actor)
    told = {"post": str(worker.post.pk), "entries": [["note", "灯坏了"], ["version", "1"], ["page", "p1"]]}
    assert send(client, worker, draft.pk, told).json()["state"] == "recorded"
    see(county.division)
    assert (Person.objects.get().preferred_name, ServiceRecord.objects.get().narrative) == ("李大爷", "灯坏了")


def test_two_pages_that_wrote_keep_both_texts(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    client = sign_in(worker)
    draft = tasks.open_draft("record", {"community": county.communities[0].pk}, by=worker.actor)
    tasks.save_draft(draft, {"note": "电脑上写的"}, by=worker.actor, version=1, page="desk")
    told = {"post": str(worker.post.pk), "entries": [["note", "手机上写的"], ["version", "1"], ["page", "phone"]]}
    for _again in range(2):
        answer = send(client, worker, draft.pk, told).json()
        assert (answer["state"], "两份都留着" in answer["sentence"]) == ("draft", True)
    see(county.division)
    assert {tasks.body_of(one)["note"] for one in Draft.objects.all()} == {"电脑上写的", "手机上写的"}
    assert not ServiceRecord.objects.exists()


def test_what_was_not_finished_becomes_a_draft_however_whole_it_is(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    client, key = sign_in(worker), uuid4()
    half = act(county, worker, unfinished=True, entries={"page": str(key)})
    for _delivery in range(2):
        said = send(client, worker, key, half).json()
        assert (said["state"], said["url"]) == ("draft", f"/w/record/{key}/")
        assert "没写完" in said["sentence"]
    see(county.division)
    assert not ServiceRecord.objects.exists() and Draft.objects.count() == 1
    assert send(client, worker, key, act(county, worker, entries={"page": str(key)})).json()["state"] == "recorded"
    see(county.division)
    assert ServiceRecord.objects.count() == 1 and not Draft.objects.exists()


def test_a_late_half_of_what_is_recorded_or_written_on_since_changes_nothing(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    client, key = sign_in(worker), uuid4()
    half = act(county, worker, unfinished=True, entries={"page": str(key), "note": "咳嗽"})
    send(client, worker, key, half)
    see(county.division)
    draft = Draft.objects.get()
    tasks.save_draft(draft, tasks.body_of(draft) | {"note": "咳嗽一周"}, by=worker.actor, version=2, page="other")
    assert send(client, worker, key, half).json()["state"] == "draft"
    see(county.division)
    assert [tasks.body_of(one)["note"] for one in Draft.objects.all()] == ["咳嗽一周"]
    send(client, worker, key, act(county, worker, entries={"page": "other"}))
    assert send(client, worker, key, half).json()["state"] == "known"
    see(county.division)
    assert ServiceRecord.objects.get().narrative == "咳嗽一周" and not Draft.objects.exists()


@pytest.mark.django_db
@tried(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.data())
def test_devices_that_send_twice_late_and_in_any_order_lose_and_double_nothing(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client], data: st.DataObject
) -> None:
    """N devices of one worker; the net repeats, delays and reorders what they send."""
    client = sign_in(worker)
    devices = data.draw(st.lists(st.integers(1, 3), min_size=1, max_size=3), label="acts of each device")
    acts = {key: f"第{device}台 {key}" for device, n in enumerate(devices) for key in (uuid4() for _ in range(n))}
    sure = data.draw(st.permutations(list(acts)), label="order of the deliveries that count")
    again = data.draw(st.lists(st.sampled_from(list(acts)), max_size=6), label="deliveries that come again")
    states = [
        send(client, worker, key, act(county, worker, call=f"邻居{key.hex}", entries={"note": acts[key]})).json()[
            "state"
        ]
        for key in data.draw(st.permutations([*sure, *again]), label="what the net makes of it")
    ]
    see(county.division)
    made = {one.key: one.narrative for one in ServiceRecord.objects.filter(key__in=acts)}
    assert made == acts
    assert (states.count("recorded"), states.count("known")) == (len(acts), len(again))
    assert Person.objects.filter(preferred_name__in=[f"邻居{key.hex}" for key in acts]).count() == len(acts)
    assert not Draft.objects.exists()


def test_control_without_a_key_that_stays_the_same_every_delivery_makes_a_record(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = outbox.take
    monkeypatch.setattr(outbox, "take", lambda key, text, *, by: whole(uuid4(), text, by=by))
    client, key = sign_in(worker), uuid4()
    for _delivery in range(2):
        send(client, worker, key, act(county, worker))
    see(county.division)
    assert ServiceRecord.objects.count() == 2
