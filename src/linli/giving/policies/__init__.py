"""Who applies, who enters what came in, who sets it aside: the sentence that refuses, or None."""

from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Role
from linli.giving.models import GIVES, MOVES, Allotment, Application, FundLine, State
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.places.models import Division, Level
from linli.places.policies import OUTSIDE, reaches
from linli.records.models import ServiceRecord

KEEPERS = frozenset({Role.STREET_OFFICER, Role.COUNTY_OFFICER, Role.PURCHASER})
NOT_NOW = _("这份申请现在是“%(state)s”，不能这样做。")


def open_source(by: Actor, county: Division) -> Refusal:
    """Sources are a county's; its officer and its purchasers enter them."""
    if by.role not in KEEPERS - {Role.STREET_OFFICER} or county.level != Level.COUNTY:
        return _("资金来源由区县经办人或购买方登记。")
    return None if reaches(by, county) else OUTSIDE


def open_line(by: Actor, place: Division) -> Refusal:
    """A sum of money belongs to a county or a town, and is entered there."""
    if by.role not in KEEPERS or place.level not in (Level.COUNTY, Level.TOWN):
        return _("资金由区县、镇街的经办人或购买方登记。")
    return None if reaches(by, place) else OUTSIDE


def _holds(by: Actor, line: FundLine) -> Refusal:
    if by.role not in KEEPERS or not by.scope.holds(line):
        return OUTSIDE
    return _("这笔资金已经结清了。") if line.closed_at is not None else None


def receive(by: Actor, line: FundLine) -> Refusal:
    """What came in is entered by whoever keeps the money of the place; of a grant, with its application."""
    if Application.objects.filter(line=line).exists():
        return _("这笔钱是申请来的，到账请在那份申请里登记。")
    return _holds(by, line)


def allot(by: Actor, line: FundLine) -> Refusal:
    """Money is set aside by whoever keeps it."""
    return _holds(by, line)


def draw(by: Actor, allotment: Allotment) -> Refusal:
    """Money that was set aside is paid out, or put back, in the same reach."""
    return _holds(by, allotment.line)


put_back = draw


def open_application(by: Actor, place: Division) -> Refusal:
    """A county or a town applies for itself."""
    if by.role not in KEEPERS or place.level not in (Level.COUNTY, Level.TOWN):
        return _("向上申请由区县、镇街的经办人或购买方来报。")
    return None if reaches(by, place) else OUTSIDE


def move(by: Actor, application: Application, verb: str) -> Refusal:
    """A step of the road, in reach, from where it may be taken."""
    if by.role not in KEEPERS or not by.scope.holds(application):
        return OUTSIDE
    if State(application.state) not in MOVES[verb][0]:
        return NOT_NOW % {"state": application.get_state_display()}
    return None


def amend(by: Actor, application: Application) -> Refusal:
    """What is asked for is written until it is sent."""
    return move(by, application, "send")


send = amend


def take_back(by: Actor, application: Application) -> Refusal:
    """Until it is answered."""
    return move(by, application, "take_back")


def answer(by: Actor, application: Application) -> Refusal:
    """What the funder answered is written down once."""
    return move(by, application, "grant")


def receive_granted(by: Actor, application: Application) -> Refusal:
    """What came of a grant is entered until it is accounted for."""
    if by.role not in KEEPERS or not by.scope.holds(application):
        return OUTSIDE
    return None if State(application.state) in GIVES else NOT_NOW % {"state": application.get_state_display()}


def account(by: Actor, application: Application) -> Refusal:
    """How the money was used is told when it is there."""
    return move(by, application, "account")


def report(by: Actor, application: Application) -> Refusal:
    """Records are put to an application until it is sent."""
    return amend(by, application)


def pays(by: Actor, application: Application, record: ServiceRecord) -> Refusal:
    """A funder that gives pays for what was reported to it, unless the record belongs to a programme that pays."""
    if by.role not in KEEPERS or not by.scope.holds(application):
        return OUTSIDE
    if State(application.state) not in GIVES:
        return NOT_NOW % {"state": application.get_state_display()}
    if record.programme is not None:
        told = {"day": record.happened_on, "name": record.programme.name}
        return _("%(day)s 的这条算在“%(name)s”里，由那个项目付，不能再由这里付。") % told
    return None


def no_longer_pays(by: Actor, application: Application) -> Refusal:
    """A mistake is mended until the money is accounted for."""
    return receive_granted(by, application)
