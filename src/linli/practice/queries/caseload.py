"""Who has how much: open cases by worker and station, weighted by risk, counted in the database."""

from dataclasses import dataclass

from django.db.models import Case, Count, FloatField, Q, Sum, Value, When

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.scope import seeing
from linli.places.models import Division
from linli.practice.models import CaseWorker, Risk, Supervision
from linli.practice.models.cases import RUNNING, reach
from linli.practice.weights import weights


@dataclass(frozen=True)
class Load:
    """The open cases of one worker, or of a station: how many, how many of high risk, their weighted sum."""

    name: str
    station: str
    cases: int
    high: int
    weight: float
    over: bool = False


def loads(actor: Actor) -> list[Load]:
    """Return the caseload of every worker in reach, the heaviest first, in one query; numbers and no case."""
    owned = CaseWorker.objects.filter(reach(actor), part="owner", ended_at=None, case__state__in=RUNNING)
    if actor.role == Role.SUPERVISOR:
        hers = Supervision.objects.running().filter(supervisor__in=[actor.post])
        owned = owned.filter(post__in=hers.values("worker"))
    elif actor.role == Role.SOCIAL_WORKER:
        owned = owned.filter(post__in=[actor.post])
    told = weights()
    by_risk = [When(case__risk=risk, then=Value(weight)) for risk, weight in told.by_risk.items()]
    weight = Sum(Case(*by_risk, default=Value(1.0), output_field=FloatField()))
    rows = owned.values("post", "post__user__name", "town_id").annotate(
        cases=Count("case"), high=Count("case", filter=Q(case__risk=Risk.HIGH)), weight=weight
    )
    with seeing(actor.scope.by_place):  # numbers of all teams, and no case
        found = list(rows.order_by("-weight", "post__user__name", "post"))
    names = {place.pk: place.name for place in Division.objects.filter(pk__in={row["town_id"] for row in found})}
    limit = told.caseload
    return [
        Load(
            row["post__user__name"],
            names.get(row["town_id"], ""),
            row["cases"],
            row["high"],
            row["weight"],
            limit is not None and row["weight"] > limit,
        )
        for row in found
    ]


def stations(rows: list[Load]) -> list[Load]:
    """Add the caseloads up by station, the heaviest first."""
    summed: dict[str, list[Load]] = {}
    for row in rows:
        summed.setdefault(row.station, []).append(row)
    told = [
        Load("", name, sum(r.cases for r in part), sum(r.high for r in part), sum(r.weight for r in part))
        for name, part in summed.items()
    ]
    return sorted(told, key=lambda load: (-load.weight, load.station))
