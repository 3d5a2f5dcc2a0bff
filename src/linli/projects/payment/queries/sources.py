"""钱从哪里来: the money set aside for a project, and which of it each payment was drawn from."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from linli.directory.money import yuan
from linli.giving import queries as giving
from linli.projects.models import PaymentRequest, ServiceProject
from linli.projects.queries.accounts import PROJECT


@dataclass(frozen=True)
class Source:
    """One sum that was set aside for a project, in 分 as printed: so much, so much of it paid out, so much left."""

    name: str
    set_aside: str
    drawn: str
    left: str


def key_of(request: PaymentRequest) -> str:
    """Return the key under which a payment draws: the same payment draws once."""
    return f"payment:{request.pk}"


def sources(project: ServiceProject, requests: Iterable[PaymentRequest]) -> tuple[list[Source], dict[UUID, str]]:
    """Return what is set aside for a project, and of each payment from which sums it was drawn, in words."""
    parts = giving.financing(PROJECT, project.pk)
    names = {part.allotment.pk: f"{part.allotment.line.source.name} {part.allotment.line}" for part in parts}
    found = [
        Source(names[part.allotment.pk], yuan(part.allotment.amount), yuan(part.drawn), yuan(part.left))
        for part in parts
    ]
    asked = {key_of(one): one.pk for one in requests}
    told: dict[UUID, list[str]] = {}
    for (allotment, key), amount in giving.drawn([part.allotment for part in parts], asked).items():
        told.setdefault(asked[key], []).append(f"{names[allotment]} {yuan(amount)}")
    return found, {pk: "、".join(said) for pk, said in told.items()}
