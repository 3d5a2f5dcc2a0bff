"""服务记录: facts, and the tallies made from them."""

from linli.records.models.facts import (
    METHOD_OF,
    Beneficiary,
    CountedQuerySet,
    Kind,
    Method,
    Provenance,
    RecordWorker,
    ServiceRecord,
    ServiceRecordQuerySet,
    Undertaking,
)
from linli.records.models.programmes import ProgrammeChange
from linli.records.models.tallies import (
    MonthlyTally,
    PeriodTally,
    TallyBasis,
    TallyMark,
)

__all__ = [
    "Beneficiary",
    "CountedQuerySet",
    "Kind",
    "METHOD_OF",
    "Method",
    "MonthlyTally",
    "PeriodTally",
    "ProgrammeChange",
    "Provenance",
    "RecordWorker",
    "ServiceRecord",
    "ServiceRecordQuerySet",
    "TallyBasis",
    "TallyMark",
    "Undertaking",
]
