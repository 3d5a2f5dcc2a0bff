"""双锁: the approval to open a locked file is over one day, is asked about again, and stands on a valid check."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.audit.models import Event
from linli.kernel.policy import Refused, acting
from linli.people.actions import access
from linli.people.limits import limits
from linli.people.models import Person
from linli.practice import actions, policies
from linli.practice.models import CaseFile, CaseWorker
from linli.practice.queries.missing import missing
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TODAY = timezone.localdate()
LAST = TODAY + limits().most


@pytest.fixture
def case(client_: Person, worker: Standing, lead: Standing) -> CaseFile:
    made = practice.case(client_, worker.actor, natures=["violence"])
    practice.agree(client_, worker.actor)
    actions.approve(made.team.get(), by=lead.actor)
    return actions.accept(made, by=worker.actor)


def later(days: int = 1) -> time_machine.travel:
    return time_machine.travel(timezone.now() + limits().most + timedelta(days=days), tick=False)


def lapse() -> int:
    return actions.lapse_approvals(timezone.localdate(), by=system_actor())


def test_nobody_lapses_an_approval_by_hand_nor_approves_twice(case: CaseFile, lead: Standing) -> None:
    with pytest.raises(Refused, match="由系统来记"):
        actions.lapse_approvals(TODAY, by=lead.actor)
    with pytest.raises(Refused, match="已经批准过了"):
        actions.approve(case.team.get(), by=lead.actor)


def test_the_database_knows_no_approval_without_an_end_and_moves_none(case: CaseFile, lead: Standing) -> None:
    row = case.team.get()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), acting():
        CaseWorker.objects.filter(pk=row.pk).update(approved_until=LAST + timedelta(days=1))
    with pytest.raises(IntegrityError, match="approval_of_a_locked_file_ends"), transaction.atomic(), acting():
        CaseWorker.objects.create(
            case=case, post=lead.post, user_id=lead.user.pk, part="colleague", locked=True, approved_by=row.user_id,
            starts_at=timezone.now(), **practice._placed(case),
        )  # fmt: skip


def test_it_opens_to_its_last_day_and_is_shut_on_the_next(
    case: CaseFile, worker: Standing, sign_in: SignIn, county: County
) -> None:
    assert case.team.get().approved_until == LAST
    with later(days=0):
        assert policies.works(worker.actor, case) is None
        assert sign_in(worker).get(f"/w/cases/{case.pk}/").status_code == 200
    with later():
        see(county.division)
        assert policies.works(worker.actor, case) == policies.LAPSED
        page = sign_in(worker).get(f"/w/cases/{case.pk}/")
        assert (page.status_code, "到期了" in page.content.decode()) == (422, True)
        assert practice.PROBLEM not in page.content.decode()


def test_at_night_the_head_is_asked_once_and_approves_with_a_row_of_its_own(
    case: CaseFile, worker: Standing, lead: Standing, county: County, sign_in: SignIn
) -> None:
    first = case.team.get()
    assert lapse() == 0
    with later():
        assert (lapse(), lapse()) == (1, 0)
        todo = Task.objects.get(kind="approval_lapsed")
        assert (todo.role, todo.subject, todo.done_at) == (Role.STATION_LEAD, case.pk, None)
        assert (case.number in todo.title, "高某" in todo.title) == (True, False)
        assert Event.objects.get(verb="case.approval_lapsed").facts["post"] == str(worker.post.pk)
        page = sign_in(lead).get(f"/w/cases/{case.pk}/team/").content.decode()
        assert "再批一次" in page
        sign_in(lead).post(f"/w/cases/team/{first.pk}/", {"verb": "approve"})
        see(county.division)
        row = case.team.get(ended_at=None)
        assert (row.pk == first.pk, row.part, row.approved_until) == (
            False,
            "owner",
            timezone.localdate() + limits().most,
        )
        assert policies.works(worker.actor, case) is None
        todo.refresh_from_db()
        assert todo.done_at is not None
        assert lapse() == 0


def test_it_never_outlives_the_check_it_stands_on(county: County, worker: Standing, lead: Standing) -> None:
    queried = TODAY - timedelta(days=340)
    check = access.note_check(worker.post, by=lead.actor, queried_on=queried, clear=True, reference="公函1号")
    girl = people.person(county.communities[0], "蒋某", birth_date=TODAY - timedelta(days=15 * 366))
    made = practice.case(girl, worker.actor)
    actions.approve(made.team.get(), by=lead.actor)
    assert made.team.get().approved_until == check.valid_until < LAST


def test_what_is_missing_tells_it(case: CaseFile, lead: Standing) -> None:
    def lacks() -> bool:
        return not missing(lead.actor).get(pk=case.pk).done_approval  # type: ignore[attr-defined]

    assert not lacks()
    with later():
        assert lacks()
