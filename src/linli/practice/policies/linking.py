"""Who refers a client, applies for aid and links resources: the sentence that refuses, or None."""

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.practice.models import Activity, AidApplication, CaseFile, Referral, ResourceLink
from linli.practice.models.aid import ROLE_OF, Desk
from linli.practice.models.referrals import STEPS
from linli.practice.policies.cases import named_there, works

TELLING = frozenset({"contact", "send"})  # steps by which the other side learns of her


def open_referral(by: Actor, case: CaseFile) -> Refusal:
    """The team refers a client once she has agreed to be named there."""
    return works(by, case) or named_there(case)


def step_referral(by: Actor, referral: Referral, verb: str) -> Refusal:
    """The team takes the next step; what tells the other side more needs her consent to this day."""
    told = verb in TELLING
    if (refusal := works(by, referral.case, without_consent=not told)) is not None:
        return refusal
    if verb not in STEPS or referral.state not in STEPS[verb][0]:
        return _("这次转介现在是“%(state)s”，不能这样做。") % {"state": referral.get_state_display()}
    return named_there(referral.case) if told else None


def apply_aid(by: Actor, case: CaseFile) -> Refusal:
    """The team applies for a client who agrees."""
    return works(by, case)


def resubmit_aid(by: Actor, application: AidApplication) -> Refusal:
    """The team mends what was sent back."""
    if (refusal := works(by, application.case)) is not None:
        return refusal
    if application.state != Desk.RETURNED:
        return _("只有退回来的才要再交。")
    return None


def agree_aid(by: Actor, application: AidApplication) -> Refusal:
    """The desk on which it lies agrees; never whoever applied, in whatever post."""
    if locks.restricted([application.case.client]):
        return locks.RESTRICTED
    if application.state not in ROLE_OF:
        return _("这份申请不在审核：%(state)s。") % {"state": application.get_state_display()}
    if ROLE_OF[application.state] != by.role or not by.scope.holds(application):
        return _("这份申请现在是“%(state)s”，由那里的经办人来看。") % {"state": application.get_state_display()}
    if application.asked_by == by.user:
        return _("自己提的申请，要请另一个人来看。")
    return None


def return_aid(by: Actor, application: AidApplication) -> Refusal:
    """The same desk may send it back."""
    return agree_aid(by, application)


def refuse_aid(by: Actor, application: AidApplication) -> Refusal:
    """The county alone says no for good."""
    if (refusal := agree_aid(by, application)) is not None:
        return refusal
    return None if application.state == Desk.COUNTY else _("不同意由县里来定，您可以退回。")


def link_resource(by: Actor, case: CaseFile) -> Refusal:
    """The team writes down what was given."""
    return works(by, case)


def take_part(by: Actor, case: CaseFile, activity: Activity) -> Refusal:
    """The team says in which activity of the place the client took part."""
    if (refusal := works(by, case)) is not None:
        return refusal
    return None if by.scope.holds(activity) else _("这场活动不在您负责的范围里。")


def unlink_resource(by: Actor, link: ResourceLink) -> Refusal:
    """The team takes back what it wrote wrongly, once."""
    if (refusal := works(by, link.case, without_consent=True)) is not None:
        return refusal
    return _("已经收回了。") if link.taken_back_at is not None else None
