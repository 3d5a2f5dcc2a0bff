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
from linli.people.policies.deaths import record_death, take_back_death
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
    split_household,
    tag,
    take_back,
    unite_households,
    unrelate,
    untag,
)
from linli.people.policies.merging import MERGERS, choose, find_duplicates, merge, part, unmerge

__all__ = [
    "CHECKERS", "KEEPERS", "MERGERS", "READERS", "REVIEWERS", "Before", "add_document", "add_telephone", "amend",
    "answer", "ask_sight", "assign", "break_glass", "change_guardian", "choose", "close_grant", "consent",
    "expire_consents", "find_duplicates", "join_household", "keeps", "leave_household", "lift_harm", "load_people",
    "mark_harm", "merge", "note_birthdays", "note_check", "open_household", "part", "record_death", "register",
    "relate", "remove_telephone", "report_collision", "reveal", "review_glass", "split_household", "tag",
    "take_back", "take_back_death", "unite_households", "unmerge", "unrelate", "untag", "withdraw_consent",
    "withhold_looks",
]  # fmt: skip
