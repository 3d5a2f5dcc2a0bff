"""Real threads: of two purchasers one publishes and one awards; two bids of one agency are one bid."""

from collections.abc import Sequence
from functools import partial

import pytest
from django.db import transaction

from linli.kernel.ids import new_id
from linli.kernel.policy import Refused
from linli.kernel.scope import enter
from linli.projects.models import Bid, ServiceProject, State, Tender
from linli.projects.procurement import actions
from linli.transparency.models import PublicNotice
from tests.factories import projects, tenders
from tests.factories.places import County
from tests.support.threads import race

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(found: Sequence[object]) -> list[str]:
    """Return the sentences of those who were refused; anything else that was raised is raised again."""
    for one in found:
        if isinstance(one, Exception) and not isinstance(one, Refused):
            raise one
    return [one.sentence for one in found if isinstance(one, Refused)]


def test_one_publishes_one_bids_one_awards(county: County) -> None:
    with transaction.atomic():
        enter(county_scope := projects.actor("county_officer", county.division).scope)
        who = projects.buying(county.division)
        project = projects.approved(county.division, who)
        other = projects.actor("purchaser", county.division)
        tender = actions.draft_tender(project, tenders.told(), by=who.buyer)
        head = tenders.head(county.division.pk, "甲社工机构")
    buyers = (who.buyer, other)
    assert len(refusals(race(county_scope, *(partial(actions.publish_tender, tender, by=by) for by in buyers)))) == 1
    with transaction.atomic():
        enter(head.scope)
        tender.refresh_from_db()
        told = tenders.offer(head, tender)
    bids = [lambda: actions.submit_bid(tender, told, by=head, key=new_id()) for _ in range(2)]
    assert refusals(race(head.scope, *bids)) == []
    fair = tenders.Fair(who, project, tender)
    with transaction.atomic():
        enter(county_scope)
        assert PublicNotice.objects.count() == 1
        judge = projects.actor("bid_judge", county.division)
        actions.appoint_judge(tender, tenders.post_of(judge), by=who.buyer)
        with tenders.after(fair):
            actions.open_bids(tender, by=who.buyer)
            bid = Bid.objects.get()
            assert bid.times == 2
            tenders.score(fair, judge, {"甲社工机构": ("50", "18")})
            actions.close_scoring(tender, by=who.buyer)
    with tenders.after(fair):
        proposed = race(county_scope, *(partial(actions.propose_award, tender, bid, by=by) for by in buyers))
        assert len(refusals(proposed)) == 1
        (award,) = [one for one in proposed if not isinstance(one, Exception)]
    with tenders.after(fair, days=14):
        assert len(refusals(race(county_scope, *(partial(actions.confirm_award, award, by=by) for by in buyers)))) == 1
    with transaction.atomic():
        enter(county_scope)
        assert ServiceProject.objects.get().state == State.AWARDED
        assert Tender.objects.get().state == "awarded"
        assert ServiceProject.objects.get().projectmoves.filter(verb="award").count() == 1
