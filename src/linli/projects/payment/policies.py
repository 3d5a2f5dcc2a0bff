"""Who asks for a payment, agrees to it, sends it back, pays it, takes the lists: the sentence that refuses, or None."""

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.kernel.text import tidy
from linli.projects.models import PAYMENT_MOVES, PaymentRequest, PaymentState, ServiceProject
from linli.projects.policies import BUYERS, READERS, buys, provides

LONGEST_SENTENCE = 300
COLUMNS = {"county": "county_id", "town": "town_id"}


def request_payment(by: Actor, project: ServiceProject, wanting: Refusal) -> Refusal:
    """The provider asks for a tranche of which nothing is wanting."""
    return provides(by, project) or wanting


def agrees_next(by: Actor, request: PaymentRequest) -> bool:
    """Tell whether the next approval of a request is an actor's."""
    if request.state != PaymentState.ASKED or request.step >= len(request.chain):
        return False
    step = request.chain[request.step]
    if by.role != step["role"] or by.scope.organisation is not None or not by.scope.holds(request.project):
        return False
    return step["level"] == "reach" or by.scope.column == COLUMNS[step["level"]]


def agree_payment(by: Actor, request: PaymentRequest, step: int, before: set[object]) -> Refusal:
    """Each approval is given once, in its order, by somebody who neither asked for it nor agreed before.

    ``step`` is the one she saw; ``before`` the accounts that have signed already.
    """
    if request.state != PaymentState.ASKED or step != request.step:
        return _("这一步刚刚已经有人办过了，请再看一眼。")
    if not agrees_next(by, request):
        return _("这一步不是您来批。")
    if by.user in before:
        return _("自己申请的、或者前一步自己批过的，这一步要请另一个人来批。")
    return None


def send_back_payment(by: Actor, request: PaymentRequest, sentence: str) -> Refusal:
    """Whoever may give the next approval sends a request back; an approved one that is not paid yet, the purchaser."""
    if PaymentState(request.state) not in PAYMENT_MOVES["send_back"][0]:
        return _("这笔现在是“%(state)s”，不能退回。") % {"state": request.get_state_display()}
    if request.state == PaymentState.ASKED and not agrees_next(by, request):
        return _("这一步不是您来批。")
    if request.state == PaymentState.APPROVED and (refusal := buys(by, request.project)) is not None:
        return refusal
    return _said(sentence, _("请写一句为什么退回。"))


def pay(by: Actor, request: PaymentRequest) -> Refusal:
    """The purchaser's side notes that an approved request was paid, once."""
    if request.state == PaymentState.PAID:
        return _("这一笔刚刚已经有人记过付款了，请再看一眼。")
    if request.state != PaymentState.APPROVED:
        return _("这笔现在是“%(state)s”，批完了才能付。") % {"state": request.get_state_display()}
    return buys(by, request.project)


def release_tranche(by: Actor, project: ServiceProject, withheld: bool, sentence: str) -> Refusal:
    """The purchaser lets go what a failed evaluation withholds, once everything is put right, and says why."""
    if (refusal := buys(by, project)) is not None:
        return refusal
    if not withheld:
        return _("这一期不用放行，或者还有整改没有办结。")
    return _said(sentence, _("请写一句为什么放行。"))


def explain_deviation(by: Actor, project: ServiceProject) -> Refusal:
    """The purchaser or the provider says why an indicator came to something else."""
    if not project.is_delivered:
        return _("签了合同才有偏差可说。")
    return None if provides(by, project) is None else buys(by, project)


def export_payments(by: Actor) -> Refusal:
    """The list for the finance system is taken by those who buy."""
    return None if by.role in BUYERS else _("财务清单由购买方来导出。")


def take_performance(by: Actor, project: ServiceProject) -> Refusal:
    """The tables of a project are taken by whoever reads the project."""
    if by.role not in READERS:
        return _("这张表由购买方和承接机构来取。")
    return None if project.is_bound else _("方案定了、开始采购以后，才有绩效目标表。")


def _said(sentence: str, ask: str) -> Refusal:
    if not tidy(sentence):
        return ask
    return _("这句话最多 300 个字。") if len(sentence) > LONGEST_SENTENCE else None
