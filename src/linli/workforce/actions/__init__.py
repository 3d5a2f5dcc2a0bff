"""Verbs of the workforce room, by noun."""

from linli.workforce.actions.checking import (
    confirm_growth,
    send_back_credential,
    send_back_growth,
    verify_credentials,
)
from linli.workforce.actions.growing import add_credential, note_growth
from linli.workforce.actions.joining import amend, claim, join, leave, reveal
from linli.workforce.actions.rosters import enrol, take_out

__all__ = [
    "add_credential",
    "amend",
    "claim",
    "confirm_growth",
    "enrol",
    "join",
    "leave",
    "note_growth",
    "reveal",
    "send_back_credential",
    "send_back_growth",
    "take_out",
    "verify_credentials",
]
