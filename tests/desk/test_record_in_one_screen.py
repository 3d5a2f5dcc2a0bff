"""＋记一笔: from a door to a record on one screen, without script; nothing written is ever lost."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Look
from linli.directory.models import Programme
from linli.kernel.policy import acting
from linli.outreach.models import HardshipLead, HomeVisit
from linli.people.models import Person
from linli.records import actions as records
from linli.records.models import Kind, ServiceRecord
from linli.tasks.actions import body_of
from linli.tasks.models import Draft, Task
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record
from tests.support.quick import Sheet, open_sheet

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.communities[0])


@pytest.fixture
def sheet(worker: Standing, sign_in: SignIn) -> Sheet:
    return open_sheet(sign_in(worker))


def at_the_door(sheet: Sheet) -> Sheet:
    return sheet.tap("3栋").tap("502")


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get("/w/record/").status_code == 302


@pytest.mark.parametrize("role", [Role.COUNTY_OFFICER, Role.EVALUATOR, Role.AUDIT_ADMIN])
def test_offices_have_no_such_page(county: County, post: Post, sign_in: SignIn, role: str) -> None:
    assert sign_in(post(role, county.division)).get("/w/record/").status_code == 404


def test_a_colleagues_form_is_not_there(county: County, post: Post, sheet: Sheet, sign_in: SignIn) -> None:
    other = sign_in(post(Role.SOCIAL_WORKER, county.communities[0]))
    assert other.get(sheet.url).status_code == 404
    assert other.post(f"{sheet.url}save/", {"note": "x"}).status_code == 404
    assert other.post(f"{sheet.url}discard/").status_code == 404


def test_a_form_without_anybody_says_what_is_missing_and_keeps_the_text(sheet: Sheet, county: County) -> None:
    refused = sheet.finish(note="爷爷咳嗽一周")
    assert refused.answer.status_code == 422
    assert "选一户人家,或者先记个称呼" in refused.page
    assert refused.read.fields["note"] == ["爷爷咳嗽一周"]
    see(county.division)
    assert not ServiceRecord.objects.exists()


def test_a_door_nobody_is_registered_behind_asks_for_a_name_to_call(sheet: Sheet) -> None:
    assert "还没有登记住户" in at_the_door(sheet).finish().page


def test_from_the_door_to_the_record_with_a_neighbour_nobody_had_written_down(sheet: Sheet, county: County) -> None:
    done = at_the_door(sheet).finish(
        call="小蒋", codes=["father_disabled", "poor", "child_withdrawn"], note="不说话,奶奶很急。", minutes="45"
    )
    assert "记好了" in done.page and "不说话,奶奶很急。" in done.page
    see(county.division)
    made, boy = ServiceRecord.objects.get(), Person.objects.get()
    assert (made.kind, made.minutes, made.head_count, made.channel) == (Kind.HOME_VISIT, 45, 1, "door")
    assert made.happened_on == timezone.localdate()
    assert (boy.name, boy.household, boy.household.dwelling) == ("小蒋", made.household, county.dwellings[1])  # type: ignore[union-attr]
    assert made.grid_id == county.grids[0].pk
    assert HomeVisit.objects.get().conditions == ["father_disabled", "poor", "child_withdrawn"]
    assert HardshipLead.objects.get().kind == "child_in_hardship"
    assert not Draft.objects.exists()


def test_a_household_of_one_needs_no_further_tap(county: County, sheet: Sheet) -> None:
    home = people.household(county.dwellings[1])
    person = people.person(county.communities[0], "王奶奶", household=home)
    at_the_door(sheet).finish()
    see(county.division)
    assert ServiceRecord.objects.get().beneficiaries.get().person == person


def test_of_a_family_those_who_were_met_are_ticked(county: County, sheet: Sheet) -> None:
    home = people.household(county.dwellings[1])
    met = people.person(county.communities[0], "王奶奶", household=home)
    people.person(county.communities[0], "王叔", household=home)
    shown = at_the_door(sheet)
    assert "persons" not in shown.read.fields
    shown.finish(persons=[str(met.pk)])
    see(county.division)
    made = ServiceRecord.objects.get()
    assert [row.person for row in made.beneficiaries.all()] == [met]
    assert (made.household, made.head_count) == (home, 1)


def test_ticks_of_one_door_are_not_carried_to_the_next(county: County, sheet: Sheet) -> None:
    home = people.household(county.dwellings[0])
    person = people.person(county.communities[0], "王奶奶", household=home)
    first = sheet.tap("3栋").tap("501")
    assert first.read.fields["persons"] == [str(person.pk)]
    second = first.tap("2单元 501").tap("502")
    assert "persons" not in second.read.fields


def test_somebody_is_found_by_initials_and_her_door_comes_along(county: County, sheet: Sheet, worker: Standing) -> None:
    from linli.people import actions

    home = people.household(county.dwellings[1])
    person = actions.register(by=worker.actor, community=county.communities[0], name="欧阳秀", household=home)
    found = sheet.send(pick="find:", q="oyx")
    assert "欧阳秀" in found.page
    picked = found.send(pick=f"person:{person.pk}")
    assert (picked.read.fields["persons"], "2单元 502" in picked.page) == ([str(person.pk)], True)
    see(county.division)
    assert Look.objects.filter(kind="record.form", persons__contains=[person.pk]).exists()


@pytest.mark.parametrize(
    "choice", ["dwelling:nonsense", "household:{far}", "person:{stranger}", "community:7", "x", "kind:x"]
)
def test_what_is_out_of_reach_cannot_be_picked(county: County, sheet: Sheet, choice: str) -> None:
    see(county.division)
    far = people.household(county.dwellings[-1])
    stranger = people.person(county.communities[-1], "远方人", household=far)
    answer = sheet.send(pick=choice.format(far=far.pk, stranger=stranger.pk))
    assert answer.answer.status_code == 200
    assert "远方人" not in answer.page and "persons" not in answer.read.fields


def test_where_a_minor_was_met_no_picture_is_taken(county: County, sheet: Sheet) -> None:
    home = people.household(county.dwellings[1])
    people.person(county.communities[0], "小蒋", household=home, birth_date=timezone.localdate() - timedelta(days=3000))
    assert "不拍照" in at_the_door(sheet).page


def test_an_event_counts_heads_and_helpers(county: County, sheet: Sheet) -> None:
    event = sheet.tap("活动")
    assert "写一下来了多少人" in event.finish(title="院坝会").page
    event.finish(title="院坝会", head_count="３５", server_count="4", minutes="", minutes_other="90")
    see(county.division)
    made = ServiceRecord.objects.get()
    assert (made.kind, made.head_count, made.service_minutes, made.title) == (Kind.EVENT, 35, 360, "院坝会")


def test_a_session_belongs_to_a_case_of_the_place(county: County, worker: Standing, sheet: Sheet) -> None:
    told = {"by": worker.actor, "source": "t", "source_id": "1", "opened_on": date(2024, 1, 1)}
    case = records.undertake("case", "小蒋(化名)", county.communities[0], **told)
    asked = sheet.tap("会谈")
    assert "选一下它属于哪个个案" in asked.finish(note="谈学校").page
    asked.finish(note="谈学校", undertaking=str(case.pk))
    see(county.division)
    made = ServiceRecord.objects.get()
    assert (made.undertaking, made.protected) == (case, True)


def test_a_group_is_opened_with_its_first_session(county: County, sheet: Sheet) -> None:
    group = sheet.tap("小组")
    assert "名称写 1 到 100 个字" in group.finish(opens="组" * 101, head_count="8").page
    group.finish(opens="祖孙手工小组", head_count="8", minutes="60")
    see(county.division)
    made = ServiceRecord.objects.get()
    assert (str(made.undertaking), made.undertaking.kind, made.head_count) == ("祖孙手工小组", "group", 8)  # type: ignore[union-attr]


def test_a_door_of_an_earlier_answer_is_not_written_on_an_event(county: County, sheet: Sheet) -> None:
    people.person(county.communities[0], "王奶奶", household=people.household(county.dwellings[1]))
    event = at_the_door(sheet).tap("活动")
    assert "502" not in event.page
    done = event.finish(persons=[], head_count="20", minutes="60")
    assert "记好了" in done.page
    see(county.division)
    made = ServiceRecord.objects.get()
    assert (made.household, made.beneficiaries.count(), made.head_count) == (None, 0, 20)


def test_the_form_opens_as_last_time(county: County, worker: Standing, sign_in: SignIn) -> None:
    with acting():
        purpose = Programme.objects.create(name="一老一小", county_id=county.division.pk, starts_on=date(2022, 1, 1))
    record(worker.actor, county.communities[0], kind=Kind.PHONE_VISIT, minutes=15, programme=purpose)
    sheet = open_sheet(sign_in(worker))
    assert list(sheet.read.buttons)[1] == "电话"
    assert (sheet.read.fields["minutes"], sheet.read.fields["programme"]) == (["15"], [str(purpose.pk)])


def test_coming_again_on_friday_is_a_todo(county: County, worker: Standing, sheet: Sheet) -> None:
    people.person(county.communities[0], "王奶奶", household=people.household(county.dwellings[1]))
    shown = at_the_door(sheet)
    friday = next(value for value in _values(shown.page, "after") if value.startswith("again:"))
    shown.finish(after=friday)
    see(county.division)
    task = Task.objects.get()
    assert (task.due_on.weekday(), task.owner) == (4, worker.post)
    assert timezone.localdate() < task.due_on <= timezone.localdate() + timedelta(days=7)


def test_yesterdays_visit_says_that_it_was_written_afterwards(county: County, sheet: Sheet) -> None:
    people.person(county.communities[0], "王奶奶", household=people.household(county.dwellings[1]))
    at_the_door(sheet).finish(happened_on=(timezone.localdate() - timedelta(days=1)).isoformat())
    see(county.division)
    assert ServiceRecord.objects.get().provenance == "manual"


def test_a_refusal_of_the_room_is_shown_and_nothing_is_half_written(county: County, sheet: Sheet) -> None:
    answer = at_the_door(sheet).finish(call="张阿姨", minutes_other="5000")
    assert answer.answer.status_code == 422 and "1 到 1440" in answer.page
    assert answer.read.fields["call"] == ["张阿姨"]
    see(county.division)
    assert not Person.objects.exists() and not ServiceRecord.objects.exists()


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
    assert both.save(note="手机上写的,电脑上写的") == 204


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
    from linli.kernel.text import tidy

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


def _values(page: str, name: str) -> list[str]:
    import re

    return re.findall(rf'name="{name}" value="([^"]*)"', page)


@pytest.mark.parametrize("people_behind", [1, 3])
def test_the_form_asks_the_same_of_the_database_however_many_live_there(
    county: County, sheet: Sheet, people_behind: int, django_assert_max_num_queries: Any
) -> None:
    home = people.household(county.dwellings[1])
    for number in range(people_behind):
        people.person(county.communities[0], f"王{number}", household=home)
    ready = at_the_door(sheet)
    with django_assert_max_num_queries(20):
        ready.again()
