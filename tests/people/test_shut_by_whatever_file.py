"""A shut file stays shut by whatever way: through an alias, by a merge, without a birthday, in the title of a todo."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.policy import Refused, acting
from linli.people import actions, locks
from linli.people.models import AccessGrant, Person, PriorityTag
from linli.records.models import ServiceRecord
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.places import County

TODAY = timezone.localdate()
SignIn = Callable[[Standing], Client]


@pytest.fixture
def lead(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


def in_need(person: Person, county: County) -> Person:
    with acting():
        PriorityTag.objects.create(
            person=person, category="child_in_need", basis="observed", starts_on=TODAY,
            **people.areas(county.communities[0]),
        )  # fmt: skip
    return person


@pytest.fixture
def child(county: County) -> Person:
    made = people.person(county.communities[0], "蒋小军", birth_date=date(TODAY.year - 12, 1, 1))
    return in_need(made, county)


def test_nobody_merges_a_shut_file_into_one_she_may_read(
    county: County, worker: Standing, lead: Standing, child: Person
) -> None:
    own = people.person(county.communities[0], "蒋军", birth_date=date(1990, 1, 1))
    for kept, other in ((own, child), (child, own)):
        with pytest.raises(Refused, match="受保护的儿童档案"):
            actions.merge(kept, other, by=worker.actor, choices={"birth_date": "kept"})
    made = actions.merge(child, own, by=lead.actor)
    with pytest.raises(Refused, match="受保护的儿童档案"):
        actions.unmerge(made, by=worker.actor)


def test_the_file_that_was_merged_is_shut_with_the_one_that_stands(
    county: County, worker: Standing, lead: Standing, child: Person
) -> None:
    own = people.person(county.communities[0], "蒋小军", birth_date=date(TODAY.year - 12, 1, 1))
    assert locks.shut([own, child], worker.actor) == {child.pk}
    actions.merge(own, child, by=lead.actor)
    for one in (own, child):
        one.refresh_from_db()
    assert locks.shut([own, child], worker.actor) == {own.pk, child.pk}
    actions.note_check(worker.post, by=lead.actor, queried_on=TODAY, clear=True, reference="查〔2026〕8号")
    actions.assign(own, worker.post, by=lead.actor, until=TODAY)
    assert locks.shut([own, child], worker.actor) == set()


def test_a_child_in_need_whose_birthday_nobody_knows_is_shut(county: County, worker: Standing) -> None:
    unknown = in_need(people.person(county.communities[0], "蒋小", birth_date=None), county)
    without = people.person(county.communities[0], "蒋大", birth_date=None)
    grown = in_need(people.person(county.communities[0], "蒋中", birth_date=date(1990, 1, 1)), county)
    assert locks.shut([unknown, without, grown], worker.actor) == {unknown.pk}


def test_a_todo_about_her_tells_a_surname_to_who_may_not_read_her_file(
    county: County, worker: Standing, lead: Standing, child: Person, sign_in: SignIn
) -> None:
    desk = sign_in(lead)
    desk.post(f"/w/counter/{child.pk}/call/")
    assert "蒋小军" in desk.get("/w/tasks/").content.decode()
    see(county.division)
    task = Task.objects.get()
    assert "蒋小军" in task.title and task.role == worker.post.role
    client = sign_in(worker)
    for address in ("/w/tasks/", "/w/"):
        page = client.get(address).content.decode()
        assert "蒋小军" not in page, address
    assert "给蒋某打电话" in client.get("/w/tasks/").content.decode()
    assert "蒋小军" not in client.get(f"/w/calls/{task.pk}/").content.decode()
    page = client.post(f"/w/tasks/{task.pk}/done/", follow=True).content.decode()
    assert "办好了" in page and "蒋小军" not in page
    see(county.division)
    task.refresh_from_db()
    assert task.done_at is not None and "蒋小军" in task.title


def test_nobody_learns_her_name_by_recording_something_about_her(
    county: County, worker: Standing, child: Person, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    form = client.get(f"/w/record/?kind=home_visit&person={child.pk}")["Location"]
    told = {"version": "1", "persons": str(child.pk), "who_for": str(county.communities[0].pk), "minutes": "20"}
    page = client.post(form, told, follow=True)
    see(county.division)
    made = ServiceRecord.objects.get()
    pages = [page, *(client.get(address) for address in ("/w/", "/w/records/", f"/w/records/{made.pk}/"))]
    for shown in pages:
        assert shown.status_code == 200 and "蒋小军" not in shown.content.decode()


def test_a_check_that_tells_of_a_record_ends_what_was_open_and_opens_no_glass(
    worker: Standing, lead: Standing, child: Person
) -> None:
    actions.note_check(
        worker.post, by=lead.actor, queried_on=TODAY - timedelta(days=1), clear=True, reference="查〔2026〕8号"
    )
    actions.assign(child, worker.post, by=lead.actor, until=TODAY)
    assert locks.shut([child], worker.actor) == set()
    actions.note_check(
        worker.post, by=lead.actor, queried_on=TODAY - timedelta(days=9), clear=False, reference="查〔2026〕1号"
    )
    assert locks.shut([child], worker.actor) == set(), "an older answer does not undo a newer one"
    actions.note_check(worker.post, by=lead.actor, queried_on=TODAY, clear=False, reference="查〔2026〕9号")
    assert locks.shut([child], worker.actor) == {child.pk}
    assert Event.objects.filter(verb="sight.closed", subject=child.pk).count() == 1
    with pytest.raises(Refused, match="查询没有通过"):
        actions.break_glass(
            child,
            by=worker.actor,
            reason="missing",
            text="孩子放学没有回家，奶奶联系不上，要找父亲电话",
            proven_at=timezone.now(),
        )


def test_no_browser_keeps_a_page_that_names_somebody(
    county: County, worker: Standing, child: Person, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    for address in ("/w/", "/w/people/", "/w/tasks/", f"/w/people/{child.pk}/locked/"):
        assert "no-store" in client.get(address)["Cache-Control"], address
    form = client.get("/w/record/?kind=home_visit")["Location"]
    assert not client.get(form).has_header("Cache-Control"), "the form comes back without signal"


def test_a_check_of_today_covers_what_is_given_before_eight_in_the_morning(
    child: Person, county: County, worker: Standing, lead: Standing
) -> None:
    checked = actions.note_check(worker.post, by=lead.actor, queried_on=TODAY, clear=True, reference="查8号")
    midnight = timezone.make_aware(datetime.combine(checked.queried_on, time(0, 30)))
    facts = {
        "person": child, "kind": "assignment", "grantee": worker.post, "grantee_user": worker.user.pk,
        "clearance": checked, "grantor_user": lead.user.pk, **people.areas(county.communities[0]),
    }  # fmt: skip
    with acting(), pytest.raises(IntegrityError, match="no valid check covers this grant"), transaction.atomic():
        AccessGrant.objects.create(starts_at=midnight - timedelta(hours=1), until=midnight + timedelta(days=1), **facts)
    with acting():
        AccessGrant.objects.create(starts_at=midnight, until=midnight + timedelta(days=1), **facts)
