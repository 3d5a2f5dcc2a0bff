"""The verbs of the room, one module per noun."""

from linli.ledger.actions.accounts import Terms, close_account, open_account, take_over
from linli.ledger.actions.holds import capture, release, release_lapsed, reserve
from linli.ledger.actions.transfers import expire, issue, reverse, transfer
from linli.ledger.calling import Done, Leg

__all__ = [
    "Done",
    "Leg",
    "Terms",
    "capture",
    "close_account",
    "expire",
    "issue",
    "open_account",
    "release",
    "release_lapsed",
    "reserve",
    "reverse",
    "take_over",
    "transfer",
]
