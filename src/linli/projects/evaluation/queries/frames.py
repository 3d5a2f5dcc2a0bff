"""The frame: the records that count to a project, by community and kind; and what of one is kept when it is drawn.

To be asked inside the reach of the project's county. Records that name somebody whose data is restricted are left out.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.people.models import Sex
from linli.places.models import Division
from linli.projects.models.evaluation import Evaluation, SampledRecord
from linli.projects.queries import counting
from linli.projects.queries.evidence import number_of
from linli.records.models import Beneficiary, ServiceRecord
from linli.records.queries import withheld

MOST_PERSONS = 12


@dataclass(frozen=True)
class Fact:
    """One record without a name: of protected work neither community nor whom it served."""

    kind: str
    place: str
    happened_on: date
    recorded_at: datetime
    minutes: int | None
    servers: int
    heads: int
    provenance: str
    has_text: bool
    corrected: bool
    piece: str
    persons: tuple[str, ...]

    def columns(self) -> dict[str, Any]:
        """Return it as the columns of a sampled record."""
        return asdict(self) | {"persons": list(self.persons)}


def frame(evaluation: Evaluation) -> dict[str, list[str]]:
    """Return stratum → codes of the records that count today."""
    rows = ServiceRecord.objects.filter(
        counting.within(evaluation.project, evaluation.since, evaluation.upto), ~withheld()
    )
    names = dict(Division.objects.filter(county_id=evaluation.project.county_id).values_list("pk", "code"))
    found: dict[str, list[str]] = {}
    told = rows.order_by("pk").values_list("pk", "community_id", "kind")
    for pk, community, kind in told.iterator(chunk_size=5000):
        found.setdefault(f"{names.get(community, '-')}/{kind}", []).append(pk.hex)
    return found


def facts(codes: Iterable[str]) -> dict[UUID, Fact]:
    """Return what is kept of each record that was drawn."""
    rows = list(ServiceRecord.objects.filter(pk__in=[UUID(code) for code in codes]).defer("title", "reason"))
    places = {row.town_id for row in rows} | {row.community_id for row in rows}
    names = dict(Division.objects.filter(pk__in=places).values_list("pk", "name"))
    served: dict[UUID, list[str]] = {}
    told = Beneficiary.objects.filter(record__in=rows).order_by("pk")
    for record, band, sex in told.values_list("record_id", "age_band", "sex"):
        served.setdefault(record, []).append(_person(band, sex))
    return {row.pk: _fact(row, names, served.get(row.pk, [])) for row in rows}


def changed_since(record: UUID) -> bool:
    """Tell whether a record that stood when it was drawn was corrected or withdrawn afterwards."""
    return not ServiceRecord.objects.standing().filter(pk=record).exists()


def _fact(row: ServiceRecord, names: dict[int, str], persons: list[str]) -> Fact:
    where = [names.get(row.town_id or 0, "")]
    if not row.protected:
        where.append(names.get(row.community_id or 0, ""))
    return Fact(
        kind=row.kind, place=" ".join(filter(None, where)), happened_on=row.happened_on, recorded_at=row.recorded_at,
        minutes=row.minutes, servers=row.server_count, heads=row.head_count, provenance=row.provenance,
        has_text=row.narrative_sealed is not None, corrected=row.corrects_id is not None,
        piece=number_of(row.undertaking_id) if row.undertaking_id else "",
        persons=() if row.protected else tuple(persons[:MOST_PERSONS]),
    )  # fmt: skip


def _person(band: str, sex: str) -> str:
    told = [] if sex in ("", Sex.UNKNOWN) else [str(Sex(sex).label)]
    if band:
        told.append(_("%(years)s岁") % {"years": band})
    return "，".join(told) or _("没有写")


def late_days(row: SampledRecord) -> int:
    """Return how many days after the act it was recorded."""
    return max((timezone.localtime(row.recorded_at).date() - row.happened_on).days, 0)
