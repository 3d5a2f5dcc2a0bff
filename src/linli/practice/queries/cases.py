"""Cases as lists and pages read them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, Func, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.people.models import Person
from linli.practice.models import CaseFile, CaseWorker
from linli.practice.models.cases import STAGES, State, runs, team_of


@dataclass(frozen=True)
class Hint:
    """What somebody may know of a person's open case: its key and number, that there is one, or nothing."""

    pk: UUID | None = None
    number: str = ""
    protected: bool = False


def cases(actor: Actor) -> QuerySet[CaseFile]:
    """Return the files an actor may open, with client and team at hand."""
    now = timezone.now()
    team = CaseWorker.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now), starts_at__lte=now)
    team = team.select_related("post__user").order_by("part", "starts_at")
    rows = CaseFile.objects.visible_to(actor).select_related("client", "undertaking__programme").defer("client__search")
    return rows.prefetch_related(Prefetch("team", team, to_attr="members"))


def mine(actor: Actor, rows: QuerySet[CaseFile]) -> QuerySet[CaseFile]:
    """Narrow cases to those whose team names the actor."""
    return rows.filter(Exists(team_of(actor)))


def told_of(actor: Actor) -> dict[str, Subquery | Func]:
    """Return the columns of a person's row that :func:`hint` reads."""
    opens = CaseFile.objects.visible_to(actor).filter(client=OuterRef("pk")).standing()
    return {
        "case_opens": Subquery(opens.values("pk")[:1]),
        "case_number": Subquery(opens.values("number")[:1]),
        "case_hidden": runs(),
    }


def hint(person: Person) -> Hint:
    """Tell what an actor may know, of a row fetched with :func:`told_of`: a hidden case is the team's alone."""
    told = vars(person)
    if told["case_opens"] is not None:
        return Hint(told["case_opens"], told["case_number"], protected=True)
    return Hint(protected=told["case_hidden"] is False)


def steps(case: CaseFile) -> list[dict[str, str]]:
    """Return the six stages for the line on top of a case: label and state (done, current, or nothing)."""
    stood = State(case.stood or case.state)
    if stood not in STAGES:
        return [{"label": str(State(case.state).label), "state": "current"}]
    at = STAGES.index(stood)
    over = case.state == State.CLOSED
    return [
        {"label": str(stage.label), "state": "done" if i < at or over else "current" if i == at else ""}
        for i, stage in enumerate(STAGES)
    ]


def in_force(case: UUID) -> QuerySet[CaseWorker]:
    """Return the team of a case as of now."""
    now = timezone.now()
    rows = CaseWorker.objects.filter(Q(ended_at=None) | Q(ended_at__gt=now), case=case, starts_at__lte=now)
    return rows.select_related("post__user").order_by("part", "starts_at")
