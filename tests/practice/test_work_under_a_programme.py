"""A case, a group or a community project is worked under a programme: its records name it from then on."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.directory.models import Organisation, Programme
from linli.kernel.policy import Refused, acting
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import CaseFile
from linli.practice.queries.programmes import offered, usual
from linli.records import actions as records
from linli.records.models import ProgrammeChange, ServiceRecord
from tests.conftest import Standing
from tests.factories import activities, groups, plans, practice, projects
from tests.factories.places import County
from tests.factories.records import record

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
BEGAN = date(2024, 1, 1)
AWAY = 10**6  # the key of no county here


def programme(county: County, name: str = "一老一小", **facts: Any) -> Programme:
    told: dict[str, Any] = {"county_id": county.division.pk, "starts_on": BEGAN, **facts}
    with acting():
        return Programme.objects.create(name=name, **told)


def named(case: CaseFile) -> list[str]:
    rows = ServiceRecord.objects.standing().filter(undertaking=case.undertaking).order_by("happened_on", "recorded_at")
    return [row.programme.name if row.programme else "" for row in rows.select_related("programme")]


@pytest.fixture
def purpose(county: County) -> Programme:
    return programme(county)


def test_a_programme_of_another_county_is_refused(county: County, worker: Standing, client_: Person) -> None:
    away = programme(county, county_id=AWAY)
    with pytest.raises(Refused, match="别的区县"):
        practice.case(client_, worker.actor, programme=away)
    with pytest.raises(Refused, match="别的区县"):
        groups.group(county.communities[0], worker.actor, programme=away)
    with pytest.raises(Refused, match="别的区县"):
        actions.open_project("邻里", county.communities[0], by=worker.actor, programme=away)


@pytest.mark.parametrize(
    "days", [{"ends_on": date(2024, 12, 31)}, {"starts_on": timezone.localdate() + timedelta(days=3)}]
)
def test_one_that_does_not_run_today_is_refused(
    days: dict[str, date], county: County, worker: Standing, client_: Person
) -> None:
    with pytest.raises(Refused, match="“一老一小”不在项目期里"):
        practice.case(client_, worker.actor, programme=programme(county, **days))


def test_before_the_case_is_taken_on_there_is_nothing_to_move(
    purpose: Programme, worker: Standing, client_: Person
) -> None:
    case = practice.case(client_, worker.actor)
    practice.agree(client_, worker.actor)
    with pytest.raises(Refused, match="接案（开组）以后再改"):
        actions.work_under(case, purpose, by=worker.actor, reason="项目签了")


def test_who_is_not_in_the_team_is_refused(
    county: County, post: Post, purpose: Programme, worker: Standing, client_: Person
) -> None:
    case = practice.case(client_, worker.actor, accepted=True)
    group = groups.begun(county.communities[0], worker.actor, client_)
    other = post(Role.SOCIAL_WORKER, county.towns[0])
    with pytest.raises(Refused, match="由它的团队来写"):
        actions.work_under(case, purpose, by=other.actor, reason="x")
    with pytest.raises(Refused, match="由带组的同事来写"):
        actions.work_under(group, purpose, by=other.actor, reason="x")
    project = actions.open_project("邻里", county.communities[0], by=worker.actor)
    away = post(Role.SOCIAL_WORKER, county.towns[1])
    with pytest.raises(Refused, match="由本站社工来办"):
        actions.work_under(project, purpose, by=away.actor, reason="x")
    assert not ProgrammeChange.objects.exists()


def test_the_room_of_records_asks_for_itself(
    county: County, post: Post, purpose: Programme, worker: Standing, client_: Person
) -> None:
    case = practice.case(client_, worker.actor, accepted=True)
    assert case.undertaking is not None
    for role, place in ((Role.SUPERVISOR, county.towns[0]), (Role.SOCIAL_WORKER, county.towns[1])):
        with pytest.raises(Refused, match="由本站社工来定"):
            records.work_under(case.undertaking, purpose, by=post(role, place).actor, reason="x")


def test_a_move_without_a_reason_or_to_where_it_stands_is_refused(
    purpose: Programme, worker: Standing, client_: Person
) -> None:
    case = practice.case(client_, worker.actor, accepted=True, programme=purpose)
    with pytest.raises(Refused, match="请写一句为什么改"):
        actions.work_under(case, None, by=worker.actor, reason="  ")
    with pytest.raises(Refused, match="现在就是这样"):
        actions.work_under(case, purpose, by=worker.actor, reason="再改一次")


def test_what_has_ended_is_not_moved(county: County, purpose: Programme, worker: Standing) -> None:
    project = actions.open_project("邻里", county.communities[0], by=worker.actor)
    actions.end_project(project, by=worker.actor)
    project.refresh_from_db()
    with pytest.raises(Refused, match="这个项目已经结束"):
        actions.work_under(project, purpose, by=worker.actor, reason="x")
    with pytest.raises(Refused, match="已经结束，不能再改"):
        records.work_under(project.undertaking, purpose, by=worker.actor, reason="x")


def test_a_move_is_never_written_over(purpose: Programme, worker: Standing, client_: Person) -> None:
    case = practice.case(client_, worker.actor, accepted=True)
    made = actions.work_under(case, purpose, by=worker.actor, reason="项目签了")
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), acting():
        ProgrammeChange.objects.filter(pk=made.pk).update(to=None)


def test_a_case_opened_under_a_programme_has_its_records_named(
    purpose: Programme, worker: Standing, client_: Person
) -> None:
    case = practice.case(client_, worker.actor, accepted=True, programme=purpose)
    plans.session(case, worker.actor)
    assert case.undertaking is not None
    assert (case.undertaking.programme, named(case)) == (purpose, ["一老一小"])


def test_control_a_case_under_none_names_none(worker: Standing, client_: Person, purpose: Programme) -> None:
    case = practice.case(client_, worker.actor, accepted=True)
    plans.session(case, worker.actor)
    assert named(case) == [""]


def test_a_programme_that_ended_before_the_case_is_taken_on_is_left_out(
    purpose: Programme, worker: Standing, client_: Person
) -> None:
    case = practice.case(client_, worker.actor, programme=purpose)
    with acting():
        Programme.objects.filter(pk=purpose.pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    practice.agree(client_, worker.actor)
    case = actions.accept(CaseFile.objects.get(pk=case.pk), by=worker.actor)
    assert case.undertaking is not None and case.undertaking.programme is None


def test_from_the_move_on_records_name_the_new_one_and_the_old_ones_stay(
    county: County, purpose: Programme, worker: Standing, client_: Person
) -> None:
    case, second = practice.case(client_, worker.actor, accepted=True), programme(county, "山区三留守")
    first = plans.session(case, worker.actor)
    actions.work_under(case, purpose, by=worker.actor, reason="项目签了")
    plans.session(case, worker.actor, sure=True)
    made = actions.work_under(case, second, by=worker.actor, reason="换了合同")
    plans.session(case, worker.actor, sure=True)
    assert named(case) == ["", "一老一小", "山区三留守"]
    assert (made.came_from, made.to, made.reason, made.by_name) == (purpose, second, "换了合同", worker.user.name)
    told = plans.told(note="第一次谈的，补写一句")
    mended = actions.correct_session(first, told, by=worker.actor, reason="漏了一句")
    assert mended.record.programme is None
    verbs = Event.objects.filter(verb__in=("undertaking.programme_changed", "work.moved_to_programme"))
    assert verbs.count() == 4


def test_a_day_before_the_programme_does_not_count_to_it(county: County, worker: Standing, client_: Person) -> None:
    today = timezone.localdate()
    young = programme(county, starts_on=today)
    case = practice.case(client_, worker.actor, accepted=True, programme=young)
    with acting():
        CaseFile.objects.filter(pk=case.pk).update(opened_at=timezone.now() - timedelta(days=9))
    plans.session(case, worker.actor, happened_on=today - timedelta(days=1))
    plans.session(case, worker.actor, sure=True)
    assert named(case) == ["", "一老一小"]


def test_groups_and_activities_count_too(county: County, purpose: Programme, worker: Standing, client_: Person) -> None:
    place = county.communities[0]
    group = groups.begun(place, worker.actor, client_, programme=purpose)
    held = groups.hold(group.groupsessions.get(), worker.actor, groups.member(group, client_).pk)
    assert held.record is not None and held.record.programme == purpose
    made = activities.activity(place, worker.actor)
    actions.work_under(made.project, purpose, by=worker.actor, reason="项目签了")
    made = activities.hold(made, worker.actor)
    assert made.record is not None and made.record.programme == purpose


def test_what_is_noted_of_a_case_elsewhere_counts_as_well_unless_another_is_named(
    county: County, purpose: Programme, worker: Standing, client_: Person
) -> None:
    case, other = practice.case(client_, worker.actor, accepted=True, programme=purpose), programme(county, "别的")
    place = county.communities[0]
    plain = record(worker.actor, place, kind="follow_up", undertaking=case.undertaking, persons=[client_])
    told = record(
        worker.actor, place, kind="follow_up", undertaking=case.undertaking, persons=[client_], programme=other
    )
    assert (plain.programme, told.programme) == (purpose, other)


def test_only_what_runs_is_offered_and_one_alone_is_chosen(county: County, post: Post, worker: Standing) -> None:
    here = [county.division.pk]
    assert (offered(worker.actor, here), usual(worker.actor, [])) == ([], None)
    programme(county, "去年的", ends_on=date(2024, 12, 31))
    programme(county, "外县的", county_id=AWAY)
    only = programme(county)
    assert (offered(worker.actor, here), usual(worker.actor, [only])) == ([only], only)
    agency = projects.agency(county.division.pk)
    with acting():
        theirs = Organisation.objects.create(name="别家", kind="agency", county_id=county.division.pk)
    mine, others = programme(county, "本机构的", provider=agency), programme(county, "别家的", provider=theirs)
    ours = post(Role.SOCIAL_WORKER, county.towns[0], organisation=agency)
    rows = offered(ours.actor, here)
    assert (set(rows), usual(ours.actor, rows)) == ({only, mine}, mine)
    rows = offered(worker.actor, here)
    assert (set(rows), usual(worker.actor, rows)) == ({only, mine, others}, None)


def test_where_no_programme_runs_nothing_more_is_asked(worker: Standing, client_: Person, sign_in: SignIn) -> None:
    pages = sign_in(worker)
    for url in (reverse("case_new", args=[client_.pk]), reverse("group_new"), reverse("project_new")):
        assert "归到项目" not in pages.get(url).content.decode()


def test_the_only_one_is_chosen_on_the_page_and_the_case_opens_under_it(
    purpose: Programme, worker: Standing, client_: Person, sign_in: SignIn
) -> None:
    pages, chosen = sign_in(worker), f'<option value="{purpose.pk}" selected>一老一小</option>'
    for url in (reverse("case_new", args=[client_.pk]), reverse("group_new"), reverse("project_new")):
        assert chosen in pages.get(url).content.decode()
    told = {"source": "self", "problem": "睡不着", "programme": str(purpose.pk)}
    pages.post(reverse("case_new", args=[client_.pk]), told)
    assert CaseFile.objects.get().opened_under == purpose


def test_a_programme_nobody_offered_is_told_at_its_field(
    county: County, purpose: Programme, worker: Standing, client_: Person, sign_in: SignIn
) -> None:
    over = programme(county, "去年的", ends_on=date(2024, 12, 31))
    told = {"source": "self", "problem": "睡不着", "programme": str(over.pk)}
    answer = sign_in(worker).post(reverse("case_new", args=[client_.pk]), told)
    assert (answer.status_code, CaseFile.objects.count()) == (422, 0)


def test_the_page_moves_a_case_and_shows_what_came_before(
    purpose: Programme, worker: Standing, client_: Person, sign_in: SignIn
) -> None:
    case = practice.case(client_, worker.actor, accepted=True)
    pages, url = sign_in(worker), reverse("case_programme", args=[case.pk])
    assert "现在不归项目" in pages.get(url).content.decode()
    refused = pages.post(url, {"programme": str(purpose.pk), "reason": ""})
    assert (refused.status_code, ProgrammeChange.objects.count()) == (422, 0)
    assert pages.post(url, {"programme": str(purpose.pk), "reason": "项目签了"}).status_code == 302
    page = pages.get(url).content.decode()
    assert "现在归“一老一小”" in page and "项目签了" in page
    assert "一老一小" in pages.get(reverse("case", args=[case.pk])).content.decode()


def test_groups_and_community_projects_have_the_page_too(
    county: County, purpose: Programme, worker: Standing, client_: Person, sign_in: SignIn
) -> None:
    group = groups.begun(county.communities[0], worker.actor, client_)
    project = actions.open_project("邻里", county.communities[0], by=worker.actor)
    pages, told = sign_in(worker), {"programme": str(purpose.pk), "reason": "项目签了"}
    for name, work in (("group", group), ("community_project", project)):
        answer = pages.post(reverse(f"{name}_programme", args=[work.pk]), told)
        assert (answer.status_code, answer["Location"]) == (302, reverse(name, args=[work.pk]))
        work.undertaking.refresh_from_db()
        assert work.undertaking.programme == purpose
