"""Real threads: of two purchasers who agree, and of two who note the payment, one does; money moves once."""

import pytest
from django.db import transaction
from django.utils import timezone

from linli.kernel.policy import Refused
from linli.kernel.scope import enter
from linli.ledger import reconciling
from linli.projects.models import PaymentPart, PaymentRequest
from linli.projects.payment import actions
from linli.projects.queries import accounts
from tests.factories import payments, projects
from tests.factories.places import County
from tests.support.threads import race

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_purchasers_at_once_are_one(county: County) -> None:
    with transaction.atomic():
        who = projects.buying(county.division)
        enter(who.buyer.scope)
        project = projects.signed(county.division, who)
        request = payments.asked(project, who.head)
        other = projects.actor("purchaser", county.division)
    found = race(
        who.buyer.scope,
        lambda: actions.agree_payment(request, 0, by=who.buyer),
        lambda: actions.agree_payment(request, 0, by=other),
    )
    refused = [one for one in found if isinstance(one, Refused)]
    assert [one.sentence for one in refused] == ["这一步刚刚已经有人办过了，请再看一眼。"]
    officers = [who.chain[0], projects.actor("county_officer", county.division)]
    tries = race(
        who.buyer.scope,
        lambda: actions.agree_payment(request, 1, by=officers[0]),
        lambda: actions.agree_payment(request, 1, by=officers[1]),
    )
    today = timezone.localdate()
    paid = race(
        who.buyer.scope,
        lambda: actions.pay(request, by=who.buyer, on=today, voucher="甲"),
        lambda: actions.pay(request, by=other, on=today, voucher="乙"),
    )
    assert [sum(isinstance(one, Refused) for one in told) for told in (tries, paid)] == [1, 1]
    with transaction.atomic():
        enter(who.buyer.scope)
        assert sum(PaymentPart.objects.values_list("amount", flat=True)) == 6_000_000
        assert PaymentRequest.objects.get().voucher in ("甲", "乙")
        held = accounts.balances(project)
        assert sum(amount for (_line, purpose), amount in held.items() if purpose == "agency") == 6_000_000
        assert list(reconciling.differences()) == []
