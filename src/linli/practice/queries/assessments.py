"""What the assessment's pages read: versions, benefits that tags tell, measures beside each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from linli.people.queries import frozen
from linli.practice.models import Assessment, CaseFile, ScaleMeasure
from linli.practice.models.assessments import Urgency
from linli.practice.options import names, options
from linli.practice.scales import Scale, scales

BAR, STEP, TALL = 28, 76, 120  # the picture of a scale, in its own units


def versions(case: CaseFile) -> list[Assessment]:
    """Return the versions, the newest first, without what is sealed."""
    sealed = [f"{name}_sealed" for name in ("person", "family", "community", "danger", "summary", "benefits", "ties")]
    return list(case.assessments.defer(*sealed).order_by("-version")[:50])


def assessment(case: CaseFile, version: int | None = None) -> Assessment | None:
    """Return one version, the newest when none is named."""
    rows = case.assessments.order_by("-version")
    return (rows if version is None else rows.filter(version=version)).first()


def known_benefits(persons: Iterable[UUID]) -> dict[str, set[str]]:
    """Return the benefits that running tags tell, by person."""
    carried = frozen(persons, timezone.localdate())
    told = options("assessment", "benefits").values()
    return {str(pk): {one.code for one in told if one.category in facts.categories} for pk, facts in carried.items()}


def needs_told(row: Assessment) -> list[tuple[str, str]]:
    """Return the needs in words, each with how soon."""
    known = names("assessment", "needs", row.needs)
    return [(name, str(Urgency(soon).label)) for name, soon in zip(known, row.urgency, strict=False)]


@dataclass(frozen=True)
class Bar:
    """One measure in the picture: where its bar stands and how high it is."""

    on: date
    total: int
    band: str
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        """The middle of the bar."""
        return self.x + BAR // 2

    @property
    def above(self) -> int:
        """Where the number stands."""
        return self.y - 6


@dataclass(frozen=True)
class Drawn:
    """The measures of one scale, the oldest first, beside each other."""

    scale: Scale
    bars: list[Bar]

    @property
    def width(self) -> int:
        """The width of the picture."""
        return 24 + STEP * len(self.bars)


def measures(case: CaseFile) -> list[Drawn]:
    """Return what was measured, scale by scale, at most the last twelve of each."""
    rows: dict[str, list[ScaleMeasure]] = {}
    for row in case.scalemeasures.defer("answers_sealed").order_by("-on", "-id")[:200]:
        rows.setdefault(row.scale, []).append(row)
    return [
        Drawn(scale, [_bar(scale, row, place) for place, row in enumerate(reversed(rows[code][:12]))])
        for code, scale in scales().items()
        if code in rows
    ]


def _bar(scale: Scale, row: ScaleMeasure, place: int) -> Bar:
    height = max(1, round(TALL * row.total / scale.most))
    return Bar(row.on, row.total, row.band, 24 + STEP * place, 24 + TALL - height, height)
