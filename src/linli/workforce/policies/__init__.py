"""Rules of the workforce room, by noun."""

from linli.workforce.policies.workers import (
    CONFIRMERS,
    SEARCHERS,
    VERIFIERS,
    add_credential,
    amend,
    claim,
    confirm_growth,
    enrol,
    join,
    leave,
    note_growth,
    reveal,
    send_back_credential,
    send_back_growth,
    take_out,
    verify_credentials,
)

__all__ = [
    "CONFIRMERS",
    "SEARCHERS",
    "VERIFIERS",
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
