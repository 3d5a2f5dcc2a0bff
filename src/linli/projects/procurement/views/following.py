"""What the purchaser does next, in one sentence, with the button that does it or with what is waited for."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.projects.models import Contract, Tender, TenderAward, TenderState
from linli.projects.policies import buys
from linli.projects.procurement import policies, queries
from linli.transparency.models import Answer
from linli.transparency.queries import about

Step = dict[str, Refusal]


def next_step(by: Actor, tender: Tender, award: TenderAward | None, contract: Contract | None) -> Step:
    """Return ``sentence``, and ``do`` and ``label`` of a button where the step stands open; nothing for who only reads.

    A draft that lacks something says so itself.
    """
    if buys(by, tender.project) is not None:
        return {}
    if tender.state == TenderState.DRAFT:
        return _draft(by, tender)
    if tender.state == TenderState.PUBLISHED:
        refusal = policies.open_bids(by, tender, timezone.now())
        return _step("open", _("开标"), _("截止了，可以开标。"), refusal)
    if tender.state == TenderState.OPENED:
        refusal = policies.close_scoring(by, tender, *queries.sheets(tender))
        return _step("score", _("结束评审，算分"), _("专家都交卷了，可以算分。"), refusal)
    if tender.state == TenderState.SCORED:
        return {"sentence": _("得分算好了。提中标建议，公示给所有人看。")}
    if tender.state == TenderState.PROPOSED and award is not None:
        return _proposed(by, award)
    return {"sentence": _awarded(contract)} if tender.state == TenderState.AWARDED else {}


def _step(do: str, label: str, ready: str, refusal: Refusal) -> Step:
    return {"sentence": refusal} if refusal else {"sentence": ready, "do": do, "label": label}


def _draft(by: Actor, tender: Tender) -> Step:
    lacking = queries.lacking(tender)
    ready = _("请好评审专家，从头看一遍，没有错就发公告。发出去以后，方案和评审项都不能再改。")
    return {} if lacking else _step("publish", _("发采购公告"), ready, policies.publish_tender(by, tender, lacking))


def _proposed(by: Actor, award: TenderAward) -> Step:
    upheld = Answer.objects.filter(notice=award.notice, outcome=Answer.Outcome.UPHELD).exists()
    refusal = policies.confirm_award(by, award, about(queries.KIND, award.pk), upheld)
    return _step("confirm", _("定标"), _("公示期满，没有待答复的异议，可以定标。"), refusal)


def _awarded(contract: Contract | None) -> str:
    if contract is None:
        return _("定标了，请拟合同。")
    if contract.signed_at is None:
        return _("下载合同的 Word，双方盖章，把盖好章的传上来。")
    return _("合同收好了，项目在执行。")
