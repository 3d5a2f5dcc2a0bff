"""What those who ask read: how far it is, who is next, whom a link or a sheet of paper is for."""

from hashlib import sha256
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from linli.kernel.actor import Actor
from linli.kernel.scope import Scope, seeing
from linli.people.models import Person, Telephone
from linli.surveys.models import Door, Respondent, State, Survey, Way
from linli.surveys.queries.frames import OWN
from linli.surveys.queries.results import few


def by_token(token: str) -> Scope | None:
    """Return the reach of a link: its own row and nothing else; None for a link that leads nowhere."""
    door = Door.objects.filter(token_hash=sha256(token.encode()).hexdigest()).first()
    return Scope(token=door.respondent) if door is not None else None


def listed(actor: Actor) -> QuerySet[Respondent]:
    """Return the respondents an actor works with, each with its survey, questions and stratum."""
    rows = Respondent.objects.visible_to(actor)
    return rows.select_related("survey__version", "survey__place", "stratum__community")


def sample(survey: Survey, actor: Actor) -> QuerySet[Respondent]:
    """Return the sample of a survey."""
    return Respondent.objects.visible_to(actor).filter(survey=survey).select_related("stratum__community")


def by_paper(survey: Survey, number: str, actor: Actor) -> Respondent | None:
    """Return whom a sheet of paper was for, by the eight digits on it."""
    return listed(actor).filter(survey=survey, paper=number).first() if number else None


def progress(survey: Survey, actor: Actor) -> dict[str, dict[str, int]]:
    """Return how many of each way are where, for those who work in it: how many, not what they said."""
    counted = sample(survey, actor).order_by().values("way").annotate(
        drawn=Count("id"),
        answered=Count("id", filter=Q(state=State.ANSWERED)),
        waiting=Count("id", filter=Q(state=State.WAITING)),
    )  # fmt: skip
    found = {way: tuple(counts) for way, *counts in counted.values_list("way", "drawn", "answered", "waiting")}
    names = ("drawn", "answered", "waiting")
    return {str(label): dict(zip(names, found.get(way, (0, 0, 0)), strict=True)) for way, label in Way.choices}


def whom(respondent: Respondent, by: Actor) -> Person | None:
    """Return the person a row is about, for whoever works in its survey; None once it is nobody's, or by a link."""
    if respondent.person_id is None or by.scope.token == respondent.pk:
        return None
    reach = Scope(column="community_id", areas=(respondent.community_id,), post=by.scope.post)
    with seeing(reach):
        rows = Person.objects.filter(pk=respondent.person_id).select_related("merged_into")
        found = rows.defer("search", "merged_into__search").first()
    return found.canonical if found is not None else None


def own_number(person: UUID, community: int) -> str:
    """Return the newest telephone a person calls her own, whole, or ''."""
    with seeing(Scope(column="community_id", areas=(community,))):
        row = Telephone.objects.filter(person=person, label__in=OWN).order_by("-id").first()
        return str(row.number) if row is not None else ""


def address(respondent: Respondent) -> str:
    """Return the door of the household a person lives in, or what she gave as her address."""
    if respondent.person_id is None:
        return ""
    with seeing(Scope(column="community_id", areas=(respondent.community_id,))):
        rows = Person.objects.filter(pk=respondent.person_id).values_list("household__address", "actual_address")
        lived, told = rows.first() or ("", "")
    return str(lived or told or "")


def answered(survey: Survey, actor: Actor) -> QuerySet[Respondent]:
    """Return whose answers an actor may read: in her own survey all, of a closed one none of a place of few answers.

    What lies in places out of reach is left out by the database itself.
    """
    rows = Respondent.objects.filter(survey=survey, state=State.ANSWERED)
    if survey.closed_at is None:
        return rows & Respondent.objects.visible_to(actor)
    return rows.filter(actor.scope.q()).exclude(community_id__in=few(survey))
