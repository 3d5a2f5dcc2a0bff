"""What is read of agencies: who they are, how many people they have, and the team one declared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from linli.directory.models import Organisation, OrganisationKind
from linli.kernel.actor import Actor
from linli.kernel.text import sort_key
from linli.workforce.models import Agency, Checked, Credential, Rating, TeamMember, Worker, seen_by
from linli.workforce.queries.workers import certified

NEVER, LONG_AGO = date.max, date.min
KINDS = (OrganisationKind.AGENCY, OrganisationKind.SOCIAL)


def agencies(by: Actor) -> QuerySet[Organisation]:
    """Return the agencies an actor reads, with the state of their registration and their rating in force."""
    day = timezone.localdate()
    rated = Rating.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), organisation=OuterRef("pk"))
    return Organisation.objects.filter(seen_by(by), kind__in=KINDS, closed_on=None).annotate(
        standing=Subquery(Agency.objects.filter(organisation=OuterRef("pk")).values("state")[:1]),
        rating=Subquery(rated.order_by("-given_on", "-id").values("grade")[:1]),
    )


def strength(organisations: Iterable[Organisation], by: Actor) -> dict[UUID, tuple[int, int]]:
    """Return for each agency how many of its people stand on the register, and how many are certified today."""
    rows = Worker.objects.visible_to(by).filter(organisation__in=list(organisations), left_at=None).order_by()
    held = Count("pk", filter=Q(certified(timezone.localdate())))
    told = rows.values_list("organisation").annotate(all=Count("pk"), held=held)
    return {agency: (all_of_them, some) for agency, all_of_them, some in told if agency}


def in_force(workers: Iterable[Worker], day: date) -> dict[UUID, list[str]]:
    """Return the grades that workers hold on a day: verified, and in force."""
    found: dict[UUID, list[str]] = {worker.pk: [] for worker in workers}
    rows = Credential.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), state=Checked.VERIFIED)
    for worker, grade in rows.filter(worker__in=found).order_by("grade").values_list("worker_id", "grade"):
        if grade not in found[worker]:
            found[worker].append(grade)
    return found


def last_days(workers: Iterable[UUID]) -> dict[UUID, date]:
    """Return until when each of some workers holds a verified certificate: ``NEVER`` where one has no end.

    ``LONG_AGO`` where she holds none. Whose row row security hides is left out.
    """
    wanted = set(workers)
    if not wanted:
        return {}
    rows = Worker.objects.filter(pk__in=wanted).order_by().annotate(
        last=Max(
            Coalesce("credentials__valid_until", Value(NEVER)), filter=Q(credentials__state=Checked.VERIFIED)
        )
    )  # fmt: skip
    return {worker: last or LONG_AGO for worker, last in rows.values_list("pk", "last")}


@dataclass(frozen=True)
class Member:
    """Somebody in a declared team, as she stood on the day it was declared."""

    worker: UUID
    name: str
    part: str
    grades: tuple[str, ...]
    fields: tuple[str, ...]

    @property
    def certified(self) -> bool:
        """Whether she held a certificate that was verified and in force."""
        return bool(self.grades)


def team_of(kind: str, subject: UUID) -> list[Member]:
    """Return the team declared for something, by name; [] when none was. Row security decides who reads it.

    The caller writes the look (``audit.looked("team", [member.worker …])``) before it renders.
    """
    rows = sorted(TeamMember.objects.filter(subject_kind=kind, subject=subject), key=lambda one: sort_key(one.name))
    return [Member(one.worker_id, one.name, one.part, tuple(one.grades), tuple(one.fields)) for one in rows]
