"""合并与撤销: two files become one and two again; nothing is lost, and undoing restores every row as it was."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.people import actions, queries
from linli.people.models import (
    HouseholdMember,
    IdentityDocument,
    KinshipLink,
    Merge,
    Person,
    PriorityTag,
    Telephone,
)
from linli.people.queries import Wanted
from tests.conftest import Standing
from tests.factories.people import household
from tests.factories.places import County
from tests.people.cards import PHONE, card

Post = Callable[..., Standing]
TABLES = (Person, IdentityDocument, Telephone, HouseholdMember, KinshipLink, PriorityTag)


def stored() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table a merge may touch, ids and all."""
    rows = {}
    with connection.cursor() as cursor:
        for model in TABLES:
            cursor.execute(f"SELECT t::text FROM {model._meta.db_table} t ORDER BY t.id")
            rows[model.__name__] = cursor.fetchall()
    return rows


@pytest.fixture
def again(county: County, worker: Standing) -> Person:
    """The same 王奶奶, registered once more at the next door with another telephone and other categories."""
    made = actions.register(
        by=worker.actor, community=county.communities[0], name="王晓明", sex="2", birth_date=date(1951, 3, 2),
        phones=[(PHONE, "女儿"), ("13900001111", "")], dwelling=county.dwellings[1], note="耳背",
        registered_address="柳河镇老街8号",
        categories=[actions.Mark("elder_alone"), actions.Mark("disability")],
    )  # fmt: skip
    child = actions.register(by=worker.actor, community=county.communities[0], name="王小女")
    actions.relate(made, child, by=worker.actor, kind="child")
    return made


def test_a_grid_worker_a_stranger_and_another_area_are_refused(
    county: County, post: Post, person: Person, again: Person
) -> None:
    for role, place in ((Role.GRID_WORKER, county.communities[0]), (Role.EVALUATOR, county.division)):
        with pytest.raises(Refused, match="请让社区或社工站的同事来做"):
            actions.merge(person, again, by=post(role, place).actor)
    with pytest.raises(Refused, match="请联系县里的协调人核对"):
        actions.merge(person, again, by=post(Role.SOCIAL_WORKER, county.towns[1]).actor)
    assert not Merge.objects.exists()


def test_a_file_is_not_merged_with_itself_nor_twice_nor_under_an_alias(
    county: County, worker: Standing, person: Person, again: Person
) -> None:
    third = actions.register(by=worker.actor, community=county.communities[0], name="王小朋")
    with pytest.raises(Refused, match="两份不同的档案"):
        actions.merge(person, person, by=worker.actor)
    actions.merge(person, again, by=worker.actor)
    with pytest.raises(Refused, match="“王晓明”这份档案已经并入“王奶奶”"):
        actions.merge(third, again, by=worker.actor)
    with pytest.raises(Refused, match="已经并入“王奶奶”"):
        actions.merge(again, third, by=worker.actor)
    with pytest.raises(Refused, match="请把它选作留下的那一份"):
        actions.merge(third, person, by=worker.actor)
    assert actions.merge(person, third, by=worker.actor).kept == person


def test_what_lies_in_two_towns_is_merged_by_the_county(
    county: County, post: Post, worker: Standing, person: Person
) -> None:
    far = actions.register(
        by=post(Role.SOCIAL_WORKER, county.towns[1]).actor, community=county.communities[2], name="王小明"
    )
    with pytest.raises(Refused, match="请联系县里的协调人核对"):
        actions.merge(person, far, by=worker.actor)
    made = actions.merge(person, far, by=post(Role.COUNTY_OFFICER, county.division).actor)
    with pytest.raises(Refused, match="请联系县里的协调人核对"):
        actions.unmerge(made, by=worker.actor)


def test_the_database_keeps_aliases_free_of_chains_and_circles(
    county: County, worker: Standing, person: Person, again: Person
) -> None:
    third = actions.register(by=worker.actor, community=county.communities[0], name="王小朋")
    actions.merge(person, again, by=worker.actor)
    for row, into in ((third, again), (person, third), (person, person)):
        with pytest.raises(IntegrityError), transaction.atomic(), acting():
            Person.objects.filter(pk=row.pk).update(merged_into=into)


def test_choices_that_are_none_are_refused(county: County, worker: Standing, person: Person, again: Person) -> None:
    for choices in ({"name": "mine"}, {"nickname": "kept"}):
        with pytest.raises(Refused, match="给每一项选一边"):
            actions.merge(person, again, by=worker.actor, choices=choices)
    with pytest.raises(Refused, match="只有证件"):
        actions.merge(person, again, by=worker.actor, choices={"name": "both"})
    far = actions.register(
        by=worker.actor, community=county.communities[1], name="王小明", dwelling=county.dwellings[2]
    )
    with pytest.raises(Refused, match="不同的社区"):
        actions.merge(person, far, by=worker.actor, choices={"household": "other"})


def test_what_is_chosen_stands_and_telephones_categories_and_kin_of_both(
    worker: Standing, person: Person, again: Person
) -> None:
    chosen = {"name": "other", "note": "other", "household": "other"}
    actions.merge(person, again, by=worker.actor, choices=chosen)
    kept = Person.objects.get(pk=person.pk)
    assert (kept.name, kept.preferred_name, kept.note) == ("王晓明", "王奶奶", "耳背")
    assert kept.registered_address == "柳河镇老街8号"
    assert kept.household == again.household
    assert sorted(row.number for row in kept.telephones.all()) == ["+8613812345521", "+8613900001111"]
    running = sorted(kept.tags.filter(ends_on=None).values_list("category", flat=True))
    assert running == ["disability", "elder_alone", "low_income"]
    assert [str(other) for _link, other, _kind in queries.kin(kept)] == ["王小女"]
    assert [row.person_id for row in queries.members(again.household) if row.ends_on is None] == [person.pk]


@pytest.mark.parametrize("document", ["kept", "other", "both"])
@pytest.mark.parametrize("home", ["kept", "other"])
def test_undoing_restores_every_row_of_both_as_it_was(
    worker: Standing, person: Person, again: Person, document: str, home: str
) -> None:
    actions.add_document(again, by=worker.actor, kind="passport", number="E12345678")
    actions.relate(person, again, by=worker.actor, kind="sibling")
    before = stored()
    everything = dict.fromkeys(("name", "preferred_name", "sex", "birth_date", "note"), "other")
    made = actions.merge(person, again, by=worker.actor, choices=everything | {"document": document, "household": home})
    assert stored() != before
    actions.unmerge(made, by=worker.actor)
    assert stored() == before
    with pytest.raises(Refused, match="已经撤销"):
        actions.unmerge(made, by=worker.actor)


def test_what_came_since_stays_with_the_kept_file(worker: Standing, person: Person, again: Person) -> None:
    made = actions.merge(person, again, by=worker.actor)
    kept = Person.objects.get(pk=person.pk)
    actions.add_telephone(kept, by=worker.actor, number="13700001111")
    actions.amend(kept, by=worker.actor, version=kept.version, preferred_name="王老师")
    actions.unmerge(made, by=worker.actor)
    kept.refresh_from_db()
    assert kept.preferred_name == "王老师"
    assert kept.telephones.count() == 2
    assert Person.objects.get(pk=again.pk).telephones.count() == 2


def test_undoing_is_refused_naming_what_was_changed_since(worker: Standing, person: Person, again: Person) -> None:
    made = actions.merge(person, again, by=worker.actor, choices={"note": "other"})
    kept = Person.objects.get(pk=person.pk)
    actions.amend(kept, by=worker.actor, version=kept.version, note="改过")
    actions.remove_telephone(kept.telephones.get(label=""), by=worker.actor)
    with pytest.raises(Refused, match="电话、提醒。先改回去"):
        actions.unmerge(made, by=worker.actor)
    assert Person.objects.get(pk=again.pk).merged_into == kept


def test_a_merge_on_top_is_undone_first(county: County, worker: Standing, person: Person, again: Person) -> None:
    third = actions.register(by=worker.actor, community=county.communities[0], name="王小朋")
    first = actions.merge(third, again, by=worker.actor)
    with pytest.raises(Refused, match="请把它选作留下的那一份"):
        actions.merge(person, third, by=worker.actor)
    actions.unmerge(first, by=worker.actor)
    second = actions.merge(person, third, by=worker.actor)
    assert second.kept == person


def test_the_alias_is_in_no_list_and_is_found_under_the_kept_name(
    county: County, worker: Standing, person: Person, again: Person
) -> None:
    made = actions.merge(person, again, by=worker.actor)
    for text in ("", "王晓明", "wxm", "老街8号", "13900001111", "1111", card()):
        found = queries.people(Wanted(text), by=worker.actor, day=timezone.localdate()).rows
        assert person.pk in {row.pk for row in found}, text
        assert again.pk not in {row.pk for row in found}, text
    actions.unmerge(made, by=worker.actor)
    found = queries.people(Wanted("王晓明"), by=worker.actor, day=timezone.localdate()).rows
    assert [row.pk for row in found] == [again.pk]


def test_nothing_is_written_on_a_merged_file(county: County, worker: Standing, person: Person, again: Person) -> None:
    actions.merge(person, again, by=worker.actor)
    merged = Person.objects.get(pk=again.pk)
    with pytest.raises(Refused, match="已经并入“王奶奶”"):
        actions.amend(merged, by=worker.actor, version=merged.version, note="写在旧的上")
    with pytest.raises(Refused, match="已经并入“王奶奶”"):
        actions.join_household(merged, household(county.dwellings[0]), by=worker.actor)


def test_what_stood_before_is_sealed(worker: Standing, person: Person, again: Person) -> None:
    made = actions.merge(person, again, by=worker.actor, choices={"note": "other"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM people_merge m")
        (text,) = cursor.fetchone()
    for word in ("先打电话", "耳背", "王晓明", "老街"):
        assert word not in text
        assert word.encode().hex() not in text
    assert "先打电话" in Merge.objects.get(pk=made.pk).before


def test_as_many_statements_whatever_the_history(
    county: County, worker: Standing, person: Person, again: Person
) -> None:
    with CaptureQueriesContext(connection) as merging:
        made = actions.merge(person, again, by=worker.actor)
    with CaptureQueriesContext(connection) as undoing:
        actions.unmerge(made, by=worker.actor)
    assert (len(merging), len(undoing)) == (25, 23)
