"""What stands of the work on a case's page: goals with their lines, last sessions, clocks. Three queries in all."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.practice.models import CarePlan, CaseFile, CaseSession, State
from linli.practice.policies import CASEWORKERS
from linli.practice.queries.plans import Line, in_force, lines, under_way, versions
from linli.practice.queries.sessions import duties, sessions

SHOWN = 8
BEFORE = frozenset({State.INTAKE, State.ASSESSMENT})
NAMES = {"plan": _("服务计划"), "session": _("下次会谈"), "review": _("阶段回顾"), "record": _("上次的记录")}
STATES = {
    "todo": _("未开始"), "doing": _("进行中"), "waiting": _("等别人"), "done": _("已完成"), "late": _("过期"),
}  # fmt: skip
PAGES = {"plan": "case_plan", "session": "session_write", "review": "case_review"}


@dataclass(frozen=True)
class Work:
    """A case's plans, the lines of the goals in force, and the last sessions, read once for all panels."""

    plans: list[CarePlan]
    lines: list[Line]
    held: list[CaseSession]


def work(case: CaseFile) -> Work:
    """Return what the panels of a case's page show, asked once."""
    kept: Work | None = vars(case).get("_work")
    if kept is None:
        plans = versions(case)
        now = in_force(plans)
        kept = Work(plans, lines(now) if now else [], list(sessions(case)[:SHOWN]))
        vars(case)["_work"] = kept
    return kept


def goals(case: CaseFile, by: Actor) -> dict[str, Any] | None:
    """Show the goals in force with their lines, and the version that is being written."""
    if case.state in BEFORE:
        return None
    told = work(case)
    return {
        "lines": told.lines, "now": in_force(told.plans), "written": under_way(told.plans), "plans": told.plans,
        "writes": case.is_open and by.role in CASEWORKERS,
    }  # fmt: skip


def talks(case: CaseFile, by: Actor) -> dict[str, Any] | None:
    """Show the last sessions, each with its first words."""
    if case.state == State.INTAKE:
        return None
    held = work(case).held
    return {"rows": held, "count": held[0].number if held else 0, "more": len(held) == SHOWN}


def clocks(case: CaseFile, by: Actor) -> dict[str, Any] | None:
    """Show what is to be done, by when."""
    if case.state in BEFORE or not case.is_open:
        return None
    told = work(case)
    rows = duties(told.plans, [line.goal for line in told.lines], told.held, timezone.localdate())
    return {
        "rows": [
            {
                "name": NAMES[one.what], "state": one.state, "said": STATES[one.state], "due_on": one.due_on,
                "url": reverse(PAGES[one.what], args=[case.pk]) if one.what in PAGES and by.role in CASEWORKERS else "",
            }
            for one in rows
        ],
        "steps": case.state in (State.PLANNING, State.INTERVENTION, State.EVALUATION) and by.role in CASEWORKERS,
    }  # fmt: skip
