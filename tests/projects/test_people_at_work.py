"""People at work in a project stand on the register; what the contract asks of certificates is told, of nobody."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, acting
from linli.projects import actions
from linli.projects.models import Deployment, ServiceProject
from linli.projects.queries import risks
from linli.workforce.models import Credential, Worker
from tests.factories import projects, workforce
from tests.factories.places import County
from tests.factories.projects import Buying
from tests.support.login import sign_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
SOON = 60


def worker(county: County, who: Buying, name: str = "示范社工", **facts: Any) -> Worker:
    """Put somebody of the agency on the register."""
    made = workforce.worker({"county_id": county.division.pk}, organisation_id=who.agency.pk, **facts)
    with acting():
        Worker.objects.filter(pk=made.pk).update(name=name)
    made.name = name
    return made


def holds(of: Worker, until: date | None, state: str = "verified") -> Credential:
    """Give her a certificate that somebody has looked at."""
    made = workforce.credential(of)
    with acting():
        checked = {} if state == "waiting" else {"checked_by": new_id(), "checked_at": timezone.now()}
        Credential.objects.filter(pk=made.pk).update(state=state, valid_until=until, **checked)
    return made


def deployed(project: ServiceProject, who: Buying, one: Worker) -> Deployment:
    line = project.stafflines.get()
    return actions.deploy(project, line, by=who.head, worker=one, starts_on=TODAY)


def told(project: ServiceProject) -> list[str]:
    staff = risks.staffed(project, TODAY, SOON)
    found = risks.risks(project, [], [], [], staff, TODAY)
    return [one.sentence for one in found if one.code.split(":")[0] in ("lapsed", "expires")]


def test_somebody_of_another_agency_or_who_has_left_is_refused(
    county: County, running: ServiceProject, who: Buying
) -> None:
    other = workforce.worker({"county_id": county.division.pk})
    gone = worker(county, who, left_at=timezone.now())
    for one in (other, gone):
        with pytest.raises(Refused, match="请选本机构在人才库里的人") as refused:
            deployed(running, who, one)
        assert refused.value.field == "worker"


def test_without_a_row_and_without_a_name_it_is_refused(running: ServiceProject, who: Buying) -> None:
    with pytest.raises(Refused, match="请选一位，或者写姓名"):
        actions.deploy(running, running.stafflines.get(), by=who.head, starts_on=TODAY)


def test_nobody_stands_twice_on_one_post(county: County, running: ServiceProject, who: Buying) -> None:
    one = worker(county, who)
    deployed(running, who, one)
    with acting():
        Worker.objects.filter(pk=one.pk).update(name="改了名")
    one.refresh_from_db()
    with pytest.raises(Refused, match="已经在这个岗位上了") as refused:
        deployed(running, who, one)
    assert refused.value.field == "worker"


def test_the_register_tells_her_name_and_what_she_holds(county: County, running: ServiceProject, who: Buying) -> None:
    one = worker(county, who)
    holds(one, TODAY + timedelta(days=400))
    row = deployed(running, who, one)
    assert (row.worker, row.name, row.qualification) == (one, "示范社工", "社会工作师")


@pytest.mark.parametrize(
    ("until", "state", "sentence"),
    [
        (None, "verified", ""),
        (TODAY + timedelta(days=SOON + 1), "verified", ""),
        (TODAY + timedelta(days=SOON), "verified", f"有 1 人的证书要到期了，最早 {TODAY + timedelta(days=SOON)}"),
        (TODAY, "verified", f"有 1 人的证书要到期了，最早 {TODAY}"),
        (TODAY - timedelta(days=1), "verified", "有 1 人的证书现在不在有效期里"),
        (None, "waiting", "有 1 人的证书现在不在有效期里"),
    ],
)
def test_what_the_contract_asks_and_does_not_have_is_told_without_a_name(
    county: County, running: ServiceProject, who: Buying, until: date | None, state: str, sentence: str
) -> None:
    one = worker(county, who, "某某某")
    holds(one, until, state)
    deployed(running, who, one)
    assert told(running) == ([f"“社工”合同要助理社会工作师，{sentence}"] if sentence else [])


def test_a_renewed_certificate_is_no_question_any_more(county: County, running: ServiceProject, who: Buying) -> None:
    one = worker(county, who)
    holds(one, TODAY - timedelta(days=1))
    deployed(running, who, one)
    assert len(told(running)) == 1
    holds(one, TODAY + timedelta(days=1000))
    assert told(running) == []


def test_whoever_has_left_or_stands_on_no_register_is_not_judged(
    county: County, running: ServiceProject, who: Buying
) -> None:
    line = running.stafflines.get()
    actions.deploy(running, line, by=who.head, name="没登记的", starts_on=TODAY)
    row = deployed(running, who, worker(county, who))
    assert len(told(running)) == 1
    actions.end_deployment(row, by=who.head, on=TODAY)
    with acting():
        Deployment.objects.filter(pk=row.pk).update(
            starts_on=TODAY - timedelta(days=9), ends_on=TODAY - timedelta(days=1)
        )
    assert told(running) == []


def test_where_the_contract_asks_for_no_qualification_nothing_is_told(
    county: County, running: ServiceProject, who: Buying
) -> None:
    with acting():
        running.stafflines.update(qualification="")
    deployed(running, who, worker(county, who))
    assert told(running) == []


def test_the_head_picks_from_her_own_people_and_the_purchaser_reads_the_question(
    county: County, running: ServiceProject, who: Buying
) -> None:
    one, other = worker(county, who), workforce.worker({"county_id": county.division.pk})
    with acting():
        Worker.objects.filter(pk=other.pk).update(name="别家的人")
    head, url = sign_in(Client(), who.head), reverse("project_deploy", args=[running.pk])
    page = head.get(url).content.decode()
    assert "示范社工" in page and "别家的人" not in page
    facts = {"line": str(running.stafflines.get().pk), "starts_on": TODAY.isoformat()}
    assert head.post(url, {**facts, "worker": str(other.pk)}).status_code == 422
    assert head.post(url, {**facts, "worker": str(one.pk)}).status_code == 302
    buyer = sign_in(Client(), who.buyer).get(reverse("project_delivery", args=[running.pk])).content.decode()
    assert "有 1 人的证书现在不在有效期里" in buyer


def test_to_whom_the_register_is_shut_nothing_is_said(county: County, who: Buying) -> None:
    town = projects.signed(county.towns[0], projects.buying(county.towns[0], who.agency))
    deployed(town, who, worker(county, who))
    officer = projects.actor(Role.STREET_OFFICER, county.towns[0])
    page = sign_in(Client(), officer).get(reverse("project_delivery", args=[town.pk])).content.decode()
    assert "的证书" not in page
