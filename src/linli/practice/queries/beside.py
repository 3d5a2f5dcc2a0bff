"""What stands beside the road of a case, for its page, in one query: closings, what was given, aid asked for."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, DateField, F, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate

from linli.practice.models import AidApplication, CaseClosure, CaseFile, ResourceLink

CLOSING, AID, GIVEN = "closing", "aid", "given"


@dataclass(frozen=True)
class Beside:
    """One row: its kind, key and day, a code (reason, state, party), and a word of the answer."""

    kind: str
    pk: UUID
    on: date
    code: str
    mark: str


def beside(case: CaseFile) -> list[Beside]:
    """Return the rows of a case, the newest first."""
    closings = _rows(CaseClosure, case, CLOSING, TruncDate("asked_at"), "reason", _text("granted"))
    result = Concat(_text("granted"), Value(" "), _text("decided_on"))
    aid = _rows(AidApplication, case, AID, TruncDate("asked_at"), "state", result)
    given = _rows(ResourceLink, case, GIVEN, F("given_on"), "party", F("kind"), taken_back_at=None)
    found = [Beside(*row) for row in closings.union(aid, given, all=True)]
    return sorted(found, key=lambda row: (row.on, row.pk), reverse=True)


def _rows(model: Any, case: CaseFile, kind: str, day: Combinable, code: str, mark: Combinable, **only: Any) -> Any:
    rows = model.objects.filter(case=case, **only).order_by()
    return rows.values_list(
        Value(kind, CharField()), "pk", Cast(day, DateField()), Cast(code, CharField()), Cast(mark, CharField())
    )


def _text(column: str) -> Combinable:
    return Coalesce(Cast(column, CharField()), Value(""))
