"""Verbs of the giving room, by noun."""

from linli.giving.actions.applications import (
    account,
    amend,
    answer,
    open_application,
    receive_granted,
    send,
    take_back,
)
from linli.giving.actions.money import allot, draw, open_line, open_source, put_back, receive
from linli.giving.actions.reporting import no_longer_pays, pays, report

__all__ = [
    "account",
    "allot",
    "amend",
    "answer",
    "draw",
    "no_longer_pays",
    "open_application",
    "open_line",
    "open_source",
    "pays",
    "put_back",
    "receive",
    "receive_granted",
    "report",
    "send",
    "take_back",
]
