"""Where somebody goes after signing in."""

from django.urls import NoReverseMatch, reverse

from linli.accounts.models import BRANCH_OF, Role

AUDIT, ADMIN, WORK, HOME, REPORTS, SUPERVISION = "audit_events", "posts", "today", "home", "reports", "supervision"


def landing(role: str) -> str:
    """Return the address of a role's first page."""
    name = WORK
    if role in BRANCH_OF:
        name = AUDIT if role == Role.AUDIT_ADMIN else ADMIN
    elif role in ("", Role.RESIDENT):
        name = HOME
    elif role == Role.EVALUATOR:
        name = REPORTS
    elif role == Role.SUPERVISOR:
        name = SUPERVISION
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse("me")
