"""Nouns of the giving room."""

from linli.giving.models.applications import (
    GIVES,
    MOVES,
    WITH_MONEY,
    Application,
    ApplicationMove,
    Reporting,
    State,
)
from linli.giving.models.money import Allotment, FundLine, MoneySource, Receipt

__all__ = [
    "GIVES",
    "MOVES",
    "WITH_MONEY",
    "Allotment",
    "Application",
    "ApplicationMove",
    "FundLine",
    "MoneySource",
    "Receipt",
    "Reporting",
    "State",
]
