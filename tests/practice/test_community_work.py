"""Activities of a community: planned, counted once by bands, with money, photographs by consent, and promises kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.people.actions import Said
from linli.people.actions import consent as consent_to
from linli.people.models import Person
from linli.people.purposes import purposes
from linli.practice import actions
from linli.practice.models import Activity, Guest
from linli.practice.packs import themes
from linli.records.models import ServiceRecord, Undertaking
from linli.tasks.actions import finish_task
from linli.tasks.models import Task
from tests.architecture.test_restricted_is_not_used import restrict
from tests.conftest import Standing, see
from tests.factories import activities, people
from tests.factories.doors import resident
from tests.factories.places import County
from tests.support.login import sign_in as sign_in_as

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def activity(county: County, worker: Standing) -> Activity:
    return activities.activity(county.communities[0], worker.actor)


@pytest.fixture
def elder(county: County) -> Person:
    return people.person(county.communities[0], "高某")


def agree_to_pictures(person: Person, worker: Standing) -> None:
    told = purposes()["publish_image"]
    said = Said(told.code, told.digest, ["image"], ["public"], "self", "spoken", evidence="当面说的")
    consent_to(person, said, by=worker.actor)


def test_the_time_of_everybody_who_served_is_service_time(activity: Activity, worker: Standing) -> None:
    activities.hold(activity, worker.actor, minutes=90, servers=7)
    made = ServiceRecord.objects.get()
    assert (made.minutes, made.server_count, made.service_minutes) == (90, 7, 630)


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.SUPERVISOR])
def test_only_social_workers_open_a_project(role: str, county: County, post: Post) -> None:
    place = county.communities[0] if role in (Role.GRID_WORKER, Role.COMMUNITY_WORKER) else county.towns[0]
    with pytest.raises(Refused, match="由社工来开"):
        activities.activity(county.communities[0], post(role, place).actor)


def test_a_theme_nobody_offered_and_a_class_without_its_hour_are_refused(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="没有这个主题"):
        activities.activity(county.communities[0], worker.actor, theme="party")
    with pytest.raises(Refused, match="写几点结束"):
        activities.activity(county.communities[0], worker.actor, kind="after_school")


def test_each_month_has_a_theme() -> None:
    assert {month for theme in themes().values() for month in theme.months} == set(range(1, 13))


def test_fewer_heads_than_signed_in_is_refused(activity: Activity, worker: Standing, elder: Person) -> None:
    actions.welcome(activity, elder, by=worker.actor)
    with pytest.raises(Refused, match="不能少于签到的1位"):
        activities.hold(activity, worker.actor, bands={"adult": 0})
    assert not ServiceRecord.objects.exists()


def test_an_activity_is_one_record_by_bands(activity: Activity, worker: Standing, elder: Person) -> None:
    actions.welcome(activity, elder, by=worker.actor)
    held = activities.hold(activity, worker.actor, told="包了三百个饺子")
    record = ServiceRecord.objects.get()
    assert (record.kind, record.method, record.head_count, record.source) == (
        "event", "community", 30, "practice.activity",
    )  # fmt: skip
    assert (held.child, held.adult, held.elder, held.told) == (0, 10, 20, "包了三百个饺子")
    assert (record.undertaking_id, [row.person_id for row in record.beneficiaries.all()]) == (
        Undertaking.objects.get(kind="community_project").pk, [elder.pk],
    )  # fmt: skip
    with pytest.raises(Refused, match="已经记过"):
        activities.hold(activity, worker.actor)


def test_whoever_is_restricted_since_is_counted_and_not_named(
    activity: Activity, worker: Standing, county: County, elder: Person
) -> None:
    actions.welcome(activity, elder, by=worker.actor)
    restrict(elder, county.communities[0])
    activities.hold(activity, worker.actor)
    assert not ServiceRecord.objects.get().beneficiaries.exists()


def test_money_is_said_line_by_line(activity: Activity, worker: Standing) -> None:
    line = actions.budget(activity, by=worker.actor, label="面粉", planned=20_000)
    with pytest.raises(Refused, match="花了多少钱"):
        activities.hold(activity, worker.actor, spent={line.pk: -1})
    activities.hold(activity, worker.actor, spent={line.pk: 18_550})
    line.refresh_from_db()
    assert (line.planned, line.spent) == (20_000, 18_550)
    with pytest.raises(Refused, match="预算不再改"):
        actions.budget(activity, by=worker.actor, label="馅", planned=1)


def test_nobody_is_shown_who_has_not_agreed(activity: Activity, worker: Standing, elder: Person) -> None:
    guest = actions.welcome(activity, elder, by=worker.actor)
    told = {"photos": 5, "photos_kept": "站里电脑", "pictured": [guest.pk]}
    with pytest.raises(Refused, match="高某还没有同意公开照片"):
        activities.hold(activity, worker.actor, **told)
    with pytest.raises(Refused, match="照片存在哪里"):
        activities.hold(activity, worker.actor, photos=5)
    agree_to_pictures(elder, worker)
    assert activities.hold(activity, worker.actor, **told).photos == 5
    assert Guest.objects.get().pictured is True


def test_no_photograph_is_ever_needed(activity: Activity, worker: Standing) -> None:
    assert activities.hold(activity, worker.actor).photos == 0


def test_what_was_promised_in_a_courtyard_is_a_todo_until_it_is_kept(
    county: County, worker: Standing, activity: Activity
) -> None:
    day = timezone.localdate() + timedelta(days=7)
    with pytest.raises(Refused, match="记在院坝会里"):
        actions.promise(activity, by=worker.actor, what="修路灯", post=worker.post, due_on=day)
    meeting = activities.activity(county.communities[0], worker.actor, kind="courtyard", name="路灯")
    with pytest.raises(Refused, match="日子已经过了"):
        actions.promise(meeting, by=worker.actor, what="修路灯", post=worker.post, due_on=day - timedelta(days=8))
    row = actions.promise(meeting, by=worker.actor, what="修路灯", post=worker.post, due_on=day)
    todo = Task.objects.get(kind="courtyard_promise")
    assert (todo.title, todo.owner_id, todo.due_on) == ("院坝会上答应的：修路灯", worker.post.pk, day)
    finish_task(todo, by=worker.actor)
    row.refresh_from_db()
    assert row.kept_at is not None


def test_a_neighbour_signs_herself_in_with_the_code(
    activity: Activity, worker: Standing, elder: Person, county: County, client: Client
) -> None:
    code = actions.hang_code(activity, by=worker.actor)
    door = sign_in_as(client, resident(elder, worker.actor))
    for _ in range(2):
        assert door.post("/my/here/", {"code": code.code}).status_code == 302
    see(county.division)
    assert Guest.objects.values_list("person", "how").get() == (elder.pk, "code")
    activities.hold(activity, worker.actor)
    assert "对不上" in door.post("/my/here/", {"code": code.code}).content.decode()


def test_it_is_done_in_the_browser(county: County, worker: Standing, elder: Person, sign_in: SignIn) -> None:
    client = sign_in(worker)
    client.post("/w/activities/projects/new/", {"place": county.communities[0].pk, "name": "邻里一家亲"})
    project = Undertaking.objects.get().community_project
    told = {"project": project.pk, "kind": "event", "size": "small", "name": "义剪", "planned_on": timezone.localdate()}
    page = client.post("/w/activities/new/", told)
    made = Activity.objects.get()
    assert page["Location"] == f"/w/activities/{made.pk}/"
    client.post(f"/w/activities/{made.pk}/budget/", {"label": "推子", "planned": "120.50"})
    client.post(f"/w/activities/{made.pk}/guests/", {"person": elder.pk})
    line = made.budgetlines.get()
    done = {"held_on": timezone.localdate(), "minutes": 60, "elder": 26, f"spent-{line.pk}": "99.9"}
    assert client.post(f"/w/activities/{made.pk}/", {**done, "elder": ""}).status_code == 422
    assert client.post(f"/w/activities/{made.pk}/", done).status_code == 302
    line.refresh_from_db()
    assert (line.planned, line.spent, ServiceRecord.objects.get().head_count) == (12_050, 9_990, 26)


@pytest.mark.parametrize("key", ["", "x", "00000000-0000-7000-8000-000000000000"])
def test_a_button_that_names_nobody_is_said_kindly(
    key: str, activity: Activity, worker: Standing, sign_in: SignIn
) -> None:
    page = sign_in(worker).post(f"/w/activities/{activity.pk}/guests/", {"person": key}, follow=True)
    assert ("请先找到这个人" in page.content.decode(), Guest.objects.exists()) == (True, False)


def test_somebody_elsewhere_meets_404(activity: Activity, county: County, post: Post, sign_in: SignIn) -> None:
    assert sign_in(post(Role.SOCIAL_WORKER, county.towns[1])).get(f"/w/activities/{activity.pk}/").status_code == 404


@pytest.mark.parametrize("many", [1, 3])
def test_the_pages_ask_the_same_however_many_there_are(
    many: int, county: County, worker: Standing, sign_in: SignIn, django_assert_num_queries: Callable[..., object]
) -> None:
    made = [activities.activity(county.communities[0], worker.actor) for _ in range(many)]
    for number in range(many):
        actions.welcome(made[0], people.person(county.communities[0], f"高{number}"), by=worker.actor)
        actions.budget(made[0], by=worker.actor, label="水", planned=100)
    client = sign_in(worker)
    client.get("/w/activities/")
    with django_assert_num_queries(7):
        client.get("/w/activities/")
    with django_assert_num_queries(11):
        client.get(f"/w/activities/{made[0].pk}/")
