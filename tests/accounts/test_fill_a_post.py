"""Posts are filled and ended by those who may; administrators are separate people."""

from collections.abc import Callable
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from linli.accounts import actions
from linli.accounts.models import Post, User
from linli.accounts.sight import system_actor
from linli.audit.models import Event, Look
from linli.directory.models import Organisation
from linli.kernel.policy import Refused, acting
from linli.places.models import Division, Level
from tests.accounts.conftest import PASSWORD
from tests.factories import accounts, places

FORM = {
    "name": "新来的", "phone": "13900000009", "role": "community_worker", "place": "示范镇", "starts_on": "2026-01-01",
}  # fmt: skip


@pytest.fixture
def elsewhere(county: Any) -> Division:
    """A town of another county."""
    return places.county("990723", "邻县(示范)").towns[0]


@pytest.fixture
def admin(county: Any, post: Any) -> Any:
    """A system administrator of the county."""
    return post("system_admin", county.division)


@pytest.mark.parametrize("role", ["county_officer", "station_lead", "security_admin", "audit_admin", "resident"])
def test_only_a_system_administrator_fills_posts(county: Any, post: Any, resident: User, role: str) -> None:
    with pytest.raises(Refused, match="系统管理员"):
        actions.appoint(resident, "grid_worker", county.grids[0], by=post(role, county.division).actor)


def test_a_post_elsewhere_is_refused(admin: Any, elsewhere: Division, resident: User) -> None:
    with pytest.raises(Refused, match="不在您的管理范围"):
        actions.appoint(resident, "social_worker", elsewhere, by=admin.actor)


@pytest.mark.parametrize("role", ["system_admin", "security_admin", "audit_admin"])
def test_administrators_are_named_on_the_console_only(county: Any, admin: Any, resident: User, role: str) -> None:
    with pytest.raises(Refused, match="命令行"):
        actions.appoint(resident, role, county.division, by=admin.actor)


def test_nobody_fills_a_post_with_herself(county: Any, admin: Any) -> None:
    with pytest.raises(Refused, match="不能给自己"):
        actions.appoint(admin.user, "social_worker", county.towns[0], by=admin.actor)


@pytest.mark.parametrize("held", ["system_admin", "security_admin", "audit_admin"])
@pytest.mark.parametrize("also", ["system_admin", "security_admin", "audit_admin", "social_worker"])
def test_administrators_are_separate_people(county: Any, resident: User, held: str, also: str) -> None:
    actions.appoint(resident, held, county.division, by=system_actor())
    if held == also:
        return
    with pytest.raises(Refused, match="不能由同一个人担任"):
        actions.appoint(resident, also, county.division, by=system_actor())


def test_branches_may_follow_one_another(county: Any, resident: User) -> None:
    today = timezone.localdate()
    actions.appoint(
        resident, "system_admin", county.division, starts_on=today, ends_on=today + timedelta(30), by=system_actor()
    )
    later = today + timedelta(31)
    assert actions.appoint(resident, "audit_admin", county.division, starts_on=later, by=system_actor()).pk


@pytest.mark.django_db(transaction=True)
def test_of_two_branches_filled_at_the_same_moment_one_stands() -> None:
    county = places.county()
    user = actions.open_account("示范居民", "13900000001", by=system_actor())
    gate, outcomes = Barrier(2), []

    def fill(role: str) -> None:
        gate.wait()
        try:
            outcomes.append(actions.appoint(user, role, county.division, by=system_actor()).role)
        except Refused as refused:
            outcomes.append(refused.sentence)
        finally:
            connection.close()

    threads = [Thread(target=fill, args=(role,)) for role in ("system_admin", "audit_admin")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum("不能由同一个人担任" in outcome for outcome in outcomes) == 1
    assert Post.objects.filter(user=user).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_administrators_apart_without_any_lock_of_ours() -> None:
    from django.db import IntegrityError, OperationalError

    from tests.factories import accounts

    county = places.county()
    user = accounts.user()
    gate, outcomes = Barrier(2), []

    def insert(role: str) -> None:
        gate.wait()
        try:
            accounts.post(role, county.division, holder=user)
            outcomes.append("")
        except (
            IntegrityError,
            OperationalError,
        ) as error:  # two that wait for each other are a deadlock: one is refused
            outcomes.append(str(error))
        finally:
            connection.close()

    threads = [Thread(target=insert, args=(role,)) for role in ("system_admin", "security_admin")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [outcome for outcome in outcomes if outcome]
    assert [len(outcomes), len(refused), Post.objects.filter(user=user).count()] == [2, 1, 1]
    assert "administrators_are_separate_people" in refused[0] or "deadlock detected" in refused[0]


def test_the_same_post_twice_is_one_post(county: Any, admin: Any, resident: User) -> None:
    first = actions.appoint(resident, "grid_worker", county.grids[0], by=admin.actor)
    assert actions.appoint(resident, "grid_worker", county.grids[0], by=admin.actor) == first
    assert Event.objects.filter(verb="post.filled").count() == 1


def test_an_ended_post_is_over_at_once_and_was_held_before(county: Any, admin: Any, resident: User) -> None:
    held = actions.appoint(resident, "grid_worker", county.grids[0], starts_on=date(2026, 1, 1), by=admin.actor)
    actions.end(held, by=admin.actor)
    assert not resident.posts.in_force(timezone.localdate()).exists()
    assert resident.posts.in_force(date(2026, 1, 1)).exists()


def test_the_holder_of_an_ended_post_meets_a_closed_door_at_her_next_step(
    county: Any, admin: Any, post: Any, sign_in: Callable[..., Client]
) -> None:
    standing = post("station_lead", county.towns[0])
    client = sign_in(standing)
    assert client.get("/me/").context["request"].actor.role == "station_lead"
    actions.end(standing.post, by=admin.actor)
    assert client.get("/me/").context["request"].actor.role == "resident"


def test_the_page_opens_an_account_and_shows_the_link_once(admin: Any, sign_in: Any) -> None:
    client = sign_in(admin)
    page = client.post("/m/posts/new/", FORM)
    user = User.objects.get(name="新来的")
    assert page.status_code == 200
    assert user.handle in page.content.decode()
    link = page.context["link"]
    assert f"/login/new-password/{user.pk}/" in link
    assert not user.has_usable_password()
    assert link not in client.get("/m/posts/").content.decode()


def test_no_link_is_given_for_somebody_who_has_an_account(admin: Any, sign_in: Any) -> None:
    with acting():
        known = accounts.user(FORM["name"], "+86" + FORM["phone"])
    page = sign_in(admin).post("/m/posts/new/", FORM)
    assert known.posts.count() == 1
    assert page.context["link"] == ""
    assert "请安全管理员重置登录" in page.content.decode()


def test_the_link_sets_a_password_once(admin: Any, sign_in: Any) -> None:
    link = sign_in(admin).post("/m/posts/new/", FORM).context["link"].removeprefix("http://testserver")
    other = Client()
    assert other.get(link).status_code == 200
    for bad in ("short", "1234567890", "password123"):
        assert other.post(link, {"password": bad, "again": bad}).status_code == 422
    assert other.post(link, {"password": PASSWORD, "again": PASSWORD + "x"}).status_code == 422
    assert other.post(link, {"password": PASSWORD, "again": PASSWORD})["Location"] == "/login/password/"
    assert other.post(link, {"password": PASSWORD + "2", "again": PASSWORD + "2"}).status_code == 404
    user = User.objects.get(name="新来的")
    assert user.check_password(PASSWORD)
    assert user.password.startswith("argon2")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"place": "邻县(示范)"}, "place"),
        ({"place": "没有这个地方"}, "place"),
        ({"phone": "12345"}, "phone"),
        ({"name": "\u200b "}, "name"),
        ({"role": "system_admin"}, "role"),
        ({"ends_on": "2025-12-31"}, "ends_on"),
        ({"starts_on": "yesterday"}, "starts_on"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_what_was_typed_stays(
    admin: Any, elsewhere: Division, sign_in: Any, facts: dict[str, str], field: str
) -> None:
    page = sign_in(admin).post("/m/posts/new/", FORM | facts)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert "社区" in page.content.decode()
    assert not Post.objects.filter(user__name="新来的").exists()


def test_a_number_of_another_name_is_not_given_a_post(admin: Any, resident: User, sign_in: Any) -> None:
    page = sign_in(admin).post("/m/posts/new/", FORM | {"phone": "13900000001"})
    assert page.status_code == 422
    assert "另一个姓名" in page.content.decode()
    assert "示范居民" not in page.content.decode()


def test_a_name_of_two_places_asks_for_the_code(county: Any, admin: Any, sign_in: Any) -> None:
    page = sign_in(admin).post("/m/posts/new/", FORM | {"place": "第一网格"})
    assert page.status_code == 422
    assert county.grids[0].code in page.content.decode()
    page = sign_in(admin).post("/m/posts/new/", FORM | {"place": county.grids[0].code, "role": "grid_worker"})
    assert page.context["post"].place.level == Level.GRID


@pytest.mark.parametrize("role", ["station_lead", "county_officer", "social_worker", "evaluator", "grid_worker"])
def test_the_list_of_posts_does_not_exist_for_others(county: Any, post: Any, sign_in: Any, role: str) -> None:
    client = sign_in(post(role, county.division))
    assert client.get("/m/posts/").status_code == 404
    assert client.get("/m/posts/new/").status_code == 404


def test_the_list_shows_one_s_own_place_with_masked_numbers_and_notes_the_look(
    admin: Any, post: Any, county: Any, elsewhere: Division, sign_in: Any
) -> None:
    near, far = post("social_worker", county.towns[0]), post("social_worker", elsewhere)
    page = sign_in(admin).get("/m/posts/")
    shown = {row.user_id for row, _phone in page.context["rows"]}
    assert near.user.pk in shown and far.user.pk not in shown
    assert near.user.phone[-8:] not in page.content.decode()
    assert set(Look.objects.get(kind="account").persons) == shown


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    admin: Any, post: Any, county: Any, sign_in: Any, django_assert_num_queries: Any, size: int
) -> None:
    for _ in range(size):
        post("social_worker", county.towns[0])
    client = sign_in(admin)
    client.get("/m/posts/")
    with django_assert_num_queries(8):
        client.get("/m/posts/")


def test_a_post_elsewhere_cannot_be_ended_by_its_address(
    admin: Any, post: Any, elsewhere: Division, sign_in: Any
) -> None:
    far = post("social_worker", elsewhere)
    assert sign_in(admin).post(f"/m/posts/{far.post.pk}/end/").status_code == 404
    far.post.refresh_from_db()
    assert far.post.ends_on is None


def test_a_post_is_ended_after_asking(admin: Any, post: Any, county: Any, sign_in: Any) -> None:
    near, client = post("social_worker", county.towns[0]), sign_in(admin)
    page = client.get(f"/m/posts/{near.post.pk}/end/")
    assert "马上结束" in page.content.decode()
    near.post.refresh_from_db()
    assert near.post.ends_on is None
    assert client.post(f"/m/posts/{near.post.pk}/end/").status_code == 302
    assert near.post not in [row for row, _phone in client.get("/m/posts/").context["rows"]]


def test_a_post_may_be_held_in_an_organisation(county: Any, admin: Any, elsewhere: Division, sign_in: Any) -> None:
    with acting():
        ours = Organisation.objects.create(kind="agency", name="示范社工机构", county_id=county.division.pk)
        Organisation.objects.create(kind="agency", name="邻县社工机构", county_id=elsewhere.county_id)
    client = sign_in(admin)
    held = client.post("/m/posts/new/", FORM | {"role": "evaluator", "place": "示范社工机构"}).context["post"]
    assert (held.organisation, held.place) == (ours, None)
    assert held.pk in {row.pk for row, _phone in client.get("/m/posts/").context["rows"]}
    assert client.post("/m/posts/new/", FORM | {"place": "邻县社工机构"}).status_code == 422
