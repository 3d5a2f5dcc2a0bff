"""A client is taken in, and it is decided whether a case is made of it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.policy import Refused, acting
from linli.people.actions import access, withdraw_consent
from linli.people.models import BackgroundCheck, Person
from linli.practice import actions
from linli.practice.models import CaseFile, CaseMove, CaseWorker
from linli.records.models import Undertaking
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def lead(county: County, post: Post) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def client_(county: County) -> Person:
    return people.person(county.communities[0], "高某")


def child(county: County) -> Person:
    return people.person(county.communities[0], "蒋某", birth_date=timezone.localdate() - timedelta(days=15 * 365))


def checked(standing: Standing, lead: Standing) -> BackgroundCheck:
    today = timezone.localdate()
    return access.note_check(standing.post, by=lead.actor, queried_on=today, clear=True, reference="公函1号")


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.STREET_OFFICER, Role.SUPERVISOR])
def test_only_social_workers_open_a_case(role: str, county: County, post: Post, client_: Person) -> None:
    place = county.communities[0] if role in (Role.GRID_WORKER, Role.COMMUNITY_WORKER) else county.towns[0]
    with pytest.raises(Refused, match="由社工来开"):
        practice.case(client_, post(role, place).actor)


def test_somebody_elsewhere_is_refused(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="不在您负责的范围里"):
        practice.case(people.person(county.communities[2], "别处"), worker.actor)


def test_a_nature_nobody_offered_is_refused(worker: Standing, client_: Person) -> None:
    with pytest.raises(Refused, match="没有“rich”这种"):
        practice.case(client_, worker.actor, natures=["rich"])


def test_the_dead_have_no_new_case(county: County, worker: Standing) -> None:
    gone = people.person(county.communities[0], "逝者", died_on=date(2025, 1, 1))
    with pytest.raises(Refused, match="已经去世"):
        practice.case(gone, worker.actor)


def test_a_client_has_one_open_case(worker: Standing, client_: Person) -> None:
    first = practice.case(client_, worker.actor)
    with pytest.raises(Refused, match=f"没有结束的个案（{first.number}）"):
        practice.case(client_, worker.actor)


def test_the_database_keeps_one_open_case(worker: Standing, client_: Person) -> None:
    first = practice.case(client_, worker.actor)
    with pytest.raises(IntegrityError, match="client_has_one_open_case"), transaction.atomic(), acting():
        CaseFile.objects.create(
            number="GA-X", client=client_, source="self", opened_at=timezone.now(), opened_by=worker.post,
            county_id=first.county_id, town_id=first.town_id, community_id=first.community_id,
        )  # fmt: skip


def test_a_case_has_a_number_an_owner_a_day_and_a_todo(worker: Standing, client_: Person) -> None:
    made = practice.case(client_, worker.actor)
    year = timezone.localdate().year
    assert (made.number, made.state, made.hidden, made.problem) == (
        f"GA-{year}-0001", "intake", False, practice.PROBLEM,
    )  # fmt: skip
    row = made.team.get()
    assert (row.post_id, row.part, row.child, row.locked) == (worker.post.pk, "owner", False, False)
    todo = Task.objects.get(subject=made.pk)
    assert (todo.kind, todo.owner_id, todo.due_on, todo.person) == ("case_intake", worker.post.pk, made.due_on, None)
    assert [event.verb for event in Event.objects.filter(subject=made.pk)] == ["case.opened"]


def test_numbers_run_on(county: County, worker: Standing, client_: Person) -> None:
    numbers = [
        practice.case(one, worker.actor).number[-4:] for one in (client_, people.person(county.communities[1], "乙"))
    ]
    assert numbers == ["0001", "0002"]


def test_without_consent_nothing_is_accepted(worker: Standing, client_: Person) -> None:
    made = practice.case(client_, worker.actor)
    with pytest.raises(Refused, match="还没有同意"):
        actions.accept(made, by=worker.actor)
    assert CaseFile.objects.get().state == "intake"


def test_consent_taken_back_before_the_decision_is_no_consent(worker: Standing, client_: Person) -> None:
    made = practice.case(client_, worker.actor)
    practice.agree(client_, worker.actor)
    withdraw_consent(client_, "casework", by=worker.actor)
    with pytest.raises(Refused, match="收回同意"):
        actions.accept(made, by=worker.actor)


def test_an_accepted_case_gives_its_records_a_home_without_a_name(worker: Standing, client_: Person) -> None:
    made = practice.case(client_, worker.actor, accepted=True)
    undertaking = Undertaking.objects.get()
    assert (made.state, undertaking.kind, undertaking.title) == ("assessment", "case", made.number)
    move = CaseMove.objects.get()
    assert (move.verb, move.came_from, move.to, move.by_post_id) == ("accept", "intake", "assessment", worker.post.pk)


def test_a_decision_is_made_once(worker: Standing, client_: Person) -> None:
    made = practice.case(client_, worker.actor, accepted=True)
    with pytest.raises(Refused, match="现在是“预估”"):
        actions.refuse(made, by=worker.actor, reason="又不想了")


@pytest.mark.parametrize(("verb", "state"), [("refuse", "refused"), ("consult", "consulted")])
def test_not_becoming_a_case_needs_a_reason_and_no_consent(
    verb: str, state: str, worker: Standing, client_: Person
) -> None:
    made = practice.case(client_, worker.actor)
    with pytest.raises(Refused, match="写一句为什么"):
        getattr(actions, verb)(made, by=worker.actor, reason=" ")
    done = getattr(actions, verb)(made, by=worker.actor, reason="问了低保怎么办")
    assert (done.state, done.undertaking, CaseMove.objects.get().reason) == (state, None, "问了低保怎么办")


def test_to_hand_on_at_once_wants_her_word(worker: Standing, client_: Person) -> None:
    made = practice.case(client_, worker.actor)
    with pytest.raises(Refused, match="先征得同意"):
        actions.refer_on(made, by=worker.actor, reason="医院更合适")
    practice.agree(client_, worker.actor, "refer")
    assert actions.refer_on(made, by=worker.actor, reason="医院更合适").state == "referred"


def test_a_child_is_taken_in_by_the_checked_alone(county: County, worker: Standing, lead: Standing) -> None:
    boy = child(county)
    with pytest.raises(Refused, match="违法犯罪记录查询"):
        practice.case(boy, worker.actor)
    check = checked(worker, lead)
    made = practice.case(boy, worker.actor)
    row = made.team.get()
    assert (made.natures, made.hidden, row.child, row.locked, row.clearance_id, row.approved_by) == (
        ["minor"], True, True, True, check.pk, None,
    )  # fmt: skip


def test_the_database_lets_nobody_unchecked_to_a_child(county: County, worker: Standing, lead: Standing) -> None:
    checked(worker, lead)
    made = practice.case(child(county), worker.actor)
    row = made.team.get()
    told = {name: getattr(made, name) for name in ("county_id", "town_id", "community_id", "grid_id")}
    with pytest.raises(IntegrityError, match="child_is_worked_with_by_the_checked"), transaction.atomic(), acting():
        CaseWorker.objects.create(
            case=made, post=lead.post, user_id=lead.user.pk, part="colleague", child=True, starts_at=row.starts_at,
            **told,
        )  # fmt: skip


def test_nobody_approves_herself(county: County, worker: Standing, lead: Standing) -> None:
    made = practice.case(people.person(county.communities[0], "周某"), lead.actor, natures=["violence"])
    with pytest.raises(Refused, match="不能批准给自己"):
        actions.approve(made.team.get(), by=lead.actor)
    with pytest.raises(IntegrityError, match="nobody_approves_herself"), transaction.atomic(), acting():
        CaseWorker.objects.filter(case=made).update(approved_by=lead.user.pk, approved_until=timezone.localdate())


def test_a_locked_case_waits_for_the_station(county: County, worker: Standing, lead: Standing, client_: Person) -> None:
    made = practice.case(client_, worker.actor, natures=["violence"])
    practice.agree(client_, worker.actor)
    with pytest.raises(Refused, match="站长先批准"):
        actions.accept(made, by=worker.actor)
    actions.approve(made.team.get(), by=lead.actor)
    assert actions.accept(made, by=worker.actor).state == "assessment"
