"""强制报告: two taps from a child's page; a clock, the proof of each call, and a reporter whom the team alone reads."""

from collections.abc import Callable
from datetime import date

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.test import Client

from linli.accounts.models import Role
from linli.audit.models import Event
from linli.kernel import crypto
from linli.kernel.fields import place
from linli.kernel.policy import Refused, acting
from linli.outreach import actions
from linli.outreach.models import MandatoryReport, ReportCall, Reporter
from linli.people.models import Person
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories import people
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TOLD = "邻居周阿姨 19900000077 听见哭声"


@pytest.fixture
def child(county: County) -> Person:
    return people.person(county.communities[0], "小蒋", birth_date=date(2015, 3, 1))


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


def test_an_adult_has_another_number(county: County, worker: Standing) -> None:
    with pytest.raises(Refused, match="110"):
        actions.report_harm(people.person(county.communities[0], "大人"), by=worker.actor)


def test_whoever_does_not_work_there_does_not_open_a_report(county: County, child: Person, post: Post) -> None:
    with pytest.raises(Refused, match="负责的范围"):
        actions.report_harm(child, by=post(Role.SOCIAL_WORKER, county.towns[1]).actor)


def test_a_grid_workers_report_is_owned_by_a_social_worker_with_a_todo_for_today(
    county: County, child: Person, worker: Standing, post: Post
) -> None:
    walker = post(Role.GRID_WORKER, county.grids[0])
    with acting():
        Person.objects.filter(pk=child.pk).update(grid_id=county.grids[0].pk)
    child.refresh_from_db()
    made = actions.report_harm(child, ["injury", "nonsense"], by=walker.actor)
    assert (made.owner, made.opened_by, made.signs) == (worker.post, walker.post, ["injury"])
    task = Task.objects.get()
    assert (task.owner, task.subject, task.person) == (worker.post, made.pk, None)
    assert "小蒋" not in task.title
    assert actions.report_harm(child, by=walker.actor) == made


def test_a_report_does_not_end_before_somebody_was_called(county: County, child: Person, worker: Standing) -> None:
    report = actions.report_harm(child, by=worker.actor)
    with pytest.raises(Refused, match="还没有记下"):
        actions.close_report(report, by=worker.actor, ending="转民政")
    with pytest.raises(Refused, match="报告给了谁"):
        actions.note_call(report, by=worker.actor, agency="moon", answered_by="某")
    with pytest.raises(Refused, match="谁接的"):
        actions.note_call(report, by=worker.actor, agency="police", answered_by=" ")
    actions.note_call(report, by=worker.actor, agency="police", answered_by="值班民警", reference="A-1")
    with pytest.raises(Refused, match="结果"):
        actions.close_report(report, by=worker.actor, ending="")
    closed = actions.close_report(report, by=worker.actor, ending="民警已上门")
    assert closed.closed_at is not None
    with pytest.raises(Refused, match="已经结束"):
        actions.note_call(report, by=worker.actor, agency="civil_affairs", answered_by="某")


def test_the_proof_is_never_changed(county: County, child: Person, worker: Standing) -> None:
    report = actions.report_harm(child, by=worker.actor)
    call = actions.note_call(report, by=worker.actor, agency="police", answered_by="值班民警")
    with pytest.raises(DatabaseError), transaction.atomic(), acting():
        ReportCall.objects.filter(pk=call.pk).update(answered_by="别人")


def test_only_the_team_sees_a_report(
    county: County, child: Person, worker: Standing, post: Post, sign_in: SignIn
) -> None:
    report = actions.report_harm(child, by=worker.actor)
    actions.name_reporter(report, TOLD, by=worker.actor)
    colleague, lead = post(Role.SOCIAL_WORKER, county.towns[0]), post(Role.STATION_LEAD, county.towns[0])
    with pytest.raises(Refused, match="经办"):
        actions.read_reporter(report, by=colleague.actor)
    with pytest.raises(Refused, match="已经有同事"):
        actions.report_harm(child, by=colleague.actor)
    assert actions.read_reporter(report, by=lead.actor) == TOLD
    assert Event.objects.filter(verb="harm.reporter_read").count() == 1
    assert sign_in(colleague).get(f"/w/harm/{report.pk}/").status_code == 404


def test_the_reporter_is_sealed_under_a_key_of_its_own(county: County, child: Person, worker: Standing) -> None:
    report = actions.report_harm(child, by=worker.actor)
    actions.name_reporter(report, TOLD, by=worker.actor)
    row = Reporter.objects.get()
    where = place(Reporter, "words_sealed", row.pk)
    assert where.startswith("reporter!")
    with connection.cursor() as cursor:
        cursor.execute("SELECT words_sealed FROM outreach_reporter")
        sealed = bytes(cursor.fetchone()[0])
    assert "周阿姨".encode() not in sealed and crypto.unseal(crypto.rewrap(sealed, where), where) == TOLD
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(sealed, where.removeprefix("reporter!"))


def test_control_a_value_without_a_purpose_does_not_open_under_one() -> None:
    with pytest.raises(crypto.CannotOpen):
        crypto.unseal(crypto.seal("x", "t|c|1"), "reporter!t|c|1")


def test_nothing_but_its_own_verbs_names_the_reporter() -> None:
    allowed = {
        "outreach/models/__init__.py", "outreach/models/reports.py", "outreach/actions/reports.py",
        "outreach/migrations/0003_leads_are_screened_and_harm_is_reported.py",
    }  # fmt: skip
    naming = {
        str(path.relative_to(settings.PACKAGE))
        for path in settings.PACKAGE.rglob("*.py")
        if "Reporter" in path.read_text()
    }
    assert naming == allowed
    pointing = [
        model
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is Reporter
    ]
    assert pointing == []


def test_two_taps_from_the_childs_page_and_the_whole_road(
    county: County, child: Person, worker: Standing, sign_in: SignIn
) -> None:
    client = sign_in(worker)
    assert f"/w/people/{child.pk}/crisis/" in client.get(f"/w/people/{child.pk}/").content.decode()
    assert "立即" in client.get(f"/w/people/{child.pk}/crisis/").content.decode()
    page = client.post(f"/w/people/{child.pk}/crisis/", follow=True)
    address = page.redirect_chain[-1][0]
    assert "已过 0 分钟" in page.content.decode() and "110" in page.content.decode()
    told = {"agency": "police", "answered_by": "值班民警王", "reference": "2026-77"}
    assert "编号 2026-77" in client.post(f"{address}call/", told, follow=True).content.decode()
    shut = client.post(f"{address}reporter/", {"words": TOLD}, follow=True).content.decode()
    assert "周阿姨" not in shut
    assert "周阿姨" in client.post(f"{address}reporter/", {"do": "show"}).content.decode()
    for other in (f"/w/people/{child.pk}/", f"/w/people/{child.pk}/records/", "/w/tasks/", "/w/"):
        assert "周阿姨" not in client.get(other).content.decode()
    assert "民警已上门" in client.post(f"{address}close/", {"ending": "民警已上门"}, follow=True).content.decode()
    see(county.division)
    assert MandatoryReport.objects.get().ending == "民警已上门"
