"""Verbs of the workforce room, by noun."""

from linli.workforce.actions.agencies import (
    add_paper,
    describe_agency,
    note_fact,
    note_rating,
    reply_to_fact,
    send_back_agency,
    send_back_paper,
    verify_agency,
    verify_paper,
    withdraw_fact,
)
from linli.workforce.actions.checking import (
    confirm_growth,
    send_back_credential,
    send_back_growth,
    verify_credentials,
)
from linli.workforce.actions.growing import add_credential, note_growth
from linli.workforce.actions.joining import amend, claim, join, leave, reveal
from linli.workforce.actions.network import (
    end_service,
    list_service,
    note_check,
    note_visit,
)
from linli.workforce.actions.posts import (
    close_station_post,
    fill_post,
    open_station_post,
    say_reached,
    set_plan,
    vacate_post,
)
from linli.workforce.actions.rosters import enrol, take_out
from linli.workforce.actions.teams import (
    UNDER_SEAL,
    declare_team,
    place_team,
)

__all__ = [
    "UNDER_SEAL",
    "end_service",
    "list_service",
    "note_check",
    "note_visit",
    "close_station_post",
    "fill_post",
    "open_station_post",
    "say_reached",
    "set_plan",
    "vacate_post",
    "declare_team",
    "place_team",
    "add_paper",
    "describe_agency",
    "note_fact",
    "note_rating",
    "reply_to_fact",
    "send_back_agency",
    "send_back_paper",
    "verify_agency",
    "verify_paper",
    "withdraw_fact",
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
