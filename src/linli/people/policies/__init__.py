"""Who may do what in the room, one module per subject: the sentence that refuses, or None."""

from linli.people.policies.consents import (
    change_guardian,
    consent,
    expire_consents,
    note_birthdays,
    withdraw_consent,
)
from linli.people.policies.files import (
    KEEPERS,
    READERS,
    add_document,
    add_telephone,
    amend,
    join_household,
    keeps,
    leave_household,
    load_people,
    open_household,
    register,
    relate,
    remove_telephone,
    report_collision,
    reveal,
    tag,
    take_back,
    unrelate,
    untag,
)
from linli.people.policies.merging import MERGERS, choose, merge, unmerge

__all__ = [
    "change_guardian", "consent", "expire_consents", "note_birthdays", "withdraw_consent",
    "KEEPERS", "MERGERS", "READERS", "add_document", "add_telephone", "amend", "choose", "join_household", "keeps",
    "leave_household", "load_people", "merge", "open_household", "register", "relate", "remove_telephone",
    "report_collision", "reveal", "tag", "take_back", "unmerge", "unrelate", "untag",
]  # fmt: skip
