"""The verbs of outreach."""

from linli.outreach.actions.handing import Handed, hand_over_visits
from linli.outreach.actions.leads import answer_harm, close_lead, end_with_todo, screen_lead
from linli.outreach.actions.reports import close_report, name_reporter, note_call, read_reporter, report_harm
from linli.outreach.actions.rounds import assign_visits, notice_change, try_visit, visit_unchanged
from linli.outreach.actions.visits import BLANK, NOTHING, Filled, Next, arrange, visit

__all__ = [
    "BLANK", "NOTHING", "Filled", "Handed", "Next", "answer_harm", "arrange", "assign_visits", "close_lead",
    "close_report",
    "end_with_todo", "hand_over_visits", "name_reporter", "note_call", "notice_change", "read_reporter",
    "report_harm", "screen_lead", "try_visit", "visit", "visit_unchanged",
]  # fmt: skip
