"""Nouns of the workforce room."""

from linli.workforce.models.agencies import Agency, AgencyFact, AgencyPaper, Rating, TeamMember, seen_by
from linli.workforce.models.network import (
    NetworkPlan,
    OfPoint,
    PlanTarget,
    PointService,
    PostFilling,
    StandardCheck,
    StationPost,
    StationVisit,
)
from linli.workforce.models.workers import (
    PLACE,
    Checked,
    Credential,
    Grade,
    GrowthEntry,
    How,
    OfWorker,
    RegisterQuerySet,
    Worker,
)

__all__ = [
    "NetworkPlan",
    "OfPoint",
    "PlanTarget",
    "PointService",
    "PostFilling",
    "StandardCheck",
    "StationPost",
    "StationVisit",
    "PLACE",
    "Agency",
    "AgencyFact",
    "AgencyPaper",
    "Checked",
    "Credential",
    "GrowthEntry",
    "How",
    "Grade",
    "OfWorker",
    "Rating",
    "RegisterQuerySet",
    "TeamMember",
    "Worker",
    "seen_by",
]
