"""What stands at the end of a case, for tests that only need the rows."""

from django.utils import timezone

from linli.kernel.policy import acting
from linli.papers import pictures
from linli.people.actions.areas import of_row
from linli.practice.models import (
    AidApplication,
    AidEnclosure,
    AidStep,
    CaseAttachment,
    CaseClosure,
    CaseFile,
    FollowUp,
    Referral,
    ReferralStep,
    ReopenRequest,
    ResourceLink,
)


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


def referral(case: CaseFile) -> Referral:
    """Return a referral that has just begun."""
    now, told = timezone.now(), of_row(case)
    with acting():
        row, fresh = Referral.objects.get_or_create(
            case=case, to_name="县医院", state="to_verify", defaults={"asked_at": now, **told}
        )
        if fresh:
            ReferralStep.objects.create(case=case, referral=row, verb="open", to=row.state, at=now, **told)
    return row


def aid(case: CaseFile, state: str = "community", reached: int = 2) -> AidApplication:
    """Return an application for aid that every desk has seen."""
    now, told = timezone.now(), of_row(case)
    with acting():
        row = AidApplication.objects.filter(case=case).first()
        if row is None:
            row = AidApplication.objects.create(
                case=case, amount=3000, state=state, reached=reached, asked_at=now, **told
            )
            AidStep.objects.create(case=case, application=row, desk="community", verb="ask", at=now, **told)
    return row


def attachment(case: CaseFile) -> CaseAttachment:
    """Return a photograph that is attached to a case."""
    row = CaseAttachment.objects.filter(case=case, taken_out_at=None).first()
    if row is None:
        with acting():
            row = CaseAttachment(case=case, kind="proof", digest="0" * 64, at=timezone.now(), **of_row(case))
            row.title = "低保证"
            row.save(force_insert=True)
            row.picture = pictures.kept(b"x")
            row.save(update_fields=["picture_sealed"])
    return row


def enclosure(case: CaseFile) -> AidEnclosure:
    """Return what went with an application for aid."""
    application, enclosed = aid(case), attachment(case)
    with acting():
        told = {"case": case, "at": timezone.now(), **of_row(case)}
        return AidEnclosure.objects.get_or_create(
            application=application, attachment=enclosed, ended_at=None, defaults=told
        )[0]


def resource(case: CaseFile) -> ResourceLink:
    """Return something that was given."""
    with acting():
        told = {"given_on": timezone.localdate(), "at": timezone.now(), "meets": "need", **of_row(case)}
        return ResourceLink.objects.get_or_create(
            case=case, party="charity", kind="goods", taken_back_at=None, defaults=told
        )[0]


ENDS = (closure, follow_up, reopening, referral, aid, resource, enclosure)
