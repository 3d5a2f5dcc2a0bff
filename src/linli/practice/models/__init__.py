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

__all__ = [
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
