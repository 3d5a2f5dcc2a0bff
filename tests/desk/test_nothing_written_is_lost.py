"""＋记一笔: every change is kept, two pages lose neither text, and a double tap makes one record."""

import pytest

from linli.kernel.text import tidy
from linli.records.models import ServiceRecord
from linli.tasks.actions import body_of
from linli.tasks.models import Draft
from tests.conftest import see
from tests.factories import people
from tests.factories.places import County
from tests.support.quick import Sheet, at_the_door, open_sheet


def test_every_change_is_kept_and_there_again_after_loading(sheet: Sheet, county: County) -> None:
    for text in ("爷", "爷爷", "爷爷咳嗽"):
        assert sheet.save(note=text, codes=["well"]) == 204
    assert sheet.again().read.fields["note"] == ["爷爷咳嗽"]
    assert sheet.again().read.fields["codes"] == ["well"]


def test_two_open_pages_show_each_others_text_and_lose_neither(sheet: Sheet, county: County) -> None:
    phone, desk = sheet.again(), sheet.again()
    assert phone.save(note="手机上写的") == 204
    assert desk.save(note="电脑上写的") == 409
    both = desk.send(do="finish", note="电脑上写的")
    assert both.answer.status_code == 409
    assert "手机上写的" in both.page and both.read.fields["note"] == ["电脑上写的"]
    assert body_of(Draft.objects.get())["note"] == "手机上写的"
    assert both.save(note="手机上写的，电脑上写的") == 204


def test_a_double_tap_on_finish_makes_one_record(county: County, sheet: Sheet) -> None:
    people.person(county.communities[0], "王奶奶", household=people.household(county.dwellings[1]))
    ready = at_the_door(sheet)
    first, second = ready.finish(), ready.finish()
    assert first.url == second.url
    assert sheet.save(note="晚到的") == 404
    see(county.division)
    assert ServiceRecord.objects.count() == 1


def test_a_form_opened_and_left_untouched_is_not_kept(sheet: Sheet) -> None:
    open_sheet(sheet.client)
    assert Draft.objects.count() == 1


def test_a_form_not_wanted_is_thrown_away(sheet: Sheet) -> None:
    sheet.save(note="写错了")
    assert "不要了" in sheet.client.post(f"{sheet.url}discard/", follow=True).content.decode()
    assert not Draft.objects.exists()


HOSTILE = [
    "'; DROP TABLE records_servicerecord; --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% now 'Y' %}",
    "=cmd|' /C calc'!A0",
    "尼玛·扎西 𬭚䶮㛃𠮷",
    "\u202eevil\u202c",
    "a\u0301",
    "\x00null",
    "👨\u200d👩\u200d👧",
    "\n首行空",
    "../../etc/passwd%00%0d%0a",
    "A" * 9000,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_it_is_or_refused_with_a_sentence(county: County, sheet: Sheet, text: str) -> None:
    people.person(county.communities[0], "王奶奶", household=people.household(county.dwellings[1]))
    ready = at_the_door(sheet)
    assert ready.save(note=text, q=text, call=text, title=text, minutes_other=text, head_count=text) == 204
    assert ready.again().answer.status_code == 200
    answer = ready.send(do="finish", note=text, q="", call="", minutes_other="", head_count="")
    assert answer.answer.status_code == 200
    see(county.division)
    assert ServiceRecord.objects.get().narrative == tidy(text)
    for field in ("call", "minutes_other", "again_on", "happened_on"):
        fresh = at_the_door(open_sheet(sheet.client))
        assert fresh.finish(**{field: text}).answer.status_code in (200, 422)
