"""专业服务: cases and what is worked in them."""

from linli.practice.models.cases import (
    ENDS,
    MOVES,
    OPEN,
    CaseFile,
    CaseMove,
    CaseNumber,
    CaseWorker,
    OfCase,
    OfCaseQuerySet,
    Risk,
    Source,
    State,
)
from linli.practice.models.crises import (
    CrisisResponse,
)
from linli.practice.models.transfers import (
    CaseTransfer,
)

__all__ = [
    "CrisisResponse",
    "CaseTransfer",
    "ENDS",
    "MOVES",
    "OPEN",
    "CaseFile",
    "CaseMove",
    "CaseNumber",
    "CaseWorker",
    "OfCase",
    "OfCaseQuerySet",
    "Risk",
    "Source",
    "State",
]
