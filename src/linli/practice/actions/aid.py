"""Verbs of an application for charity aid: asked for from the case, agreed on by three desks, its result back in it."""

from collections.abc import Collection
from contextlib import AbstractContextManager, nullcontext
from decimal import Decimal
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import seeing
from linli.kernel.text import tidy
from linli.people.actions.areas import of_row
from linli.practice import packs, policies
from linli.practice.actions.attachments import enclose
from linli.practice.actions.cases import locked
from linli.practice.actions.road import owner_of
from linli.practice.models import AidApplication, AidStep, CaseFile
from linli.practice.models.aid import LEVELS, ROLE_OF, Desk
from linli.practice.queries.household import facts
from linli.practice.words import text
from linli.tasks import actions as tasks

KIND = "case_aid"
MOST = Decimal(1_000_000)
Verb = AidStep.Verb


@action
def apply_aid(
    case: CaseFile, *, by: Actor, amount: Decimal, reason: str, agreed: bool, enclosed: Collection[UUID] = ()
) -> AidApplication:
    """Put an application before the community; what it tells of the household is taken from what is known.

    ``agreed``: the client, or her guardian, has heard what it tells and to whom; ``enclosed`` are attachments of the
    case that go with it. Raises ``Refused`` naming the field.
    """
    case = locked(case)
    require(policies.apply_aid(by, case))
    if not agreed:
        raise Refused(_("请先念给本人（或监护人）听，同意了再勾。"), "agreed")
    if AidApplication.objects.filter(case=case).exclude(state__in=[Desk.GRANTED, Desk.REFUSED]).exists():
        raise Refused(_("已经有一份在办的救助申请了。"))
    made = AidApplication(
        case=case, amount=_amount(amount), asked_at=timezone.now(), asked_by=by.user, asked_name=by.name, **of_row(case)
    )
    made.reason = _said(reason)
    made.facts = facts(case.client)
    made.save(force_insert=True)
    enclose(made, enclosed)
    audit.record("aid.asked", case, by=by, application=str(made.pk), enclosed=len(enclosed))
    return _lies(made, Verb.ASK, Desk.COMMUNITY, by)


@action
def resubmit_aid(
    application: AidApplication, *, by: Actor, amount: Decimal, reason: str, enclosed: Collection[UUID] = ()
) -> AidApplication:
    """Mend what was sent back and put it before the community again, with these attachments and no others."""
    application = _held(application, by)
    require(policies.resubmit_aid(by, application))
    application.amount, application.reason = _amount(amount), _said(reason)
    application.facts = facts(application.case.client)
    enclose(application, enclosed)
    audit.record("aid.asked", application.case, by=by, application=str(application.pk), enclosed=len(enclosed))
    return _lies(application, Verb.ASK, Desk.COMMUNITY, by)


@action
def agree_aid(application: AidApplication, *, by: Actor, amount: Decimal | None = None) -> AidApplication:
    """Agree: it goes to the next desk; the county says how much (as asked, when not told), and that is the result."""
    application = _held(application, by)
    require(policies.agree_aid(by, application))
    here = LEVELS.index(Desk(application.state))
    audit.record("aid.agreed", application, by=by, desk=str(application.state))
    if application.state != Desk.COUNTY:
        return _lies(application, Verb.AGREE, LEVELS[here + 1], by)
    application.granted = _amount(application.amount if amount is None else amount)
    return _lies(application, Verb.AGREE, Desk.GRANTED, by)


@action
def return_aid(application: AidApplication, *, by: Actor, reason: str) -> AidApplication:
    """Send it back to the worker with a reason."""
    application = _held(application, by)
    require(policies.return_aid(by, application))
    audit.record("aid.returned", application, by=by, desk=str(application.state))
    return _lies(application, Verb.RETURN, Desk.RETURNED, by, _said(reason))


@action
def refuse_aid(application: AidApplication, *, by: Actor, reason: str) -> AidApplication:
    """Say no for good, with the reason that she is told."""
    application = _held(application, by)
    require(policies.refuse_aid(by, application))
    audit.record("aid.refused", application, by=by)
    return _lies(application, Verb.REFUSE, Desk.REFUSED, by, _said(reason))


def _held(application: AidApplication, by: Actor) -> AidApplication:
    with _past_teams(application, by):
        case = locked(CaseFile(pk=application.case_id))
    application = AidApplication.objects.select_for_update(of=("self",)).get(pk=application.pk)
    application.case = case
    return application


def _past_teams(application: AidApplication, by: Actor) -> AbstractContextManager[None]:
    """Let the verb of a desk, which is in no team, hold the case it decides about; nothing of it is shown."""
    return seeing(by.scope.by_place) if by.scope.holds(application) else nullcontext()


def _amount(amount: Decimal) -> Decimal:
    if not 0 < amount <= MOST:
        raise Refused(_("请写多少元，在0和100万之间。"), "amount")
    return amount.quantize(Decimal("0.01"))


def _said(reason: str) -> str:
    if not tidy(reason):
        raise Refused(_("请写一句理由。"), "reason")
    return text(reason, 500, "reason")


def _lies(application: AidApplication, verb: str, to: Desk, by: Actor, reason: str = "") -> AidApplication:
    """Keep the step, lay the application on the next desk, and tell whoever has to do with it next."""
    step = AidStep(
        application=application, case=application.case, desk=application.state, verb=verb, at=timezone.now(),
        by_user=by.user, by_name=by.name, **of_row(application.case),
    )  # fmt: skip
    step.reason = reason
    step.save(force_insert=True)
    application.state = to
    if to in LEVELS:
        application.reached = max(application.reached, LEVELS.index(to))
    if to in (Desk.GRANTED, Desk.REFUSED):
        application.decided_on = timezone.localdate()
    application.save()
    tasks.end_tasks_on([application.pk], by=by, place=application, outcome=str(to.label))
    day = working_days_on(timezone.localdate(), packs.clocks()["aid_working_days"])
    if to in ROLE_OF:
        title = _("慈善救助申请，请看一看")
        tasks.open_task(KIND, title, day, by=by, place=application, role=ROLE_OF[to], subject=application)
    else:
        title = _("%(number)s 救助申请：%(state)s") % {"number": application.case.number, "state": to.label}
        with _past_teams(application, by):
            owner = owner_of(application.case)
        tasks.open_task(KIND, title, day, by=by, place=application, owner=owner, subject=application)
    return application
