"""The verbs of the room, one module per noun."""

from linli.people.actions.access import answer, ask_sight, assign, close_grant, note_check
from linli.people.actions.categories import Mark, tag, untag
from linli.people.actions.consents import (
    Said,
    change_guardian,
    consent,
    expire_consents,
    note_birthdays,
    withdraw_consent,
)
from linli.people.actions.deaths import record_death, take_back_death
from linli.people.actions.duplicates import find_duplicates, part
from linli.people.actions.erasures import carry_out, decide_due, find_due
from linli.people.actions.glass import break_glass, review_glass
from linli.people.actions.harm import lift_harm, mark_harm, withhold_looks
from linli.people.actions.households import (
    join_household,
    leave_household,
    open_household,
    split_household,
    unite_households,
)
from linli.people.actions.kin import relate, unrelate
from linli.people.actions.merging import merge, unmerge
from linli.people.actions.numbers import add_document, add_telephone, remove_telephone, report_collision, reveal
from linli.people.actions.persons import AlreadyRegistered, Outdated, amend, register
from linli.people.actions.rights import answer_right, ask_right, lift_hold, set_hold, take_copy

__all__ = [
    "AlreadyRegistered", "Mark", "Outdated", "Said", "add_document", "add_telephone", "amend", "answer",
    "answer_right", "ask_right", "ask_sight", "assign", "break_glass", "carry_out", "change_guardian", "close_grant",
    "consent", "decide_due", "expire_consents", "find_due", "find_duplicates", "join_household", "leave_household",
    "lift_harm", "lift_hold", "mark_harm", "merge", "note_birthdays", "note_check", "open_household", "part",
    "record_death", "register", "relate", "remove_telephone", "report_collision", "reveal", "review_glass",
    "set_hold", "split_household", "tag", "take_back_death", "take_copy", "unite_households", "unmerge", "unrelate",
    "untag", "withdraw_consent", "withhold_looks",
]  # fmt: skip
