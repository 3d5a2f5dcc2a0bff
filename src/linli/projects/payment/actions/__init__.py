"""The verbs of paying, one module per subject."""

from linli.projects.payment.actions.asking import request_payment
from linli.projects.payment.actions.deciding import agree_payment, pay, release_tranche, send_back_payment
from linli.projects.payment.actions.taking import explain_deviation, export_payments, take_performance

__all__ = [
    "agree_payment",
    "explain_deviation",
    "export_payments",
    "pay",
    "release_tranche",
    "request_payment",
    "send_back_payment",
    "take_performance",
]
