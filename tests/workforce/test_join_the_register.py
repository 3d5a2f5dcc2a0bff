"""A worker registers herself once, by telephone; the account that is made so opens nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.accounts.models import Role, User
from linli.accounts.views import entering
from linli.kernel.policy import Refused
from linli.people.models import Person
from linli.workforce import actions, queries
from linli.workforce.facts import Certificate, Enrolment, Facts
from linli.workforce.models import Worker
from tests.accounts.conftest import codes  # noqa: F401
from tests.conftest import Standing, see
from tests.factories import places
from tests.factories.people import person
from tests.workforce.conftest import certificate

Codes = Callable[[], list[dict[str, str]]]
PHONE = "13911112222"
JOIN = "/me/growth/join/"


@pytest.fixture
def come(client: Client, codes: Codes, django_capture_on_commit_callbacks: Any) -> Callable[..., Client]:  # noqa: F811
    """Walk from a page, through the sign-in, as somebody with a number in her hand."""

    def walk(page: str = JOIN, phone: str = PHONE) -> Client:
        there = client.get(page)["Location"] if page else "/login/"
        client.get(there)
        with django_capture_on_commit_callbacks(execute=True):
            client.post("/login/", {"phone": phone})
        if sent := codes():
            client.post("/login/code/", {"code": sent[-1]["code"]})
        return client

    return walk


def test_a_stranger_is_led_to_signing_in(client: Client, county: places.County) -> None:
    assert client.get(JOIN)["Location"] == f"/login/?next={JOIN}"


def test_an_unknown_number_gets_no_code_on_any_other_way(
    county: places.County, come: Any, codes: Codes  # noqa: F811
) -> None:  # fmt: skip
    for page in ("", "/me/", "/m/talents/"):
        come(page)
    assert codes() == []
    assert not User.objects.filter(name__contains="*").exists()


def test_so_many_newcomers_a_day_and_no_more(
    county: places.County, come: Any, codes: Codes, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setattr(entering, "NEWCOMERS", 0)
    come()
    assert codes() == []


def test_a_newcomer_registers_and_her_account_opens_nothing_else(county: places.County, come: Any) -> None:
    stranger = person(county.communities[0], "示范居民")
    client = come()
    page = client.get(JOIN)
    assert page.status_code == 200
    told = {"name": "李示范", "place": str(county.towns[0].pk), "fields_of": ["elders"], "languages": ["sign"]}
    assert client.post(JOIN, told)["Location"] == "/me/growth/"
    see(county.division)
    worker = Worker.objects.get()
    assert (worker.name, worker.phone, worker.town_id) == ("李示范", f"+86{PHONE}", county.towns[0].pk)
    assert (worker.fields, worker.languages) == (["elders"], ["sign"])
    assert "139****2222" in client.get("/me/growth/").content.decode()
    shut = ("today", "people", "talents", "credentials", "imports", "posts", "cases", "reports", "talent_figures")
    assert {name: client.get(reverse(name)).status_code for name in shut} == dict.fromkeys(shut, 404)
    assert client.get(reverse("person", args=[stranger.pk])).status_code == 404
    assert client.get(reverse("talent", args=[worker.pk])).status_code == 404
    see(county.division)
    user = User.objects.get(pk=worker.user_id)
    assert not user.posts.exists()
    assert Person.objects.count() == 1


def test_nobody_registers_twice(county: places.County, joined: Any) -> None:
    standing, _worker = joined(county.towns[0])
    with pytest.raises(Refused, match="已经在人才库里"):
        actions.join(Facts("李示范", county.towns[1]), by=standing.actor)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"fields": ("astrology",)}, "fields"),
        ({"languages": ("klingon",)}, "languages"),
        ({"since": 1900}, "since"),
        ({"about": "长" * 301}, "about"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(
    county: places.County, post: Callable[..., Standing], facts: dict[str, Any], field: str
) -> None:
    standing = post(Role.SOCIAL_WORKER, county.towns[0])
    with pytest.raises(Refused) as refused:
        actions.join(Facts(**({"name": "李示范", "place": county.towns[0]} | facts)), by=standing.actor)
    assert refused.value.field == field
    assert not Worker.objects.exists()


def test_the_row_of_a_roster_is_taken_over_and_by_nobody_else(
    county: places.County, officer: Standing, post: Callable[..., Standing], come: Any
) -> None:
    row = Enrolment(Facts("李示范", county.towns[0]), f"+86{PHONE}", certificate())
    (made,) = actions.enrol(county.division, [row], by=officer.actor)
    assert isinstance(made, Worker)
    with pytest.raises(Refused, match="没有用您这个手机号"):
        actions.claim(by=post(Role.SOCIAL_WORKER, county.towns[0]).actor)
    client = come("")  # the roster's number signs in by itself
    assert "是我，认领" in client.get(JOIN).content.decode()
    assert client.post(JOIN, {"claim": "1"})["Location"] == "/me/growth/"
    see(county.division)
    made.refresh_from_db()
    assert made.user is not None
    assert made.user.phone == f"+86{PHONE}"
    assert set(made.credentials.values_list("holder", flat=True)) == {made.user_id}


def test_she_reads_her_own_row_from_a_post_that_does_not_reach_it(
    county: places.County, post: Callable[..., Standing], sign_in: Any
) -> None:
    standing = post(Role.GRID_WORKER, county.grids[3])
    worker = actions.join(Facts("李示范", county.towns[0]), by=standing.actor)
    assert "李示范" in sign_in(standing).get("/me/growth/").content.decode()
    assert queries.worker_of(standing.actor) == worker
    assert queries.worker_of(post(Role.SOCIAL_WORKER, county.towns[0]).actor) is None


def test_what_she_changes_moves_what_she_claimed(county: places.County, joined: Any, agency: Any) -> None:
    standing, worker = joined(county.towns[0])
    actions.add_credential(worker, certificate(), by=standing.actor)
    actions.amend(worker, Facts("李新名", county.towns[1], agency), by=standing.actor)
    see(county.division)
    worker.refresh_from_db()
    told = worker.credentials.get()
    assert (worker.name, worker.sort_key[:2]) == ("李新名", "li")
    assert (told.town_id, told.organisation_id) == (county.towns[1].pk, agency.pk)


def test_nobody_changes_another_ones_row(county: places.County, joined: Any) -> None:
    _one, worker = joined(county.towns[0])
    other, _hers = joined(county.towns[0], "张示范")
    with pytest.raises((Refused, Worker.DoesNotExist)):
        actions.amend(worker, Facts("别人", county.towns[0]), by=other.actor)
    with pytest.raises(Refused, match="只有本人"):
        actions.add_credential(worker, certificate(), by=other.actor)


def test_who_leaves_is_found_no_more_and_may_come_back(
    county: places.County, certified: Any, officer: Standing
) -> None:
    worker = certified(county.towns[0])
    number = worker.credentials.get().number
    by = Standing(worker.user, worker.user.posts.get(), None)  # type: ignore[arg-type]
    from linli.accounts.sight import actor_of

    actor = actor_of(by.user, by.post)
    actions.leave(worker, by=actor)
    see(county.division)
    worker.refresh_from_db()
    assert (worker.phone, worker.phone_blind) == ("", None)
    assert list(queries.search(officer.actor, queries.Wanted())) == []
    assert queries.worker_of(actor) is None
    again = actions.join(Facts("李示范", county.towns[0]), by=actor)
    assert [one.pk for one in queries.search(officer.actor, queries.Wanted())] == [again.pk]
    actions.add_credential(again, Certificate("worker", number), by=actor)
