"""Nouns of the workforce room."""

from linli.workforce.models.workers import (
    PLACE,
    Checked,
    Credential,
    Grade,
    GrowthEntry,
    How,
    OfWorker,
    RegisterQuerySet,
    Worker,
)

__all__ = [
    "PLACE",
    "Checked",
    "Credential",
    "GrowthEntry",
    "How",
    "Grade",
    "OfWorker",
    "RegisterQuerySet",
    "Worker",
]
