"""What stands behind the doors of surveys: one that runs, and one that has closed; whoever asks works in them."""

from typing import Any

from django.utils import timezone

from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.kernel.scope import seeing
from linli.places.models import Division
from linli.surveys.models import Questionnaire, Rectification, Respondent, Survey, Way
from linli.surveys.policies import FIELD
from tests.architecture.matrix.world import Area, Finder, World
from tests.factories import surveys as factory

EVERYBODY = 5000  # however many live there


def survey_of(world: World, area: Area, by: Actor | None) -> Survey:
    """Return the survey of an area's town, of which its person is drawn; within reach whoever asks works in it."""
    survey = Survey.objects.filter(place=area.town, closed_at=None).first()
    if survey is None:
        survey = factory.drawn(Division.objects.get(pk=area.town.pk), size=EVERYBODY).survey
    if by and by.post and area is world.here and by.role in FIELD:
        factory.join(survey, by)
    return survey


def _survey(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": survey_of(world, area, by).pk}


def _closed(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    survey = Survey.objects.filter(place=area.town, closed_at__isnull=False).first()
    return {"pk": (survey or factory.closed(factory.drawn(Division.objects.get(pk=area.town.pk)))).pk}


def respondent_of(world: World, area: Area, by: Actor | None, way: str = Way.PHONE) -> Respondent:
    """Return the area's person as she was drawn."""
    survey = survey_of(world, area, by)
    lead = survey.members.filter(leads=True).order_by("joined_at").values_list("post_id", flat=True)[0]
    with seeing(factory.Scope(post=lead)), acting():
        row = Respondent.objects.get(survey=survey, person=area.person)
        row.way = way
        row.save(update_fields=["way"])
    return row


def _respondent(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": respondent_of(world, area, by).pk}


def _token(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"token": respondent_of(world, area, by).token}


def _questionnaire(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    owner = by.post if by and by.post and area is world.here else area.worker.post
    with acting():
        made = Questionnaire.objects.create(
            owner=owner, name="问卷", opening="您好", begun_at=timezone.now(),
            draft=[{"code": "a", "type": "five", "text": "满意吗？"}],
        )  # fmt: skip
    return {"pk": made.pk}


def _rectification(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    with acting():
        made = Rectification.objects.create(
            survey=survey_of(world, area, by), place=area.community, what="回电话要快", due_on=timezone.localdate(),
            asked_at=timezone.now(),
        )  # fmt: skip
    return {"pk": made.pk}


OBJECTS: dict[str, Finder] = {
    **dict.fromkeys(
        (
            "survey", "survey_team", "survey_step", "survey_sample", "survey_answers", "survey_next", "survey_rectify",
            "survey_public", "survey_announce",
        ),
        _survey,
    ),
    **dict.fromkeys(("interview", "interview_number", "interview_sheet"), _respondent),
    **dict.fromkeys(("respond", "respond_coached"), _token),
    "survey_replay": _closed,
    "questionnaire": _questionnaire,
    "rectification": _rectification,
}  # fmt: skip
