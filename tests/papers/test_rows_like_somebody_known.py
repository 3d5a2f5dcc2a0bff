"""A row like somebody known is told, with a choice; nothing is merged by itself, and without a word it stays out."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.desk.imports import alike
from linli.matching.duplicates import File
from linli.papers import actions
from linli.papers.actions import checking
from linli.papers.models import ImportBatch, State
from linli.people import actions as people
from linli.people import duplicates
from linli.people.models import Person
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.papers.rosters import brought
from tests.papers.tables import xlsx

HEADER = ["姓名", "出生日期", "联系电话", "所在社区", "现住地址", "提醒"]
BORN, HOME, PHONE = date(1951, 3, 2), "柳河湾12栋1单元302", "13812345521"


@pytest.fixture
def known(county: County, worker: Standing) -> Person:
    return people.register(
        by=worker.actor, community=county.communities[0], name="王小明", birth_date=BORN, actual_address=HOME
    )


def batch_of(county: County, by: Standing, *rows: tuple[str, str, str, str, str]) -> ImportBatch:
    """Bring in rows of name, birthday, telephone, address and note."""
    place = county.communities[0].name
    told = [[name, born, phone, place, home, note] for name, born, phone, home, note in rows]
    return brought(xlsx(["居民花名册"], HEADER, *told), by)


SAME = ("王晓明", "1951-03-02", "", HOME, "听力不好")


def choose(batch: ImportBatch, by: Standing, *codes: str) -> ImportBatch:
    line = batch.lines.get()
    return actions.take_in(actions.choose(batch, {line.pk: codes}, by=by.actor), by=by.actor)


def test_a_row_like_nobody_goes_in_as_before(county: County, worker: Standing, known: Person) -> None:
    batch = batch_of(county, worker, ("赵大海", "1980-01-01", "", "别处1号", ""))
    assert (batch.good, batch.differing) == (1, 0)
    actions.take_in(batch, by=worker.actor)
    assert Person.objects.count() == 2


def test_nobody_of_elsewhere_is_told(
    county: County, worker: Standing, known: Person, post: Callable[..., Standing]
) -> None:
    stranger = post(Role.COMMUNITY_WORKER, county.communities[-1])
    see(county.communities[-1])
    told = [File("王晓明", BORN, home=HOME)]
    assert duplicates.alike_each(told, by=stranger.actor) == [[]]
    see(county.division)
    assert [one.person for one in duplicates.alike_each(told, by=worker.actor)[0]] == [known]


def test_it_is_told_who_is_like_and_why_and_the_look_is_left(
    county: County, worker: Standing, known: Person, sign_in: Callable[[Standing], Client]
) -> None:
    batch = batch_of(county, worker, SAME)
    assert (batch.good, batch.differing, batch.bad) == (1, 1, 0)
    page = sign_in(worker).get(reverse("import_batch", args=[batch.pk]) + "?show=differs").content.decode()
    assert "王小明" in page and "姓名同音" in page and "生日相同" in page and "和已经登记的人很像" in page
    assert "是另一个人，登记新的一位" in page and "把表里多的补进这份档案" in page
    assert Look.objects.get(kind="import.preview").persons == [known.pk]


def test_without_an_answer_the_row_stays_out_and_the_file_as_it_was(
    county: County, worker: Standing, known: Person
) -> None:
    batch = actions.take_in(batch_of(county, worker, SAME), by=worker.actor)
    assert (batch.state, batch.made, batch.changed) == (State.IMPORTED, 0, 0)
    assert Person.objects.get().note == ""


def test_another_person_is_registered_when_the_user_says_so(county: County, worker: Standing, known: Person) -> None:
    batch = choose(batch_of(county, worker, SAME), worker, alike.NEW)
    assert batch.made == 1
    assert sorted(Person.objects.values_list("name", flat=True)) == ["王小明", "王晓明"]


def test_the_file_is_filled_where_it_is_blank_when_the_user_says_it_is_she(
    county: County, worker: Standing, known: Person
) -> None:
    batch = choose(batch_of(county, worker, SAME), worker, alike.FILL)
    assert (batch.made, batch.changed) == (0, 1)
    kept = Person.objects.get()
    assert (kept.name, kept.note) == ("王小明", "听力不好")
    actions.undo(batch, by=worker.actor)
    assert Person.objects.get().note == ""


def test_both_at_once_is_refused_and_nothing_goes_in(county: County, worker: Standing, known: Person) -> None:
    batch = choose(batch_of(county, worker, SAME), worker, alike.NEW, alike.FILL)
    assert batch.state == State.PREVIEWED and "请只选一样" in batch.note
    assert Person.objects.get().note == ""


def test_all_rows_are_answered_at_once(county: County, worker: Standing, known: Person) -> None:
    batch = actions.choose_all(batch_of(county, worker, SAME), [alike.NEW], by=worker.actor)
    assert actions.take_in(batch, by=worker.actor).made == 1


def test_two_alike_rows_of_one_table_are_told_and_the_second_waits_for_a_word(county: County, worker: Standing) -> None:
    rows = (("王小明", "1951-03-02", "", HOME, ""), ("赵大海", "1980-01-01", "", HOME, ""), SAME)
    batch = batch_of(county, worker, *rows)
    assert (batch.good, batch.differing, batch.bad) == (3, 1, 0)
    told = batch.lines.get(verdict="differs")
    first = batch.lines.order_by("position").first()
    assert first is not None and told.finding["meets"].startswith(f"第 {first.number} 行（姓名同音，生日相同，")
    assert [one["code"] for one in told.finding["differences"]] == [alike.NEW] and not told.finding["person"]
    actions.take_in(batch, by=worker.actor)
    assert sorted(Person.objects.values_list("name", flat=True)) == ["王小明", "赵大海"]


def test_both_of_two_alike_rows_are_registered_when_the_user_says_so(county: County, worker: Standing) -> None:
    rows = (("王小明", "1951-03-02", PHONE, "", ""), ("王晓明", "1951-03-02", PHONE, "", ""))
    batch = actions.choose_all(batch_of(county, worker, *rows), [alike.NEW], by=worker.actor)
    assert actions.take_in(batch, by=worker.actor).made == 2


def test_twins_a_family_telephone_and_bare_names_in_one_table_are_two(county: County, worker: Standing) -> None:
    rows = (
        ("王小明", "1951-03-02", PHONE, HOME, ""), ("王大强", "1951-03-02", PHONE, HOME, ""),
        ("李秀英", "1940-01-01", "", "", ""), ("李秀英", "", "", "", ""),
    )  # fmt: skip
    assert batch_of(county, worker, *rows).differing == 0


def test_rows_far_apart_in_a_table_are_compared_too(
    county: County, worker: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "PIECE", 1)
    assert batch_of(county, worker, ("王小明", "1951-03-02", "", HOME, ""), SAME).differing == 1


def test_a_child_whose_file_is_shut_is_told_by_surname_and_cannot_be_filled(county: County, worker: Standing) -> None:
    born = timezone.localdate() - timedelta(days=4000)
    child = people.register(
        by=worker.actor, community=county.communities[0], name="金丝雀", birth_date=born, actual_address=HOME
    )
    people.tag(child, people.Mark("orphan"), by=worker.actor)
    finding = batch_of(county, worker, ("金丝雀", born.isoformat(), "", HOME, "")).lines.get().finding
    assert "金某" in finding["meets"] and "金丝雀" not in finding["meets"] and HOME not in finding["meets"]
    assert [one["code"] for one in finding["differences"]] == [alike.NEW]


def test_two_hundred_rows_are_weighed_in_as_many_questions_as_two(
    county: County, worker: Standing, known: Person
) -> None:
    people.add_telephone(known, by=worker.actor, number=PHONE, label="")
    counts = []
    for many in (2, 200):
        told = [File("王晓明", BORN, telephones=frozenset({"+8613812345521"}), home=HOME) for _n in range(many)]
        with CaptureQueriesContext(connection) as asked:
            found = duplicates.alike_each(told, by=worker.actor)
        assert [one[0].person for one in found] == [known] * many
        counts.append(len(asked))
    assert counts == [6, 6]
