"""The pages of an import: from the upload through the preview to the errors and back."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from linli.audit.models import Look
from linli.papers import actions
from linli.papers.models import ImportBatch
from linli.people.models import Person
from tests.conftest import Standing
from tests.factories.places import County
from tests.papers.rosters import GOOD, HEADER, brought, roster, row
from tests.papers.tables import read, xlsx

pytestmark = pytest.mark.django_db


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
