"""The verbs of the room, one module per subject."""

from linli.practice.actions.cases import accept, approve, assign, consult, open_case, refer_on, refuse, release
from linli.practice.actions.crises import (
    note_crisis,
    raise_crisis,
)
from linli.practice.actions.road import (
    ask_transfer,
    hand_over_cases,
    resume,
    suspend,
    transfer,
)

__all__ = [
    "note_crisis", "raise_crisis",
    "ask_transfer", "hand_over_cases", "resume", "suspend", "transfer",
    "accept", "approve", "assign", "consult", "open_case", "refer_on", "refuse", "release",
]  # fmt: skip
