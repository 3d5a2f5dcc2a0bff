"""转介 with the client's word at each step that tells the other side; 链接资源 and what the five parties gave."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.people.actions import record_death, withdraw_consent
from linli.people.models import Person
from linli.practice import actions
from linli.practice.models import CaseFile, Referral, ResourceLink
from linli.practice.queries.checklist import lines
from linli.tasks.models import Task
from tests.conftest import Standing
from tests.factories import people, practice
from tests.factories.places import County

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]
TODAY = timezone.localdate()


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def client_(county: County) -> Person:
    return people.person(county.communities[0], "高某")


@pytest.fixture
def case(worker: Standing, client_: Person) -> CaseFile:
    return practice.case(client_, worker.actor, accepted=True)


def refer(case: CaseFile, by: Standing, **facts: Any) -> Referral:
    told = {"to_name": "县医院心理科", "reason": "要专科看", "materials": ["plan"]} | facts
    return actions.open_referral(case, by=by.actor, **told)


def done(case: CaseFile, code: str) -> bool:
    return next(line.done for line in lines(case) if line.code == code)


def test_only_the_team_refers(county: County, post: Post, case: CaseFile) -> None:
    with pytest.raises(Refused, match="由它的团队来写"):
        refer(case, post(Role.SOCIAL_WORKER, county.towns[0]))


def test_nobody_is_named_elsewhere_without_her_word(case: CaseFile, worker: Standing) -> None:
    with pytest.raises(Refused, match="先征得同意"):
        refer(case, worker)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"to_name": " "}, "to_name"), ({"reason": " "}, "reason"), ({"materials": ["x"]}, "materials")],
)
def test_a_gap_is_refused_at_its_field(
    facts: dict[str, Any], field: str, case: CaseFile, worker: Standing, client_: Person
) -> None:
    practice.agree(client_, worker.actor, "refer")
    with pytest.raises(Refused) as refused:
        refer(case, worker, **facts)
    assert refused.value.field == field


def test_two_taps_make_one_referral(case: CaseFile, worker: Standing, client_: Person) -> None:
    practice.agree(client_, worker.actor, "refer")
    refer(case, worker)
    with pytest.raises(Refused, match="已经在转给这一家"):
        refer(case, worker)


def test_a_referral_goes_its_way_with_its_clocks(
    case: CaseFile, worker: Standing, client_: Person, sign_in: SignIn
) -> None:
    practice.agree(client_, worker.actor, "refer")
    row = refer(case, worker)
    assert (row.state, row.due_on, done(case, "referrals")) == ("to_verify", TODAY + timedelta(days=3), False)
    with pytest.raises(Refused, match="现在是“先核实"):
        actions.step_referral(row, "send", by=worker.actor)
    for verb, note, state in (
        ("contact", "", "contacted"), ("send", "", "referred"), ("succeed", "周三可以来", "success"),
        ("wait", "", "awaiting_callback"), ("complete", "去过两次了", "completed"),
    ):  # fmt: skip
        if note:
            with pytest.raises(Refused, match="对方怎么说"):
                actions.step_referral(row, verb, by=worker.actor)
        sign_in(worker).post(f"/w/cases/referrals/{row.pk}/", {"verb": verb, "note": note})
        row = Referral.objects.get()
        assert row.state == state
    assert (row.reply, row.due_on, row.steps.count(), done(case, "referrals")) == ("周三可以来", None, 6, True)
    assert Task.objects.filter(kind="case_referral").count() == 5
    assert not Task.objects.filter(kind="case_referral", done_at=None).exists()
    assert "周三可以来" in sign_in(worker).get(f"/w/cases/referrals/{row.pk}/").content.decode()


def test_her_word_taken_back_stops_what_would_tell_more(case: CaseFile, worker: Standing, client_: Person) -> None:
    practice.agree(client_, worker.actor, "refer")
    row = actions.step_referral(refer(case, worker), "contact", by=worker.actor)
    withdraw_consent(client_, "refer", by=worker.actor)
    with pytest.raises(Refused, match="先征得同意"):
        actions.step_referral(row, "send", by=worker.actor)
    assert actions.step_referral(row, "fail", by=worker.actor, note="本人不去了").state == "failed"


def given(case: CaseFile, by: Standing, **facts: Any) -> ResourceLink:
    told = {"party": "charity", "kind": "goods", "meets": "strength", "given_on": TODAY} | facts
    return actions.link_resource(case, by=by.actor, **told)


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"party": "aliens"}, "party"), ({"kind": "x"}, "kind"), ({"given_on": TODAY + timedelta(days=1)}, "given_on")],
)
def test_what_is_no_gift_is_refused(facts: dict[str, Any], field: str, case: CaseFile, worker: Standing) -> None:
    with pytest.raises(Refused) as refused:
        given(case, worker, **facts)
    assert refused.value.field == field


def test_nothing_is_linked_for_the_dead_or_without_consent(
    county: County, post: Post, case: CaseFile, worker: Standing, client_: Person
) -> None:
    withdraw_consent(client_, "casework", by=worker.actor)
    with pytest.raises(Refused, match="收回同意"):
        given(case, worker)
    record_death(client_, by=post(Role.STATION_LEAD, county.towns[0]).actor, died_on=TODAY, source="家属电话")
    with pytest.raises(Refused, match="已经去世"):
        given(case, worker)


def test_what_each_of_the_five_gave_stands_on_the_page(case: CaseFile, worker: Standing, sign_in: SignIn) -> None:
    told = {"party": "charity", "kind": "goods", "meets": "strength", "given_on": str(TODAY)}
    assert sign_in(worker).post(f"/w/cases/{case.pk}/resources/", told).status_code == 302
    given(case, worker, party="volunteer", kind="time")
    page = sign_in(worker).get(f"/w/cases/{case.pk}/").content.decode()
    for party in ("社区志愿者", "社会慈善资源", "社区社会组织"):
        assert party in page
    row = ResourceLink.objects.get(party="charity")
    sign_in(worker).post(f"/w/cases/resources/{row.pk}/")
    with pytest.raises(Refused, match="已经收回"):
        actions.unlink_resource(row, by=worker.actor)
    assert sign_in(worker).get(f"/w/cases/{case.pk}/").content.decode().count("1次") == 1
