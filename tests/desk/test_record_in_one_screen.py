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
from linli.records.models import Kind, ServiceRecord
from linli.tasks.models import Draft, Task
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record
from tests.support.quick import Sheet, at_the_door, open_sheet

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


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
    assert "选一户人家，或者先记个称呼" in refused.page
    assert refused.read.fields["note"] == ["爷爷咳嗽一周"]
    see(county.division)
    assert not ServiceRecord.objects.exists()


def test_a_door_nobody_is_registered_behind_asks_for_a_name_to_call(sheet: Sheet) -> None:
    assert "还没有登记住户" in at_the_door(sheet).finish().page


def test_from_the_door_to_the_record_with_a_neighbour_nobody_had_written_down(sheet: Sheet, county: County) -> None:
    done = at_the_door(sheet).finish(
        call="小蒋", codes=["father_disabled", "poor", "child_withdrawn"], note="不说话，奶奶很急。", minutes="45"
    )
    assert "记好了" in done.page and "没人照看的迹象" in done.page  # the yellow card stands after a note on a child
    see(county.division)
    made, boy = ServiceRecord.objects.get(), Person.objects.get()
    assert (made.kind, made.minutes, made.head_count, made.channel) == (Kind.HOME_VISIT, 45, 1, "door")
    assert "不说话，奶奶很急。" in done.client.get(f"/w/records/{made.pk}/").content.decode()
    assert made.happened_on == timezone.localdate()
    assert (boy.name, boy.household, boy.household.dwelling) == ("小蒋", made.household, county.dwellings[1])  # type: ignore[union-attr]
    assert made.grid_id == county.grids[0].pk
    assert HomeVisit.objects.get().conditions == ["father_disabled", "poor", "child_withdrawn"]
    assert HardshipLead.objects.get().kind == "child_in_hardship"
    assert not Draft.objects.exists()


def test_a_visit_by_video_is_a_kind_of_its_own(county: County, sheet: Sheet) -> None:
    person = people.person(county.communities[0], "王奶奶")
    open_sheet(sheet.client, f"?kind=video_visit&person={person.pk}").finish(note="视频里精神很好", minutes="15")
    see(county.division)
    made = ServiceRecord.objects.get()
    assert (made.kind, made.method, made.channel) == (Kind.VIDEO_VISIT, "call", "phone")
    assert HomeVisit.objects.filter(record=made).exists() and "视频" in open_sheet(sheet.client).page


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
