"""What of a closed case others may learn from: the sentence that refuses, or None."""

import json

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel import packs
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.people.consents import may
from linli.people.models import SuspectedHarm
from linli.practice.models import Assessment, CaseFile, CrisisResponse, Intake
from linli.practice.packs import hides
from linli.practice.packs import locks as locked

PURPOSE, CLASS, RECIPIENT = "share_practice", "practice", "peers"


def learn(case: CaseFile) -> Refusal:
    """A closed case leaves what helped only when its client agreed to that, and nothing keeps it apart."""
    if (refusal := kept_apart(case)) is not None:
        return refusal
    if not may(case.client.canonical, PURPOSE, CLASS, RECIPIENT):
        return _("没有问过，或者没有同意。")
    return None


def kept_apart(case: CaseFile) -> Refusal:
    """Nothing is learned of the dead or restricted, nor of what is hidden, locked or was dangerous, whoever agrees."""
    client = case.client
    if locks.restricted([client]):
        return locks.RESTRICTED
    if client.died_on is not None:
        return _("服务对象已经去世，不留做法：她不能再收回同意了。")
    if _protected(case):
        return _("受保护的个案不留做法。")
    return None


def _protected(case: CaseFile) -> bool:
    """Tell whether anything in the file makes it one of those that are never learned from."""
    pack = packs.load("similar", settings.REGION)
    client = case.client
    harm = SuspectedHarm.objects.filter(Q(person=client) | Q(by_whom=client))
    return (
        case.hidden
        or hides(case.natures)
        or locked(case.natures)
        or bool(locks.locked([client], timezone.localdate()))
        or Assessment.objects.filter(case=case, risk_kinds__overlap=pack["shut_risks"]).exists()
        or CrisisResponse.objects.filter(case=case).exists()
        or harm.exists()
        or _told_of_health(case, set(pack["shut_health"]))
    )


def _told_of_health(case: CaseFile, shut: set[str]) -> bool:
    """Tell whether any version of the intake names a state of the client's health that keeps a case out."""
    for row in Intake.objects.filter(case=case, health_sealed__isnull=False):
        told = json.loads(row.health or "{}")
        if shut & set(told.get(str(case.client_id), ())):
            return True
    return False
