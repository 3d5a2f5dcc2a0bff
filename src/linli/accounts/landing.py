"""Where somebody goes after signing in."""

from django.urls import NoReverseMatch, reverse

from linli.accounts.models import BRANCH_OF, Role

AUDIT, ADMIN, WORK, HOME = "audit_events", "posts", "today", "home"
FIRST = {
    Role.RESIDENT: HOME, Role.EVALUATOR: "evaluations", Role.SUPERVISOR: "supervision", Role.PURCHASER: "projects",
    Role.PROVIDER_LEAD: "projects", Role.BID_JUDGE: "judging", Role.INTERVIEWER: "interviews",
}  # fmt: skip


def landing(role: str) -> str:
    """Return the address of a role's first page; her own page where the room of that page is not there."""
    name = FIRST.get(Role(role), WORK) if role else HOME
    if role in BRANCH_OF:
        name = AUDIT if role == Role.AUDIT_ADMIN else ADMIN
    try:
        return reverse(name)
    except NoReverseMatch:
        return reverse("me")
