"""How a page finds its case: 404 for whoever is not in its team, and the look is written before a byte leaves."""

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404

from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.policy import Refused
from linli.people import locks
from linli.practice import policies
from linli.practice.models import CaseFile
from linli.practice.queries.attachments import how_many
from linli.practice.queries.cases import cases
from linli.practice.queries.margins import unsettled


def sought(request: Request, pk: UUID, kind: str, fields: Sequence[str], *, writing: bool = False) -> CaseFile:
    """Return the case a page is about and leave the look; ``writing`` pages are not for broken glass."""
    case = cases(request.actor).filter(pk=pk).annotate(words=unsettled(), attached=how_many()).first()
    if case is None or (writing and not in_hand(request, case)):
        raise Http404
    locks.demand(case.client, request.actor, writing=writing)
    if (refusal := policies.reads(request.actor, case)) is not None:
        if refusal is policies.LAPSED:  # she has read it before: she is told why it is shut now
            raise Refused(refusal)
        raise Http404
    looked(kind, [case.client_id], by=request.actor, county=case.county_id, fields=fields, purpose=f"case:{case.pk}")
    return case


def in_hand(request: Request, case: CaseFile) -> bool:
    """Tell whether a case is the asker's by her team or her charge, and not by broken glass."""
    return request.actor.role in policies.IN_CHARGE or policies.member(request.actor, case) is not None
