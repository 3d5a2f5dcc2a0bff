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
    works,
)

__all__ = [
    "CASEWORKERS", "IN_CHARGE", "READERS", "accept", "agreed", "approve", "assign", "consult", "is_child", "member",
    "moves", "named_there", "open_case", "reads", "refer_on", "refuse", "release", "works",
]  # fmt: skip
