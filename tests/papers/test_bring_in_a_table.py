"""A table is uploaded, matched, checked, and taken in whole or not at all."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from linli.audit.models import Event
from linli.kernel.policy import Refused
from linli.kernel.scope import seeing
from linli.papers import actions
from linli.papers.models import ColumnMemory, ImportBatch, ImportRow, State
from linli.papers.registry import importer
from linli.people.models import Person
from tests.conftest import Standing
from tests.factories.places import County
from tests.papers.rosters import GOOD, HEADER, OTHER, brought, errors, roster, row
from tests.papers.tables import xlsx

pytestmark = pytest.mark.django_db

# What is refused.


def test_a_post_without_the_role_cannot_upload(county: County, post: Callable[..., Standing]) -> None:
    officer = post("county_officer", county.division)
    with pytest.raises(Refused, match="不能导入"):
        brought(roster(county, row(county)), officer)


def test_another_post_does_not_learn_that_the_table_exists(
    county: County, worker: Standing, post: Callable[..., Standing], sign_in: Callable[[Standing], Client]
) -> None:
    batch = brought(roster(county, row(county)), worker)
    client = sign_in(post("community_worker", county.communities[0]))
    for name in ("import_batch", "import_errors", "import_undo"):
        assert client.get(reverse(name, args=[batch.pk])).status_code == 404
    for name in ("import_columns", "import_take", "import_abandon", "import_choose", "import_undo"):
        assert client.post(reverse(name, args=[batch.pk])).status_code == 404


def test_a_table_without_rows_or_with_too_many_is_refused(
    county: County, worker: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="没有内容"):
        brought(roster(county), worker)
    monkeypatch.setattr("linli.papers.actions.uploading.MOST_LINES", 2)
    with pytest.raises(Refused, match="超过 2 行"):
        brought(roster(county, *[row(county, f"居民{number}") for number in range(3)]), worker)
    assert not ImportBatch.objects.exists()


def test_columns_that_are_needed_must_be_matched_and_one_cannot_tell_two_things(
    county: County, worker: Standing
) -> None:
    found = importer("people")
    assert found is not None
    batch = actions.upload(roster(county, row(county)), "名单.xlsx", found, worker.post, by=worker.actor)
    refused: list[tuple[dict[str, int], str]] = [
        ({"name": 0}, "社区"), ({"name": 0, "community": 0}, "只能用一次"), ({"evil": 0}, "没有这一列"),
        ({"name": 99, "community": 3}, "没有这一列"),
    ]  # fmt: skip
    for mapping, sentence in refused:
        with pytest.raises(Refused, match=sentence):
            actions.match(batch, mapping, by=worker.actor)


def test_each_bad_row_says_in_chinese_what_is_wrong(county: County, worker: Standing) -> None:
    batch = brought(
        roster(
            county,
            row(county, "王示范", GOOD),
            row(county, "", ""),
            row(county, "李示范", 1.10101199001011e17),
            row(county, "赵示范", "999999200002290010"),
            row(county, "钱示范", GOOD),
            row(county, "孙示范", "", "12"),
            ["周示范", "", "", "没有的社区", ""],
            ["吴示范", "", "", county.communities[3].name, ""],
        ),
        worker,
    )
    told = ["".join(sentence for _code, sentence in found) for found in errors(batch)]
    assert (batch.good, batch.bad) == (1, 7)
    expected = ["", "没有填", "后几位已经丢了", "最后一位对不上", "和第 3 行重复", "电话", "没有“没有的社区”", "没有“"]
    assert all(part in sentence for part, sentence in zip(expected, told, strict=True)), told


def test_a_table_without_a_good_row_cannot_be_taken_in(county: County, worker: Standing) -> None:
    batch = brought(roster(county, row(county, "")), worker)
    with pytest.raises(Refused, match="没有一行"):
        actions.take_in(batch, by=worker.actor)


def test_a_row_that_fails_at_the_last_moment_leaves_nothing_half_stored(
    county: County, worker: Standing, post: Callable[..., Standing]
) -> None:
    elsewhere = post("community_worker", county.communities[1])
    with seeing(elsewhere.actor.scope):
        file = xlsx(HEADER, ["李示范", OTHER, "", county.communities[1].name, ""])
        actions.take_in(brought(file, elsewhere), by=elsewhere.actor)
    with seeing(worker.actor.scope):
        batch = brought(roster(county, row(county, "王示范", GOOD), row(county, "李示范", OTHER)), worker)
        assert batch.good == 2
        batch = actions.take_in(batch, by=worker.actor)
        assert (batch.state, batch.good, batch.bad, Person.objects.count()) == (State.PREVIEWED, 1, 1, 0)
        assert "一行都没有导入" in batch.note
        assert actions.take_in(batch, by=worker.actor).made == 1


# What goes in.


def test_good_rows_go_in_and_bad_ones_stay_out(county: County, worker: Standing) -> None:
    batch = brought(roster(county, row(county, "王示范", GOOD, "13812345678", "示范家苑3栋"), row(county, "")), worker)
    batch = actions.take_in(batch, by=worker.actor)
    person = Person.objects.get()
    assert (person.name, person.actual_address, str(person.birth_date), person.sex) == (
        "王示范", "示范家苑3栋", "1949-10-01", "2",
    )  # fmt: skip
    assert person.telephones.get().number == "+8613812345678"
    assert (batch.state, batch.made, batch.changed, batch.bad) == (State.IMPORTED, 1, 0, 1)
    assert Event.objects.filter(verb="import.taken_in", subject=batch.pk).count() == 1


def test_a_second_click_and_a_retried_job_change_nothing(county: County, worker: Standing) -> None:
    batch = brought(roster(county, row(county)), worker)
    actions.take_in(batch, by=worker.actor)
    actions.take_in(batch, by=worker.actor)
    assert Person.objects.count() == 1
    assert Event.objects.filter(verb="import.taken_in").count() == 1


def test_what_is_stored_stays_unless_the_user_chooses_the_table(county: County, worker: Standing) -> None:
    actions.take_in(brought(roster(county, row(county, "王示范", GOOD, "", "旧地址")), worker), by=worker.actor)
    file = roster(county, row(county, "王示范", GOOD, "13812345678", "新地址"))
    batch = brought(file, worker)
    (line,) = batch.lines.all()
    assert (batch.differing, line.finding["differences"]) == (
        1, [{"code": "actual_address", "stored": "旧地址", "offered": "新地址", "label": ""}],
    )  # fmt: skip
    batch = actions.take_in(batch, by=worker.actor)
    person = Person.objects.get()
    assert (person.actual_address, person.telephones.count(), batch.changed) == ("旧地址", 1, 1)
    batch = brought(file, worker)
    actions.choose(batch, {batch.lines.get().pk: ["actual_address", "name"]}, by=worker.actor)
    actions.take_in(batch, by=worker.actor)
    assert Person.objects.get().actual_address == "新地址"
    batch = brought(file, worker)
    assert (batch.differing, actions.take_in(batch, by=worker.actor).changed) == (0, 0)


def test_all_rows_are_chosen_at_once_for_some_columns(county: County, worker: Standing) -> None:
    actions.take_in(brought(roster(county, row(county, "王示范", GOOD, "", "旧地址")), worker), by=worker.actor)
    batch = brought(roster(county, row(county, "王新名", GOOD, "", "新地址")), worker)
    actions.choose_all(batch, ["name"], by=worker.actor)
    actions.take_in(batch, by=worker.actor)
    person = Person.objects.get()
    assert (person.name, person.actual_address) == ("王新名", "旧地址")


def test_the_columns_are_remembered_for_the_next_table_with_this_header(county: County, worker: Standing) -> None:
    found = importer("people")
    assert found is not None
    header = ["甲栏", "乙栏", "丙栏"]
    file = xlsx(header, ["王示范", county.communities[0].name, "x"])
    batch = actions.upload(file, "a.xlsx", found, worker.post, by=worker.actor)
    assert batch.mapping == {}
    actions.match(batch, {"name": 0, "community": 1}, by=worker.actor)
    again = actions.upload(file, "b.xlsx", found, worker.post, by=worker.actor)
    assert again.mapping == {"name": 0, "community": 1}
    assert ColumnMemory.objects.count() == 1


def test_the_cells_are_sealed_in_the_database(county: County, worker: Standing) -> None:
    batch = brought(roster(county, row(county, "王示范", GOOD)), worker)
    line = batch.lines.get()
    assert "王示范".encode() not in bytes(line.cells_sealed)
    assert line.cells[:2] == ["王示范", GOOD]


def test_nothing_is_kept_of_a_table_that_is_not_taken_in(county: County, worker: Standing) -> None:
    batch = actions.abandon(brought(roster(county, row(county)), worker), by=worker.actor)
    assert (batch.state, ImportRow.objects.count(), Person.objects.count()) == (State.ABANDONED, 0, 0)
    with pytest.raises(Refused):
        actions.take_in(batch, by=worker.actor)
