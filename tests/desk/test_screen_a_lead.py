"""困境线索: what a visit brought is accepted, put aside with a reason, or joined to what is known already."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from linli.accounts.models import Role
from linli.kernel.policy import Refused, acting
from linli.outreach import actions
from linli.outreach.models import HardshipLead
from linli.tasks.models import Task
from tests.conftest import Standing, see
from tests.factories.places import County
from tests.factories.records import entry
from tests.factories.visits import elder

Post = Callable[..., Standing]
SignIn = Callable[[Standing], Client]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


def found(county: County, by: Standing, name: str = "王奶奶") -> HardshipLead:
    person = elder(county, name=name)
    made = actions.visit(entry(county.grids[0], persons=[person], household=person.household), ["poor"], by=by.actor)
    return HardshipLead.objects.get(record=made)


def test_only_its_owner_or_the_head_screens(county: County, worker: Standing, post: Post) -> None:
    lead = found(county, worker)
    with pytest.raises(Refused, match="负责的人"):
        actions.screen_lead(lead, "accepted", by=post(Role.SOCIAL_WORKER, county.towns[0]).actor)
    actions.screen_lead(lead, "accepted", by=post(Role.STATION_LEAD, county.towns[0]).actor)


@pytest.mark.parametrize(("verdict", "sentence"), [("maybe", "请选"), ("dismissed", "为什么"), ("known", "哪一条")])
def test_a_verdict_without_what_it_needs_is_refused(
    county: County, worker: Standing, verdict: str, sentence: str
) -> None:
    lead = found(county, worker)
    with pytest.raises(Refused, match=sentence):
        actions.screen_lead(lead, verdict, by=worker.actor, known=lead)
    lead.refresh_from_db()
    assert lead.closed_at is None


def test_a_lead_accepted_becomes_a_todo_of_its_owner_and_its_first_one_ends(county: County, worker: Standing) -> None:
    lead = actions.screen_lead(found(county, worker), "accepted", by=worker.actor)
    assert (lead.screening, lead.closed_at is not None) == ("accepted", True)
    first, then = Task.objects.order_by("made_at")
    assert (first.kind, first.outcome, first.done_at is not None) == ("lead", "受理", True)
    assert (then.kind, then.owner, then.done_at) == ("lead_follow", worker.post, None)


def test_no_lead_says_why(county: County, worker: Standing) -> None:
    lead = actions.screen_lead(found(county, worker), "dismissed", by=worker.actor, reason="上月已办好低保")
    assert lead.reason == "上月已办好低保" and not Task.objects.filter(done_at=None).exists()
    with pytest.raises(Refused, match="已经处理过"):
        actions.screen_lead(lead, "accepted", by=worker.actor)


def test_the_same_hardship_told_twice_is_joined(county: County, worker: Standing) -> None:
    first, again = found(county, worker), found(county, worker, "李奶奶")
    lead = actions.screen_lead(again, "known", by=worker.actor, known=first)
    assert lead.known == first
    with pytest.raises(Refused, match="哪一条"):
        actions.screen_lead(first, "known", by=worker.actor, known=lead)


def test_the_database_wants_a_reason_and_a_name_too(county: County, worker: Standing) -> None:
    lead = found(county, worker)
    for told in ({"screening": "dismissed"}, {"screening": "known"}):
        with pytest.raises(IntegrityError), transaction.atomic(), acting():
            HardshipLead.objects.filter(pk=lead.pk).update(**told)


def test_the_pages_show_and_take_the_verdict(county: County, worker: Standing, sign_in: SignIn) -> None:
    lead = found(county, worker)
    client = sign_in(worker)
    assert "经济困难线索：王奶奶" in client.get("/w/leads/").content.decode()
    assert f"/w/leads/{lead.pk}/" in client.get("/w/tasks/").content.decode()
    page = client.get(f"/w/leads/{lead.pk}/").content.decode()
    assert "受理，我来跟进" in page and "经济困难" in page
    refused = client.post(f"/w/leads/{lead.pk}/", {"verdict": "dismissed"})
    assert refused.status_code == 422 and "为什么" in refused.content.decode()
    assert (
        "没有待看的线索" in client.post(f"/w/leads/{lead.pk}/", {"verdict": "accepted"}, follow=True).content.decode()
    )
    see(county.division)
    assert HardshipLead.objects.get().screening == "accepted"


def test_another_town_has_no_such_lead(county: County, worker: Standing, post: Post, sign_in: SignIn) -> None:
    lead = found(county, worker)
    client = sign_in(post(Role.SOCIAL_WORKER, county.towns[1]))
    assert client.get(f"/w/leads/{lead.pk}/").status_code == 404
    assert "王奶奶" not in client.get("/w/leads/").content.decode()
