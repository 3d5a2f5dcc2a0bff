"""What is told to everybody: that something is bought, who is to win, that it came to nothing."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.directory.money import yuan
from linli.kernel.period import working_days_on
from linli.projects.models import Bid, Tender, TenderAward
from linli.projects.procurement.packs import Method
from linli.transparency.actions import Words

FAILED_DAYS = 7  # working days that the end of a procedure stands as running; the page stays


def announcing(tender: Tender, method: Method, last: date) -> Words:
    """Return the notice with which a procedure begins; it runs as long as bids are taken."""
    project = tender.project
    items = "\n".join(
        _("%(name)s：%(weight)d 分（%(kind)s）") % {"name": row.name, "weight": row.weight,
                                               "kind": row.get_kind_display()}
        for row in tender.tendercriterions.all()
    )  # fmt: skip
    body = _(
        "项目：%(name)s（%(number)s）\n采购方式：%(method)s\n预算：%(total)s 元%(fixed)s\n"
        "服务期：%(start)s 至 %(end)s\n"
        "目标：%(objective)s\n要求：%(requirements)s\n评审项：\n%(items)s\n"
        "投标截止：%(last)s 24 时（以服务器时间为准），在本系统里投标。"
    ) % {
        "name": project.name, "number": project.number, "method": method.name, "total": yuan(project.total),
        "fixed": _("（固定价，比工时）") if tender.fixed else "", "start": project.starts_on, "end": project.ends_on,
        "objective": project.objective, "requirements": tender.requirements or "—", "items": items, "last": last,
    }  # fmt: skip
    return _words(tender, "tender", _("%(name)s采购公告"), body, last)


def awarding(award: TenderAward, bids: Sequence[Bid]) -> Words:
    """Return the notice of who is to win, with what every bid came to; it stands as long as the pack says."""
    tender = award.tender
    rows = "\n".join(
        _("第 %(rank)s 名：%(agency)s，%(points)s 分，报价 %(price)s 元") % {
            "rank": bid.rank, "agency": bid.organisation.name, "points": bid.points, "price": yuan(bid.price or 0),
        }
        for bid in bids
    )  # fmt: skip
    body = _("拟成交：%(agency)s\n成交价：%(price)s 元\n%(why)s各家得分：\n%(rows)s") % {
        "agency": award.bid.organisation.name, "price": yuan(award.price), "rows": rows,
        "why": _("为什么是这一家：%(why)s\n") % {"why": award.why} if award.why else "",
    }  # fmt: skip
    return _words(tender, "award", _("%(name)s成交公示"), body, None)


def failing(tender: Tender) -> Words:
    """Return the notice that a procedure came to nothing."""
    last = working_days_on(timezone.localdate(), FAILED_DAYS)
    return _words(tender, "tender", _("%(name)s采购终止公告"), _("终止的原因：%(why)s") % {"why": tender.reason}, last)


def _words(tender: Tender, kind: str, title: str, body: str, last: date | None) -> Words:
    named = (title % {"name": tender.project.name[:80]})[:100]
    return Words(kind, named, body, tender.basis, tender.publisher, tender.telephone, last)
