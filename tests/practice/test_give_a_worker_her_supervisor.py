"""The head of the station gives a worker a supervisor, and with one act the worker's cases have her in their teams."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.policy import Refused, acting
from linli.people.actions import access
from linli.people.models import Person
from linli.practice import actions, weights
from linli.practice.models import CaseFile, CaseWorker, Supervision
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


def person(county: County, name: str) -> Person:
    return people.person(county.communities[0], name)


def sees(standing: Standing) -> set[str]:
    return set(CaseFile.objects.visible_to(standing.actor).values_list("number", flat=True))


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.SUPERVISOR, Role.STREET_OFFICER])
def test_nobody_but_the_head_of_the_station_says_who_supervises(
    role: str, county: County, post: Post, worker: Standing, supervisor: Standing
) -> None:
    with pytest.raises(Refused, match="由本站站长来定"):
        actions.supervise(worker.post, supervisor.post, by=post(role, county.towns[0]).actor)


def test_a_head_of_another_station_is_refused(
    county: County, post: Post, worker: Standing, supervisor: Standing
) -> None:
    other = post(Role.STATION_LEAD, county.towns[1])
    with pytest.raises(Refused, match="不在您负责的范围里"):
        actions.supervise(worker.post, supervisor.post, by=other.actor)


def test_nobody_supervises_herself(county: County, post: Post, lead: Standing, supervisor: Standing) -> None:
    also = post(Role.SOCIAL_WORKER, county.towns[0], holder=supervisor.user)
    with pytest.raises(Refused, match="不能自己督导自己"):
        actions.supervise(also.post, supervisor.post, by=lead.actor)
    with pytest.raises(IntegrityError, match="nobody_supervises_herself"), transaction.atomic(), acting():
        Supervision.objects.create(
            supervisor=supervisor.post, worker=supervisor.post, starts_at=timezone.now(), county_id=county.division.pk
        )


def test_a_colleague_is_no_supervisor(county: County, post: Post, lead: Standing, worker: Standing) -> None:
    with pytest.raises(Refused, match="请督导来督导"):
        actions.supervise(worker.post, post(Role.SOCIAL_WORKER, county.towns[0]).post, by=lead.actor)


def test_with_one_act_she_is_in_every_open_case_of_the_worker(
    county: County, post: Post, worker: Standing, lead: Standing, supervisor: Standing
) -> None:
    hers = [practice.case(person(county, name), worker.actor).number for name in ("甲", "乙", "丙")]
    practice.case(person(county, "丁"), post(Role.SOCIAL_WORKER, county.towns[0]).actor)
    over = practice.case(person(county, "戊"), worker.actor)
    actions.refuse(over, by=worker.actor, reason="问一问")
    assert sees(supervisor) == set()
    done = actions.supervise(worker.post, supervisor.post, by=lead.actor)
    assert (done.joined, done.left_out, done.workers, done.limit) == (3, [], 1, None)
    assert sees(supervisor) == set(hers)
    assert Event.objects.filter(verb="supervision.given").count() == 1


def test_said_again_it_fetches_in_what_was_opened_since(
    county: County, worker: Standing, lead: Standing, supervisor: Standing
) -> None:
    practice.case(person(county, "甲"), worker.actor)
    first = actions.supervise(worker.post, supervisor.post, by=lead.actor)
    practice.case(person(county, "乙"), worker.actor)
    again = actions.supervise(worker.post, supervisor.post, by=lead.actor)
    assert (first.row, first.joined, again.joined) == (again.row, 1, 1)
    assert CaseWorker.objects.filter(part="supervisor", ended_at=None).count() == 2
    assert Event.objects.filter(verb="supervision.given").count() == 1


def test_a_new_supervisor_takes_the_place_of_the_old_one(
    county: County, post: Post, worker: Standing, lead: Standing, supervisor: Standing
) -> None:
    number = practice.case(person(county, "甲"), worker.actor).number
    actions.supervise(worker.post, supervisor.post, by=lead.actor)
    new = post(Role.SUPERVISOR, county.towns[0])
    actions.supervise(worker.post, new.post, by=lead.actor)
    assert (sees(supervisor), sees(new)) == (set(), {number})
    assert Supervision.objects.running().get().supervisor_id == new.post.pk


def test_when_it_ends_the_teams_end_with_it(
    county: County, worker: Standing, lead: Standing, supervisor: Standing
) -> None:
    practice.case(person(county, "甲"), worker.actor)
    row = actions.supervise(worker.post, supervisor.post, by=lead.actor).row
    with pytest.raises(Refused, match="由本站站长来定"):
        actions.end_supervision(row, by=supervisor.actor)
    actions.end_supervision(row, by=lead.actor)
    assert sees(supervisor) == set()
    assert not Supervision.objects.running().exists()


def test_a_childs_case_is_left_out_by_name_and_nothing_else_waits_for_it(
    county: County, worker: Standing, lead: Standing, supervisor: Standing
) -> None:
    today = timezone.localdate()
    access.note_check(worker.post, by=lead.actor, queried_on=today, clear=True, reference="公函1号")
    boy = people.person(county.communities[0], "蒋某", birth_date=today - timedelta(days=15 * 365))
    child, other = (practice.case(one, worker.actor) for one in (boy, person(county, "甲")))
    done = actions.supervise(worker.post, supervisor.post, by=lead.actor)
    assert (done.joined, [number for number, _ in done.left_out]) == (1, [child.number])
    assert "违法犯罪记录查询" in done.left_out[0][1]
    assert sees(supervisor) == {other.number}
    access.note_check(supervisor.post, by=lead.actor, queried_on=today, clear=True, reference="公函2号")
    assert actions.supervise(worker.post, supervisor.post, by=lead.actor).joined == 1
    assert sees(supervisor) == {child.number, other.number}


def test_over_the_countys_ratio_is_said_and_not_refused(
    county: County, post: Post, worker: Standing, lead: Standing, supervisor: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert weights.weights("national").workers_per_supervisor is None
    set_ = weights.Weights(1, {"": 1.0}, None, 7, ())
    monkeypatch.setattr("linli.practice.actions.supervision.weights", lambda: set_)
    second = post(Role.SOCIAL_WORKER, county.towns[0])
    assert actions.supervise(worker.post, supervisor.post, by=lead.actor).limit is None
    done = actions.supervise(second.post, supervisor.post, by=lead.actor)
    assert (done.workers, done.limit) == (2, 1)


def test_the_page_gives_her_and_says_that_no_ratio_is_set(
    county: County, worker: Standing, lead: Standing, supervisor: Standing, sign_in: SignIn
) -> None:
    practice.case(person(county, "甲"), worker.actor)
    client = sign_in(lead)
    told = {"worker": str(worker.post.pk), "supervisor": str(supervisor.post.pk)}
    page = client.post("/w/supervision/assign/", told, follow=True).content.decode()
    assert "加进了 1 个个案的团队" in page
    assert "本地还没有定一位督导带几位社工" in page
    assert "1 名督导 : 2 名督导助理 : 20 名社工" in page
    row = Supervision.objects.get()
    assert "办好了" in client.post(f"/w/supervision/{row.pk}/end/", follow=True).content.decode()
    assert sign_in(worker).get("/w/supervision/assign/").status_code == 404
