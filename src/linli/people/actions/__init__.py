"""The verbs of the room, one module per noun."""

from linli.people.actions.categories import Mark, tag, untag
from linli.people.actions.consents import (
    Said,
    change_guardian,
    consent,
    expire_consents,
    note_birthdays,
    withdraw_consent,
)
from linli.people.actions.households import join_household, leave_household, open_household
from linli.people.actions.kin import relate, unrelate
from linli.people.actions.merging import merge, unmerge
from linli.people.actions.numbers import add_document, add_telephone, remove_telephone, report_collision, reveal
from linli.people.actions.persons import AlreadyRegistered, Outdated, amend, register

__all__ = [
    "Said", "change_guardian", "consent", "expire_consents", "note_birthdays", "withdraw_consent",
    "AlreadyRegistered", "Mark", "Outdated", "add_document", "add_telephone", "amend", "join_household",
    "leave_household", "merge", "open_household", "register", "relate", "remove_telephone", "report_collision",
    "reveal", "tag", "unmerge", "unrelate", "untag",
]  # fmt: skip
