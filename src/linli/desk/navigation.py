"""What is around the page: places to go, the thumb's five, the post one acts in, the size of the text.

A place is shown when its door exists and opens to the role: the door itself is asked (``accounts.doors``), so that no
list here can promise what a page refuses.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Role
from linli.accounts.standing import NOBODY
from linli.desk.display import display_of
from linli.kernel.actor import STRANGER, Actor


@dataclass(frozen=True)
class Place:
    """A door of the product: url name, the word on it, its icon."""

    name: str
    label: str | Promise
    icon: str = ""


SIDE: tuple[tuple[str | Promise, tuple[Place, ...]], ...] = (
    ("", (Place("record_new", _("记一笔"), "plus"), Place("today", _("今天")), Place("tasks", _("待办")))),
    (
        _("人"),
        (
            Place("people", _("居民与家庭")),
            Place("leads", _("困境线索")),
            Place("counter", _("前台和接电话")),
            Place("assigning", _("走访分工")),
            Place("handover", _("工作交接")),
        ),
    ),
    (
        _("服务"),
        (
            Place("records", _("服务记录")),
            Place("cases", _("个案")),
            Place("groups", _("小组")),
            Place("activities", _("社区活动")),
            Place("supervision", _("督导")),
            Place("caseload", _("个案量")),
            Place("papers_back", _("传回签好的纸")),
        ),
    ),
    (
        _("交付"),
        (
            Place("reports", _("季报")),
            Place("uncounted", _("还不算数的服务")),
            Place("coverage", _("覆盖率")),
            Place("visit_rates", _("探访率")),
            Place("definitions", _("指标口径")),
            Place("notices_kept", _("公示")),
        ),
    ),
    (
        _("购买与项目"),
        (
            Place("projects", _("立项与执行")),
            Place("projects_progress", _("执行中的项目")),
            Place("tenders", _("投标")),
            Place("judging", _("评审")),
            Place("payments", _("拨款")),
            Place("funds", _("资金")),
            Place("applications", _("向上申请")),
        ),
    ),
    (_("质量"), (Place("evaluations", _("评估")), Place("interviews", _("访问")), Place("surveys", _("满意度")))),
    (
        _("服务网络"),
        (
            Place("network", _("站点")),
            Place("agencies", _("机构与社会组织")),
            Place("talents", _("人才库")),
            Place("credentials", _("核对证书")),
            Place("learning", _("核对学习记录")),
            Place("talent_figures", _("每万人社工")),
        ),
    ),
    (_("成长"), (Place("growth", _("我的成长")),)),
    (
        _("设置"),
        (
            Place("imports", _("导入")),
            Place("service_points", _("服务点")),
            Place("forms", _("表和模板")),
            Place("posts", _("岗位与账号")),
            Place("checks", _("违法犯罪记录查询")),
            Place("rights", _("个人信息请求")),
            Place("retention", _("保存多久")),
            Place("glass", _("紧急打开")),
            Place("audit_events", _("留痕")),
        ),
    ),
)
STAFF_BAR = (
    Place("today", _("今天"), "today"),
    Place("people", _("居民"), "people"),
    Place("record_new", _("记一笔"), "plus"),
    Place("tasks", _("待办"), "tasks"),
    Place("me", _("我"), "me"),
)
SUPERVISOR_BAR = (
    Place("supervision", _("督导"), "eye"),
    Place("tasks", _("待办"), "tasks"),
    Place("cases", _("个案"), "file"),
    Place("caseload", _("个案量"), "chart"),
    Place("me", _("我"), "me"),
)
PROJECTS_BAR = (
    Place("projects", _("项目"), "file"),
    Place("tenders", _("投标"), "plus"),
    Place("tasks", _("待办"), "tasks"),
    Place("me", _("我"), "me"),
)
JUDGE_BAR = (
    Place("judging", _("评审"), "file"),
    Place("tasks", _("待办"), "tasks"),
    Place("me", _("我"), "me"),
)
INTERVIEWER_BAR = (
    Place("interviews", _("访问"), "phone"),
    Place("me", _("我"), "me"),
)
EVALUATOR_BAR = (
    Place("evaluations", _("评估"), "file"),
    Place("surveys", _("满意度"), "chart"),
    Place("me", _("我"), "me"),
)
# Whoever has few of the workers' pages, or none but the todos.
BARS = {
    Role.SUPERVISOR: SUPERVISOR_BAR, Role.PURCHASER: PROJECTS_BAR, Role.PROVIDER_LEAD: PROJECTS_BAR,
    Role.BID_JUDGE: JUDGE_BAR, Role.INTERVIEWER: INTERVIEWER_BAR, Role.EVALUATOR: EVALUATOR_BAR,
}  # fmt: skip
# Pages of a place: an evaluator who was called in stands in an organisation and reaches none.
OF_A_PLACE = frozenset({"records", "reports", "coverage", "visit_rates", "definitions", "service_points"})
HELP = Place("find_help", _("找社区"), "phone")
RESIDENT_BAR = (Place("home", _("首页"), "home"), Place("mine", _("我的"), "me"))


@cache
def door(name: str) -> tuple[str, frozenset[str] | str]:
    """Return address and door of a named page: the roles it opens to, the reason why it is public, or '' for none."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return "", frozenset()
    return address, getattr(resolve(address).func, "door", frozenset())


def innermost(here: str) -> str:
    """Return the longest address of a known place that ``here`` lies in, or ''."""
    places = [place for _title, group in SIDE for place in group] + [*STAFF_BAR, *RESIDENT_BAR, HELP]
    addresses = [door(place.name)[0] for place in places]
    return max(
        (one for one in addresses if one and (here == one or (one != "/" and here.startswith(one)))),
        key=len,
        default="",
    )


def opens(name: str, role: str) -> str:
    """Return the address of a page when it opens to ``role``, else ''."""
    address, roles = door(name)
    return address if isinstance(roles, str) or role in roles else ""


def shown(places: tuple[Place, ...], role: str, here: str) -> list[dict[str, Any]]:
    """Return the places ``role`` can go to: address, label, icon, and whether ``here`` lies in it.

    Of places inside each other (今天 is the door of all workers' pages) only the innermost counts as here.
    """
    inside = innermost(here)
    return [
        {
            "name": place.name,
            "url": address,
            "label": place.label,
            "icon": place.icon,
            "current": address == inside,
        }
        for place in places
        if (address := opens(place.name, role))
    ]


def _within(places: tuple[Place, ...], actor: Actor) -> tuple[Place, ...]:
    """Return the places that are not empty to an actor for want of a place of her own."""
    if actor.role != Role.EVALUATOR or actor.organisation is None:
        return places
    return tuple(place for place in places if place.name not in OF_A_PLACE)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Return what base.html draws around a page: ``door``, ``nav``, ``bar``, ``display`` and what the head links to."""
    actor: Actor = getattr(request, "actor", STRANGER)
    staff = actor.role not in ("", Role.RESIDENT)
    groups = (
        [(title, shown(_within(places, actor), actor.role, request.path)) for title, places in SIDE] if staff else []
    )
    places = BARS.get(Role(actor.role), STAFF_BAR) if staff else RESIDENT_BAR
    bar = shown(places, actor.role, request.path) if actor.role else []
    return {
        "door": "staff" if staff else "resident",
        "nav": [{"title": title, "items": items} for title, items in groups if items],
        "bar": bar if len(bar) > 1 else [],
        "display": display_of(request),
        "outbox": opens("outbox", actor.role),
        "stranger": actor.is_stranger and not actor.scope.persons,
        "standing": getattr(request, "standing", NOBODY),
        "me_url": opens("me", actor.role) if staff else "",
        "search_url": opens("search", actor.role) if staff else "",
        "switch_url": opens("switch_post", actor.role) if len(getattr(request, "posts", ())) > 1 else "",
    }
