"""The verbs of outreach."""

from linli.outreach.actions.leads import close_lead, end_with_todo
from linli.outreach.actions.rounds import assign_visits, notice_change, try_visit, visit_unchanged
from linli.outreach.actions.visits import BLANK, NOTHING, Filled, Next, arrange, visit

__all__ = [
    "BLANK", "NOTHING", "Filled", "Next", "arrange", "assign_visits", "close_lead", "end_with_todo", "notice_change",
    "try_visit", "visit", "visit_unchanged",
]  # fmt: skip
