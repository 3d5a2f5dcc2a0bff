"""How projects were bought, as everybody reads it: what was published, bids after the opening, who is to win."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from linli.directory.models import Organisation
from linli.projects.models import Bid, ServiceProject, Tender, TenderAward, TenderState
from linli.projects.procurement.packs import Method
from linli.projects.procurement.queries import method_of


@dataclass(frozen=True)
class Bought:
    """The latest published procedure of a project. Who bid is told once a winner is proposed, with the notice."""

    tender: Tender
    method: Method
    bidders: tuple[Organisation, ...]
    award: TenderAward | None

    @property
    def failed(self) -> bool:
        """True when it came to nothing."""
        return bool(self.tender.state == TenderState.FAILED)

    @property
    def final_at(self) -> datetime | None:
        """When the award became final."""
        return self.award.final_at if self.award is not None else None

    @property
    def subjects(self) -> list[UUID]:
        """What public notices about it are about."""
        return [self.tender.pk, *([self.award.pk] if self.award is not None else [])]


def bought(projects: Iterable[ServiceProject]) -> dict[UUID, Bought]:
    """Return the latest published procedure of each project that has one, in three questions however many there are."""
    bids = Bid.objects.filter(withdrawn_at=None).exclude(letter="").select_related("organisation").order_by("letter")
    awards = TenderAward.objects.filter(taken_back_at=None).select_related("bid__organisation")
    rows = Tender.objects.filter(project__in=[one.pk for one in projects]).exclude(state=TenderState.DRAFT)
    every = rows.select_related("project__place__county").prefetch_related(
        Prefetch("bids", bids, to_attr="offered"), Prefetch("tenderawards", awards, to_attr="proposed")
    )
    return {row.project_id: _bought(row) for row in every.order_by("number")}


def _bought(row: Any) -> Bought:
    award = row.proposed[0] if row.proposed else None
    bidders = tuple(bid.organisation for bid in row.offered) if award is not None else ()
    return Bought(row, method_of(row, row.project), bidders, award)
