"""What stands on a case's page, from top to bottom: each panel tells its template and what the template needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.practice import policies
from linli.practice.models import CaseFile, FollowUp, ResourceLink, State
from linli.practice.models.aid import Desk
from linli.practice.models.closings import Reason
from linli.practice.queries.assessments import assessment
from linli.practice.queries.beginnings import intake
from linli.practice.queries.beside import AID, CLOSING, GIVEN, beside
from linli.practice.queries.keeping import kept
from linli.practice.views import work
from linli.practice.views.once import once, stopped


@dataclass(frozen=True)
class Panel:
    """One part of the page. ``told`` returns what ``template`` shows, or None when there is nothing to show yet.

    A panel asks one or two queries, however long the case has run: the page as a whole has 15.
    """

    template: str
    told: Callable[[CaseFile, Actor], dict[str, Any] | None]
    aside: bool = False


def team(case: CaseFile, by: Actor) -> dict[str, Any]:
    """Show who works in the case."""
    return {"members": getattr(case, "members", []), "in_charge": by.role in policies.IN_CHARGE}


def acts(case: CaseFile, by: Actor) -> dict[str, Any] | None:
    """Offer what is done now and then; the pages themselves say what is refused."""
    if not case.is_open or case.state == State.INTAKE or by.role not in policies.CASEWORKERS:
        return None
    rests = case.state == State.SUSPENDED
    offered = [("case_suspend", _("暂停"))] if not rests else []
    offered += [("case_resource", _("链接资源")), ("case_activity", _("参加的活动"))]
    offered += [("case_aid", _("慈善救助申请")), ("case_referral", _("转介"))]
    offered += [("case_programme", _("归到哪个项目"))]
    offered += [("case_transfer", _("转给另一位社工")), ("case_close", _("结案"))]
    return {"links": [(reverse(name, args=[case.pk]), label) for name, label in offered], "rests": rests}


def beginnings(case: CaseFile, by: Actor) -> dict[str, Any]:
    """Show whether the client agrees, and what was noted when she was taken in."""
    latest = intake(case)
    return {
        "intake": latest, "guardian": latest.guardian if latest else None, "refusal": stopped(case),
        "writes": by.role in policies.CASEWORKERS and case.is_open,
    }  # fmt: skip


def closing(case: CaseFile, by: Actor) -> dict[str, Any] | None:
    """Show how a case was closed, what comes after, and how long the file is kept."""
    closings = [(row, Reason(row.code).label) for row in once(case, beside) if row.kind == CLOSING]
    closed = case.state == State.CLOSED
    if not closings and not closed:
        return None
    follow_ups = list(FollowUp.objects.filter(case=case).order_by("due_on")) if closed else []
    return {"closings": closings, "follow_ups": follow_ups, "closed": closed, "kept": kept(case)}


def papers(case: CaseFile, by: Actor) -> dict[str, Any] | None:
    """Lead to the forms and the whole file; nothing of them leaves by broken glass."""
    mine = any(row.user_id == by.user for row in getattr(case, "members", []))
    return {"attached": vars(case).get("attached", 0)} if mine or by.role in policies.IN_CHARGE else None


def assessed(case: CaseFile, by: Actor) -> dict[str, Any] | None:
    """Show the summary of the assessment, once the case was accepted."""
    if case.undertaking_id is None:
        return None
    return {"row": assessment(case), "writes": by.role in policies.CASEWORKERS and case.is_open}


def words(case: CaseFile, by: Actor) -> dict[str, Any] | None:
    """Tell how many words in the margins of a case still want an answer; they stand on a page of their own."""
    count = vars(case).get("words", 0)
    return {"count": count} if count or case.is_open else None


def given(case: CaseFile, by: Actor) -> dict[str, Any] | None:
    """Show what each of the five parties gave, and the applications for aid; nothing before there is something."""
    found = once(case, beside)
    links = [row for row in found if row.kind == GIVEN]
    aid = [(row, Desk(row.code).label) for row in found if row.kind == AID]
    if not links and not aid:
        return None
    parties = []
    for party in ResourceLink.Party:
        hers = [row for row in links if row.code == party]
        last = ResourceLink.Kind(hers[0].mark).label if hers else ""
        parties.append((party.label, len(hers), last))
    return {"parties": parties, "aid": aid}


PANELS: tuple[Panel, ...] = (
    Panel("practice/panel_assessment.html", assessed),
    Panel("practice/panel_beginnings.html", beginnings, aside=True),
    Panel("practice/panel_goals.html", work.goals),
    Panel("practice/panel_sessions.html", work.talks),
    Panel("practice/panel_clocks.html", work.clocks, aside=True),
    Panel("practice/panel_team.html", team, aside=True),
    Panel("practice/panel_acts.html", acts, aside=True),
    Panel("practice/panel_given.html", given, aside=True),
    Panel("practice/panel_closing.html", closing, aside=True),
    Panel("practice/panel_papers.html", papers, aside=True),
    Panel("practice/panel_margins.html", words, aside=True),
)


def drawn(case: CaseFile, by: Actor) -> list[dict[str, Any]]:
    """Return the panels of a page with what they show, those with nothing left out."""
    shown = ((panel, panel.told(case, by)) for panel in PANELS)
    return [{"template": one.template, "aside": one.aside, "told": told} for one, told in shown if told is not None]
