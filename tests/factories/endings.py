"""What stands at the end of a case, for tests that only need the rows."""

from django.utils import timezone

from linli.kernel.policy import acting
from linli.people.actions.areas import of_row
from linli.practice.models import CaseClosure, CaseFile, FollowUp, ReopenRequest


def closure(case: CaseFile) -> CaseClosure:
    """Return the wish to close a case that is not decided on."""
    with acting():
        told = {"reason": "reached", "asked_at": timezone.now(), **of_row(case)}
        return CaseClosure.objects.get_or_create(case=case, decided_at=None, defaults=told)[0]


def follow_up(case: CaseFile) -> FollowUp:
    """Return a look after the client that is still to be made."""
    with acting():
        told = {"due_on": timezone.localdate(), **of_row(case)}
        return FollowUp.objects.get_or_create(case=case, state="pending", defaults=told)[0]


def reopening(case: CaseFile) -> ReopenRequest:
    """Return the wish to take a case up again that is not decided on."""
    with acting():
        told = {"asked_at": timezone.now(), **of_row(case)}
        return ReopenRequest.objects.get_or_create(case=case, decided_at=None, defaults=told)[0]
