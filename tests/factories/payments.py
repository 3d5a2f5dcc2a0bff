"""Payments for tests: asked for, approved and paid by the verbs; an evaluation's result as it would be told."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.papers import pictures
from linli.projects.evaluation import queries as evaluation
from linli.projects.evaluation.queries import Outcome
from linli.projects.models import Milestone, PaymentRequest, ServiceProject
from linli.projects.payment import actions
from tests.factories import projects
from tests.factories.projects import Buying

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def pdf(mark: str = "") -> BytesIO:
    """Return an electronic invoice."""
    return BytesIO(PDF + f"%{mark}\n%%EOF\n".encode())


def tranche(project: ServiceProject, position: int = 1) -> Milestone:
    """Return a milestone of a project."""
    return project.milestones.get(position=position)  # type: ignore[no-any-return, attr-defined]


def asked(project: ServiceProject, by: Actor, position: int = 1, **facts: Any) -> PaymentRequest:
    """Ask for a tranche with an invoice of its own."""
    told: dict[str, Any] = {"invoice": f"2644{position:04d}", "amount": 6_000_000, "invoice_file": pdf(str(new_id()))}
    return actions.request_payment(project, tranche(project, position), by=by, **(told | facts))


def approved(project: ServiceProject, who: Buying, position: int = 1, **facts: Any) -> PaymentRequest:
    """Have a tranche asked for and approved by everybody."""
    request = asked(project, who.head, position, **facts)
    for step, officer in enumerate((who.buyer, *who.chain)):
        request = actions.agree_payment(request, step, by=officer)
    return request


def paid(project: ServiceProject, who: Buying, position: int = 1, **facts: Any) -> PaymentRequest:
    """Have a tranche paid."""
    request = approved(project, who, position, **facts)
    return actions.pay(request, by=who.buyer, on=timezone.localdate(), voucher=f"记-{position}")


def result(kind: str = "mid_term", **facts: Any) -> Outcome:
    """Return an evaluation's result: passed, good, nothing owed."""
    told: dict[str, Any] = {
        "evaluation_id": new_id(), "kind": kind, "score": Decimal("86.50"), "grade": "good", "passed": True,
        "finished_on": date(2026, 6, 1), "owed": 0,
    }  # fmt: skip
    return Outcome(**(told | facts))


def evaluated(patch: pytest.MonkeyPatch, *results: Outcome) -> None:
    """Let evaluations have come to these results."""
    by_kind = {one.kind: one for one in results}
    patch.setattr(evaluation, "outcome", lambda project, kind: by_kind.get(str(kind)))


def bare(project: ServiceProject) -> PaymentRequest:
    """Make a request of a project by its row alone, with the milestone it is about."""
    day = projects.DAY
    with acting():
        milestone, _new = Milestone.objects.get_or_create(
            project=project, position=1, defaults={
                "name": "首付", "percent": 40, "condition": "signed", "starts_on": day, "ends_on": day,
                "planned_on": day,
            },
        )  # fmt: skip
        made = PaymentRequest(
            project=project, milestone=milestone, tranche=40_00, amount=40_00, invoice="26440001", invoice_kind="jpeg",
            invoice_digest=new_id().hex, evidence=EVIDENCE, digest="", asked_at=timezone.now(),
            chain=[{"role": "purchaser", "level": "reach"}],
        )  # fmt: skip
        made.invoice_file = pictures.kept(projects.receipt().getvalue())
        made.save(force_insert=True)
    return made


EVIDENCE: dict[str, Any] = {
    "contract": {}, "milestone": {}, "counted_at": "", "records": 0, "indicators": [], "evaluation": None, "lines": [],
}  # fmt: skip
