"""困境儿童的档案: shut without approval; given by the head to the checked, never to oneself; broken in need."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel.policy import Refused, acting
from linli.people import actions, locks
from linli.people.models import AccessGrant, AccessRequest, BackgroundCheck, GlassReview, Person, PriorityTag
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.places import County
from tests.factories.records import record

TODAY = timezone.localdate()
WHY = "孩子放学没有回家，奶奶联系不上，要找父亲电话"
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def lead(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.STATION_LEAD, county.towns[0])


@pytest.fixture
def child(county: County) -> Person:
    made = people.person(
        county.communities[0], "蒋小军", birth_date=date(TODAY.year - 12, 1, 1), actual_address="示范家苑3栋2单元502"
    )
    with acting():
        PriorityTag.objects.create(
            person=made, category="child_in_need", basis="observed", starts_on=TODAY,
            **people.areas(county.communities[0]),
        )  # fmt: skip
    return made


@pytest.fixture
def checked(lead: Standing, worker: Standing) -> BackgroundCheck:
    return actions.note_check(worker.post, by=lead.actor, queried_on=TODAY, clear=True, reference="查〔2026〕8号")


def proven() -> Any:
    return timezone.now()


def broken(child: Person, worker: Standing, **facts: Any) -> AccessGrant:
    told: dict[str, Any] = {"reason": "missing", "text": WHY, "proven_at": proven()}
    return actions.break_glass(child, by=worker.actor, **(told | facts))


def test_a_grown_up_and_a_child_without_difficulty_are_not_shut(county: County, worker: Standing) -> None:
    crowd = [people.person(county.communities[0], "王"), people.person(county.communities[0], "小王", birth_date=TODAY)]
    assert locks.shut(crowd, worker.actor) == set()


def test_without_approval_every_page_leads_to_the_door(child: Person, worker: Standing, sign_in: SignIn) -> None:
    client = sign_in(worker)
    for name in ("person", "person_family", "person_records", "person_looks", "person_consents"):
        answer = client.get(reverse(name, args=[child.pk]))
        assert answer["Location"] == reverse("person_locked", args=[child.pk]), name
    for name in ("person_edit", "person_numbers"):
        answer = client.get(reverse(name, args=[child.pk]))
        assert answer.status_code == 422
        assert "示范家苑" not in answer.content.decode()
    body = client.get(reverse("person_locked", args=[child.pk])).content.decode()
    assert "蒋小军 · 6–12岁" in body
    assert "示范家苑" not in body


def test_lists_show_a_surname(child: Person, worker: Standing, sign_in: SignIn) -> None:
    body = sign_in(worker).get(reverse("people")).content.decode()
    assert "蒋某" in body
    assert "蒋小军" not in body
    assert "示范家苑3栋2单元502" not in body


def test_the_head_of_the_station_reads_and_a_list_is_whole(child: Person, lead: Standing, sign_in: SignIn) -> None:
    client = sign_in(lead)
    assert client.get(reverse("person", args=[child.pk])).status_code == 200
    assert "蒋小军" in client.get(reverse("people")).content.decode()


def test_nobody_writes_into_a_shut_file(child: Person, worker: Standing) -> None:
    with pytest.raises(Refused, match="要站长批准才能打开"):
        actions.amend(child, by=worker.actor, version=1, note="看过")
    with pytest.raises(Refused, match="要站长批准才能打开"):
        actions.add_telephone(child, by=worker.actor, number="13800138000")


def test_a_colleague_without_a_valid_check_is_not_approved(child: Person, worker: Standing, lead: Standing) -> None:
    with pytest.raises(Refused, match="还没有这位同事有效的违法犯罪记录查询"):
        actions.assign(child, worker.post, by=lead.actor, until=TODAY + timedelta(days=30))
    actions.note_check(worker.post, by=lead.actor, queried_on=TODAY, clear=False, reference="8号")
    with pytest.raises(Refused, match="不能接触困境儿童"):
        actions.assign(child, worker.post, by=lead.actor, until=TODAY + timedelta(days=30))


def test_a_check_is_good_for_a_year_and_not_entered_by_oneself(worker: Standing, lead: Standing) -> None:
    made = actions.note_check(
        worker.post, by=lead.actor, queried_on=TODAY - timedelta(days=400), clear=True, reference="1"
    )
    assert made.valid_until < TODAY
    with pytest.raises(Refused, match="不能自己登记"):
        actions.note_check(lead.post, by=lead.actor, queried_on=TODAY, clear=True, reference="1")
    facts = {"post": worker.post, "clear": True, "reference": "1", "county_id": made.county_id, "town_id": made.town_id}
    with acting(), pytest.raises(IntegrityError, match="check_is_valid_for_a_year"), transaction.atomic():
        BackgroundCheck.objects.create(queried_on=TODAY, valid_until=TODAY + timedelta(days=500), **facts)


def test_an_approval_opens_until_its_day_and_is_taken_back(
    child: Person, worker: Standing, lead: Standing, checked: BackgroundCheck, sign_in: SignIn
) -> None:
    grant = actions.assign(child, worker.post, by=lead.actor, until=TODAY + timedelta(days=30))
    address = reverse("person", args=[child.pk])
    assert sign_in(worker).get(address).status_code == 200
    actions.amend(child, by=worker.actor, version=1, note="下午在家")
    actions.close_grant(grant, by=lead.actor)
    assert sign_in(worker).get(address).status_code == 302
    with pytest.raises(Refused, match="最长180天"):
        actions.assign(child, worker.post, by=lead.actor, until=TODAY + timedelta(days=200))


def test_nobody_gives_herself_sight_not_even_in_the_database(
    child: Person, lead: Standing, worker: Standing, checked: BackgroundCheck
) -> None:
    with pytest.raises(Refused, match="不能批准给自己"):
        actions.assign(child, lead.post, by=lead.actor, until=TODAY)
    facts = {
        "person": child, "kind": "assignment", "grantee": worker.post, "grantee_user": worker.user.pk,
        "clearance": checked, "starts_at": timezone.now(), "until": timezone.now() + timedelta(days=1),
        **people.areas(child_place(child)),
    }  # fmt: skip
    with acting(), pytest.raises(IntegrityError, match="nobody_gives_herself_sight"), transaction.atomic():
        AccessGrant.objects.create(grantor_user=worker.user.pk, **facts)
    facts["until"] = timezone.now() + timedelta(days=500)
    with acting(), pytest.raises(IntegrityError, match="no valid check covers this grant"), transaction.atomic():
        AccessGrant.objects.create(grantor_user=lead.user.pk, **facts)


def child_place(child: Person) -> Any:
    from linli.places.models import Division

    return Division.objects.get(pk=child.community_id)


def test_a_request_is_answered_by_somebody_else(
    child: Person, worker: Standing, lead: Standing, checked: BackgroundCheck, sign_in: SignIn
) -> None:
    door = reverse("person_locked", args=[child.pk])
    assert sign_in(worker).post(door, {"reason": "开学前家访"}).status_code == 302
    asked = AccessRequest.objects.get()
    assert Task.objects.get(kind="sight_asked").role == Role.STATION_LEAD
    with acting(), pytest.raises(IntegrityError, match="nobody_answers_her_own_request"), transaction.atomic():
        AccessRequest.objects.update(answered_by=worker.user.pk, answered_at=timezone.now(), granted=True)
    see(child_place(child))
    assert sign_in(lead).post(reverse("access_answer", args=[asked.pk]), {"answer": "yes"}).status_code == 302
    assert locks.shut([child], worker.actor) == set()
    with pytest.raises(Refused, match="已经答复过"):
        actions.answer(asked, by=lead.actor, granted=False)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"reason": "curiosity"}, "从列表里选"),
        ({"text": "急"}, "至少15个字"),
        ({"proven_at": None}, "第二道验证"),
        ({"proven_at": timezone.now() - timedelta(days=1)}, "第二道验证"),
    ],
)
def test_glass_is_not_broken_without_reason_words_and_a_fresh_factor(
    child: Person, worker: Standing, facts: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        broken(child, worker, **facts)
    assert not AccessGrant.objects.exists()


def test_broken_glass_lets_read_for_an_hour_and_not_write(child: Person, worker: Standing, sign_in: SignIn) -> None:
    grant = broken(child, worker)
    assert grant.until - grant.starts_at == timedelta(hours=1)
    assert (grant.grantor_id, grant.text) == (None, WHY)
    client = sign_in(worker)
    assert client.get(reverse("person", args=[child.pk])).status_code == 200
    assert client.get(reverse("person_edit", args=[child.pk])).status_code == 422
    assert client.get(reverse("person_looks", args=[child.pk])).status_code == 200
    assert b"%PDF" not in client.get(reverse("person_looks_paper", args=[child.pk])).content
    with pytest.raises(Refused, match="要站长批准"):
        actions.amend(child, by=worker.actor, version=1, note="看过")
    assert {task.role for task in Task.objects.filter(kind="glass_review")} == {Role.STATION_LEAD, Role.AUDIT_ADMIN}
    assert Task.objects.filter(kind="glass_review", due_on__lte=TODAY + timedelta(days=1)).count() == 2
    assert Event.objects.filter(verb="glass.broken", subject=child.pk).count() == 1


def test_what_was_granted_is_never_changed(child: Person, worker: Standing) -> None:
    broken(child, worker)
    for change in (
        lambda: AccessGrant.objects.update(until=timezone.now() + timedelta(minutes=90)),
        lambda: AccessGrant.objects.update(reason="danger"),
        lambda: AccessGrant.objects.all().delete(),
    ):
        with acting(), pytest.raises(DatabaseError), transaction.atomic():
            change()
    with acting(), pytest.raises(IntegrityError, match="glass_is_broken_for_an_hour"), transaction.atomic():
        one = AccessGrant.objects.get()
        one.pk, one.until = people.person(child_place(child)).pk, one.starts_at + timedelta(hours=2)
        one.save(force_insert=True)


def test_who_is_not_reviewed_within_a_day_breaks_no_more_glass(
    child: Person, worker: Standing, lead: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = broken(child, worker)
    later = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(Refused, match="还没有复核"):
        broken(child, worker, proven_at=later)
    actions.review_glass(grant, by=lead.actor, finding="justified", note="看了通话记录，孩子已经找到")
    broken(child, worker, proven_at=later)


def test_five_times_in_a_month_and_no_more(
    child: Person, worker: Standing, lead: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = timezone.now()
    for number in range(5):
        moment = start + timedelta(hours=2 * number)
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        actions.review_glass(broken(child, worker, proven_at=moment), by=lead.actor, finding="justified", note="应当")
    moment = start + timedelta(hours=11)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    with pytest.raises(Refused, match="这个月已经紧急打开5次"):
        broken(child, worker, proven_at=moment)


def test_nobody_reviews_herself(child: Person, worker: Standing, lead: Standing) -> None:
    grant = broken(child, worker)
    with pytest.raises(Refused, match="自己打开的不能自己复核"):
        actions.review_glass(grant, by=worker.actor, finding="justified", note="没问题")
    facts = {"grant": grant, "grantee_user": worker.user.pk, "finding": "justified", "at": timezone.now()}
    with acting(), pytest.raises(IntegrityError, match="nobody_reviews_herself"), transaction.atomic():
        GlassReview.objects.create(reviewer_user=worker.user.pk, **facts, **people.areas(child_place(child)))


def test_the_audit_administrator_sees_that_and_not_whom(
    child: Person, worker: Standing, county: County, post: Callable[..., Standing], sign_in: SignIn
) -> None:
    grant = broken(child, worker)
    auditor = sign_in(post(Role.AUDIT_ADMIN, county.division))
    body = auditor.get(reverse("glass")).content.decode()
    assert "孩子走失" in body
    assert "蒋小军" not in body
    assert auditor.get(reverse("glass_review", args=[grant.pk])).status_code == 404


def test_without_a_fresh_factor_the_page_leads_to_it(child: Person, worker: Standing, sign_in: SignIn) -> None:
    answer = sign_in(worker).get(reverse("glass_break", args=[child.pk]))
    assert answer["Location"].startswith(reverse("mfa_reauthenticate"))


def test_row_security_keeps_grants_of_another_town(child: Person, worker: Standing, county: County) -> None:
    broken(child, worker)
    see(county.towns[1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_accessgrant")
        assert cursor.fetchone() == (0,)


def test_records_about_her_tell_a_surname_and_no_door_but_to_whom_the_file_is_open(
    child: Person, worker: Standing, lead: Standing, checked: BackgroundCheck, county: County, sign_in: SignIn
) -> None:
    home = people.household(county.dwellings[0])
    made = record(worker.actor, county.communities[0], persons=[child], household=home)
    addresses = (reverse("records"), reverse("record", args=[made.pk]))
    for address in addresses:  # she wrote it, and learns no name by that
        body = sign_in(worker).get(address).content.decode()
        assert ("蒋某" in body, "蒋小军" in body, home.address in body) == (True, False, False), address
    actions.assign(child, worker.post, by=lead.actor, until=TODAY + timedelta(days=30))
    for standing, address in product((worker, lead), addresses):
        body = sign_in(standing).get(address).content.decode()
        assert "蒋小军" in body and home.address in body
