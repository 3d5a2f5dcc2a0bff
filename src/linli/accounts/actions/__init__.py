"""Verbs of the accounts room, by noun."""

from linli.accounts.actions.accounts import (
    end_other_sessions,
    lock,
    open_account,
    reset_login,
    set_password,
    sign_in,
    unlock,
)
from linli.accounts.actions.codes import ask_code, use_code
from linli.accounts.actions.display import choose_display
from linli.accounts.actions.posts import appoint, call_in, end, send_away

__all__ = [
    "appoint",
    "ask_code",
    "call_in",
    "choose_display",
    "end",
    "end_other_sessions",
    "lock",
    "open_account",
    "reset_login",
    "send_away",
    "set_password",
    "sign_in",
    "unlock",
    "use_code",
]
