"""Who may do what in the room, one module per subject: the sentence that refuses, or None."""

from linli.practice.policies.cases import (
    CASEWORKERS,
    IN_CHARGE,
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
from linli.practice.policies.road import (
    ask_transfer,
    hand_over_cases,
    read_briefing,
    resume,
    suspend,
    transfer,
    unchecked,
)

__all__ = [
    "note_crisis", "raise_crisis",
    "ask_transfer", "hand_over_cases", "read_briefing", "resume", "suspend", "transfer", "unchecked",
    "CASEWORKERS", "IN_CHARGE", "READERS", "accept", "agreed", "approve", "assign", "consult", "is_child", "member",
    "moves", "named_there", "open_case", "reads", "refer_on", "refuse", "release", "stopped", "works",
]  # fmt: skip
