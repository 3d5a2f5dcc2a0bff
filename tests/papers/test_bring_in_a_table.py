"""A table is uploaded, matched, looked through, and taken in whole or not at all."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.audit.models import Event, Look
from linli.kernel.policy import Refused
from linli.kernel.scope import seeing
from linli.papers import actions
from linli.papers.models import ColumnMemory, ImportBatch, ImportRow, State
from linli.papers.registry import importer
from linli.people.models import Person, Telephone
from tests.conftest import Standing
from tests.factories.places import County
from tests.papers.tables import read, xlsx

pytestmark = pytest.mark.django_db

HEADER = ["姓名", "身份证号", "联系电话", "所在社区", "住址"]
GOOD = "999999194910010029"
OTHER = "999999200002290019"


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    """A community worker of the first community."""
    return post("community_worker", county.communities[0])


def brought(file: io.BytesIO, by: Standing, kind: str = "people", **mapping: int) -> ImportBatch:
    """Upload, match as suggested, and check."""
    found = importer(kind)
    assert found is not None
    batch = actions.upload(file, "名单.xlsx", found, by.post, by=by.actor)
    batch = actions.match(batch, batch.mapping | mapping, by=by.actor)
    return actions.examine(batch, by=by.actor)


def roster(county: County, *rows: list[Any]) -> io.BytesIO:
    """Return a roster of people of the first community."""
    return xlsx(["2023年居民花名册"], HEADER, *rows)


def row(county: County, name: str = "王示范", number: Any = "", phone: Any = "", address: str = "") -> list[Any]:
    return [name, number, phone, county.communities[0].name, address]


def errors(batch: ImportBatch) -> list[list[list[str]]]:
    return [line.finding["errors"] for line in batch.lines.order_by("position")]


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
        1, [{"code": "actual_address", "stored": "旧地址", "offered": "新地址"}],
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


# Undo.


def test_within_a_day_everything_is_taken_out_again(county: County, worker: Standing) -> None:
    actions.take_in(brought(roster(county, row(county, "王示范", GOOD, "", "旧地址")), worker), by=worker.actor)
    batch = brought(
        roster(county, row(county, "王示范", GOOD, "13812345678", "新地址"), row(county, "李示范", OTHER)), worker
    )
    actions.choose_all(batch, ["actual_address"], by=worker.actor)
    batch = actions.take_in(batch, by=worker.actor)
    assert (batch.made, batch.changed) == (1, 1)
    batch = actions.undo(batch, by=worker.actor)
    person = Person.objects.get()
    assert (person.actual_address, batch.state, batch.kept) == ("旧地址", State.UNDONE, 0)
    assert not Telephone.objects.exists()
    again = brought(roster(county, row(county, "李示范", OTHER)), worker)
    assert actions.take_in(again, by=worker.actor).made == 1


def test_what_was_changed_since_stays_and_is_named(county: County, worker: Standing) -> None:
    from linli.people import actions as people

    batch = actions.take_in(
        brought(roster(county, row(county, "王示范"), row(county, "李示范")), worker), by=worker.actor
    )
    person = Person.objects.get(name="王示范")
    people.amend(person, by=worker.actor, version=person.version, note="怕狗")
    batch = actions.undo(batch, by=worker.actor)
    assert list(Person.objects.values_list("name", flat=True)) == ["王示范"]
    kept = batch.lines.get(outcome="kept")
    assert (batch.kept, "又有人改过" in kept.made["sentence"]) == (1, True)


def test_after_a_day_nothing_is_undone(county: County, worker: Standing) -> None:
    import time_machine

    batch = actions.take_in(brought(roster(county, row(county)), worker), by=worker.actor)
    assert batch.undo_until is not None
    with time_machine.travel(batch.undo_until + timedelta(seconds=1)), pytest.raises(Refused, match="24 小时"):
        actions.undo(batch, by=worker.actor)


# The pages.


def test_the_whole_road_on_the_pages(county: County, worker: Standing, sign_in: Callable[[Standing], Client]) -> None:
    client = sign_in(worker)
    file = roster(county, row(county, "王示范", GOOD, "", "旧地址"), row(county, "", ""))
    upload = SimpleUploadedFile("名单.xlsx", file.getvalue())
    page = client.post(reverse("imports"), {"kind": "people", "file": upload})
    assert page.status_code == 302
    batch = ImportBatch.objects.get()
    address = reverse("import_batch", args=[batch.pk])
    page = client.get(address)
    assert "哪一列是什么" in page.content.decode()
    form = page.context["form"]
    answers = {code: form.initial.get(code, "") for code in form.fields}
    assert client.post(reverse("import_columns", args=[batch.pk]), answers | {"name": ""}).status_code == 422
    assert client.post(reverse("import_columns", args=[batch.pk]), answers).status_code == 302
    text = client.get(address).content.decode()
    assert "只导入没有问题的 1 行" in text
    assert "没有填。" in text
    assert client.post(reverse("import_take", args=[batch.pk])).status_code == 302
    assert client.post(reverse("import_take", args=[batch.pk])).status_code == 302
    assert "新增 1 条" in client.get(address).content.decode()
    assert client.get(reverse("import_undo", args=[batch.pk])).status_code == 200
    assert Person.objects.count() == 1
    client.post(reverse("import_undo", args=[batch.pk]))
    assert "已经撤销" in client.get(address).content.decode()
    assert Person.objects.count() == 0


def test_a_look_is_left_for_those_whose_stored_fields_are_shown(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    actions.take_in(brought(roster(county, row(county, "王示范", GOOD, "", "旧地址")), worker), by=worker.actor)
    batch = brought(roster(county, row(county, "王示范", GOOD, "", "新地址")), worker)
    text = sign_in(worker).get(reverse("import_batch", args=[batch.pk]) + "?show=differs").content.decode()
    assert "旧地址" in text
    assert "新地址" in text
    look = Look.objects.get(kind="import.preview")
    assert (look.persons, look.fields) == ([Person.objects.get().pk], ["actual_address"])


def test_the_error_workbook_holds_the_bad_rows_as_they_came_with_a_red_reason(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    import openpyxl

    batch = brought(roster(county, row(county, "王示范", GOOD), row(county, "=1+1", "0012", "13812345678")), worker)
    content = sign_in(worker).get(reverse("import_errors", args=[batch.pk])).content
    header, only = read(content)
    assert header == [*HEADER, "错误原因"]
    assert only[:3] == ["=1+1", "0012", "13812345678"]
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet["F2"].font.color.rgb == "FFB42318"
    assert {cell.data_type for cell in sheet[2] if cell.value} == {"s"}
    # Mended and uploaded again, the red column is no column of the table.
    only[0], only[1] = "李示范", ""
    again = brought(xlsx(header, only), worker)
    assert (again.good, again.bad) == (1, 0)


def test_the_template_has_drop_downs_an_example_that_is_skipped_and_instructions(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    import openpyxl

    content = sign_in(worker).get(reverse("import_template", args=["people"])).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    form = book.worksheets[0]
    assert book.sheetnames[:2] == ["居民", "填写说明"]
    assert not form.merged_cells.ranges
    assert form.data_validations.dataValidation
    form.append(["王填写", "", "", county.communities[0].name])
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    batch = brought(out, worker)
    assert (batch.rows, batch.good, len(batch.skipped)) == (1, 1, 1)


def test_the_list_of_rows_costs_the_same_queries_for_one_and_three(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client], django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sign_in(worker)
    counts = []
    for rows in (1, 3):
        batch = brought(roster(county, *[row(county, "") for _number in range(rows)]), worker)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(reverse("import_batch", args=[batch.pk]))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_choices_made_on_the_page_go_in_with_the_rows(
    county: County, worker: Standing, sign_in: Callable[[Standing], Client]
) -> None:
    actions.take_in(brought(roster(county, row(county, "王示范", GOOD, "", "旧地址")), worker), by=worker.actor)
    batch = brought(roster(county, row(county, "王示范", GOOD, "", "新地址")), worker)
    line = str(batch.lines.get().pk)
    told = {"row": line, f"columns-{line}": "actual_address", f"{line}:actual_address": "take"}
    client = sign_in(worker)
    assert client.post(reverse("import_take", args=[batch.pk]), told | {"row": "no key"}).status_code == 404
    assert client.post(reverse("import_take", args=[batch.pk]), told).status_code == 302
    assert Person.objects.get().actual_address == "新地址"
