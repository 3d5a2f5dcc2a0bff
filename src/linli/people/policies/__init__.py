"""Who may do what in the room, one module per subject: the sentence that refuses, or None."""

from linli.people.policies.access import (
    CHECKERS,
    REVIEWERS,
    Before,
    answer,
    ask_sight,
    assign,
    break_glass,
    close_grant,
    lift_harm,
    mark_harm,
    note_check,
    review_glass,
    withhold_looks,
)
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
from linli.people.policies.merging import MERGERS, choose, find_duplicates, merge, part, unmerge

__all__ = [
    "CHECKERS", "KEEPERS", "MERGERS", "READERS", "REVIEWERS", "Before", "add_document", "add_telephone", "amend",
    "answer", "ask_sight", "assign", "break_glass", "change_guardian", "choose", "close_grant", "consent",
    "expire_consents", "find_duplicates", "join_household", "keeps", "leave_household", "lift_harm", "load_people",
    "mark_harm", "merge", "note_birthdays", "note_check", "open_household", "part", "register", "relate",
    "remove_telephone", "report_collision", "reveal", "review_glass", "tag", "take_back", "unmerge", "unrelate",
    "untag", "withdraw_consent", "withhold_looks",
]  # fmt: skip
