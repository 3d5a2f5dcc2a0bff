"""The verbs of buying, one module per subject."""

from linli.projects.procurement.actions.awarding import confirm_award, propose_award, take_back_award
from linli.projects.procurement.actions.bidding import open_bids, submit_bid, withdraw_bid
from linli.projects.procurement.actions.contracting import draw_contract, replace_contract_template, sign_contract
from linli.projects.procurement.actions.drafting import draft_tender, fail_tender, publish_tender
from linli.projects.procurement.actions.judging import (
    appoint_judge,
    close_scoring,
    declare,
    dismiss_judge,
    save_scores,
)

__all__ = [
    "appoint_judge",
    "close_scoring",
    "confirm_award",
    "declare",
    "dismiss_judge",
    "draft_tender",
    "draw_contract",
    "fail_tender",
    "open_bids",
    "propose_award",
    "publish_tender",
    "replace_contract_template",
    "save_scores",
    "sign_contract",
    "submit_bid",
    "take_back_award",
    "withdraw_bid",
]
