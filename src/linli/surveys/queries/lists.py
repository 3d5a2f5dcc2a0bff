"""Which surveys somebody sees, and what is public of them."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.places.models import Division, Level
from linli.places.queries import below
from linli.surveys.models import Member, Rectification, Survey


def surveys(actor: Actor) -> QuerySet[Survey]:
    """Return the surveys an actor sees; ``mine`` tells those she works in."""
    team = Member.objects.filter(survey=OuterRef("pk"), post=actor.post, ended_at=None)
    return Survey.objects.visible_to(actor).select_related("place", "version").annotate(mine=Exists(team))


def asked_in(actor: Actor) -> QuerySet[Survey]:
    """Return the surveys that run and that an actor works in."""
    team = Member.objects.filter(survey=OuterRef("pk"), post=actor.post, ended_at=None)
    rows = Survey.objects.visible_to(actor).filter(Exists(team), opened_at__isnull=False, closed_at=None)
    return rows.select_related("place")


def public() -> QuerySet[Survey]:
    """Return the surveys anybody may know of: those that run, and those that are over, newest first."""
    return Survey.objects.filter(opened_at__isnull=False).select_related("place").order_by("-opened_at", "-id")


def answering(number: str) -> Survey | None:
    """Return the survey that runs now under a call-back number; None for a number of no survey."""
    digits = "".join(one for one in number if one.isdecimal())
    return public().filter(callback=digits, closed_at=None).first()


def units(survey: Survey) -> list[Division]:
    """Return the units that may be asked to put something right: the place, its towns and communities."""
    inside = [*below(survey.place, Level.TOWN), *below(survey.place, Level.COMMUNITY)]
    return list({one.pk: one for one in (survey.place, *inside)}.values())


def unanswered(actor: Actor) -> QuerySet[Rectification]:
    """Return what units inside an actor's reach were asked to put right, the next day first."""
    column = {"county_id": "place__county_id", "town_id": "place__town_id", "community_id": "place__parent_id"}
    here = Q(place_id__in=actor.scope.areas)
    if name := column.get(actor.scope.column):
        here |= Q(**{f"{name}__in": actor.scope.areas})
    rows = Rectification.objects.filter(here).select_related("place", "survey")
    return rows.order_by(F("answered_at").asc(nulls_first=True), "due_on", "id")


def candidates(survey: Survey, actor: Actor) -> list[Post]:
    """Return the posts an actor may let work in a survey: evaluators for the county, interviewers for who leads it."""
    role = Role.EVALUATOR if actor.role != Role.EVALUATOR else Role.INTERVIEWER
    here = Q(place_id=survey.county_id) | Q(place__county_id=survey.county_id)
    rows = Post.objects.in_force(timezone.localdate()).filter(here | Q(organisation__county_id=survey.county_id))
    mine = Member.objects.filter(survey=survey, post=OuterRef("pk"), ended_at=None)
    rows = rows.filter(role=role).exclude(Exists(mine)).select_related("user", "place", "organisation")
    return list(rows.order_by("user__name", "id")[:100])
