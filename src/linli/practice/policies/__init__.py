"""Who may do what in the room, one module per subject: the sentence that refuses, or None."""

from linli.practice.policies.beginnings import attach_sheet, note_intake, sign_consent
from linli.practice.policies.cases import (
    CASEWORKERS,
    IN_CHARGE,
    PURPOSE,
    READERS,
    accept,
    agreed,
    approve,
    assign,
    consult,
    is_child,
    member,
    moves,
    named_there,
    open_case,
    reads,
    refer_on,
    refuse,
    release,
    stopped,
    works,
)
from linli.practice.policies.crises import (
    note_crisis,
    raise_crisis,
)
from linli.practice.policies.plans import (
    approve_plan,
    comment,
    discard_plan,
    end_goal,
    send_back_plan,
    set_goal,
    submit_plan,
    supervisors,
    take_goal,
    write_plan,
)
from linli.practice.policies.road import (
    ask_transfer,
    hand_over_cases,
    read_briefing,
    resume,
    suspend,
    transfer,
    unchecked,
)
from linli.practice.policies.sessions import (
    correct_session,
    evaluate,
    go_on,
    hold_session,
    reassess,
    review_case,
)

__all__ = [
    "PURPOSE", "attach_sheet", "note_intake", "sign_consent",
    "note_crisis", "raise_crisis",
    "ask_transfer", "hand_over_cases", "read_briefing", "resume", "suspend", "transfer", "unchecked",
    "approve_plan",
    "comment",
    "discard_plan",
    "end_goal",
    "send_back_plan",
    "set_goal",
    "submit_plan",
    "supervisors",
    "take_goal",
    "write_plan",
    "correct_session",
    "evaluate",
    "go_on",
    "hold_session",
    "reassess",
    "review_case",
    "CASEWORKERS", "IN_CHARGE", "READERS", "accept", "agreed", "approve", "assign", "consult", "is_child", "member",
    "moves", "named_there", "open_case", "reads", "refer_on", "refuse", "release", "stopped", "works",
]  # fmt: skip
