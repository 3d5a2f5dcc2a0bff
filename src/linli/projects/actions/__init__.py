"""The verbs of the room, one module per subject."""

from linli.projects.actions.asking import answer, ask
from linli.projects.actions.figures import recount
from linli.projects.actions.indicators import drop_indicator, say_indicator
from linli.projects.actions.money import ask_line_change, check_expense, decide_line_change, spend
from linli.projects.actions.needs import drop_need, pick_need, say_need
from linli.projects.actions.parts import set_budget, set_criteria, set_milestones, set_staff
from linli.projects.actions.people import deploy, end_deployment
from linli.projects.actions.road import (
    agree,
    award,
    call_off,
    file_contract,
    finish,
    reopen_plan,
    send_back,
    sign,
    submit,
)
from linli.projects.actions.setting_up import amend_basics, open_project

__all__ = [
    "agree",
    "amend_basics",
    "answer",
    "ask",
    "ask_line_change",
    "award",
    "call_off",
    "check_expense",
    "decide_line_change",
    "deploy",
    "drop_indicator",
    "drop_need",
    "end_deployment",
    "file_contract",
    "finish",
    "open_project",
    "pick_need",
    "recount",
    "reopen_plan",
    "say_indicator",
    "say_need",
    "send_back",
    "set_budget",
    "set_criteria",
    "set_milestones",
    "set_staff",
    "sign",
    "spend",
    "submit",
]
