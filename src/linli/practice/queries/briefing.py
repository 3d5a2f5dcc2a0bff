"""先看这五样: what whoever takes a case over reads first, made from what is there.

Other modules of the room add lines to a part with :func:`register`, when they are loaded.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from linli.people.consents import standing
from linli.people.models import SuspectedHarm
from linli.practice import packs
from linli.practice.models import CaseFile, CrisisResponse, Risk
from linli.practice.queries.todos import todos

FEW = 5
RISK, PROMISED, CONSENT, DUTIES, KEPT = "risk", "promised", "consent", "duties", "kept"
TITLES: dict[str, str | Promise] = {
    RISK: lazy("风险"),
    PROMISED: lazy("答应过的下一步"),
    CONSENT: lazy("同意了什么，到哪天"),
    DUTIES: lazy("没办完的事"),
    KEPT: lazy("不要再问的，不能告诉的"),
}


@dataclass(frozen=True)
class Line:
    """One thing to know, and the day it bears on."""

    words: str
    day: date | None = None


Teller = Callable[[CaseFile], list[Line]]
_tellers: dict[str, list[Teller]] = defaultdict(list)


def register(part: str, teller: Teller) -> None:
    """Add lines to one of the five parts; once per process."""
    if teller not in _tellers[part]:
        _tellers[part].append(teller)


def five(case: CaseFile) -> list[tuple[str, list[Line]]]:
    """Return the five things about a case: title and lines."""
    return [
        (str(title), [line for teller in _tellers[part] for line in teller(case)]) for part, title in TITLES.items()
    ]


def _risk(case: CaseFile) -> list[Line]:
    named = [one.name for code, one in packs.natures().items() if code in case.natures]
    lines = [Line(_("风险：%(risk)s") % {"risk": Risk(case.risk).label})]
    lines += [Line("、".join(named))] if named else []
    for row in CrisisResponse.objects.filter(case=case).order_by("-at")[:FEW]:
        told = row.outcome or _("还没有结果")
        lines.append(Line(f"{packs.crisis_name(row.kind)}：{told}", row.at.date()))
    return lines


def _promised(case: CaseFile) -> list[Line]:
    if case.due_on is None:
        return []
    return [Line(_("“%(state)s”这一步要做完") % {"state": case.get_state_display()}, case.due_on)]


def _consent(case: CaseFile) -> list[Line]:
    found = [
        Line(f"{one.purpose.name}（{one.first.get_given_by_display()}）", one.first.until)
        for one in standing(case.client)
        if one.first is not None
    ]
    return found or [Line(_("没有在用的同意，先问一问"))]


def _todo(case: CaseFile) -> list[Line]:
    return [Line(task.title, task.due_on) for task in todos(case)[:FEW]]


def _kept(case: CaseFile) -> list[Line]:
    lines = [Line(_("来求助的事已经说过：%(what)s") % {"what": case.problem})] if case.problem else []
    if SuspectedHarm.objects.filter(person=case.client, until=None).exists():
        lines.append(Line(_("有人疑似伤害服务对象：和家里人联系以前，先问站长是谁")))
    if case.hidden:
        lines.append(Line(_("站里别的同事不知道有这个个案，不要提起")))
    return lines


register(RISK, _risk)
register(PROMISED, _promised)
register(CONSENT, _consent)
register(DUTIES, _todo)
register(KEPT, _kept)
