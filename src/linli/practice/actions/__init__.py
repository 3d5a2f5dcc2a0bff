"""The verbs of the room, one module per subject."""

from linli.practice.actions.cases import accept, approve, assign, consult, open_case, refer_on, refuse, release

__all__ = ["accept", "approve", "assign", "consult", "open_case", "refer_on", "refuse", "release"]
