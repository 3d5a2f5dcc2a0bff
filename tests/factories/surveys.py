"""Surveys for tests: commissioned, with questions, drawn; each with the posts that work in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from linli.accounts.models import Post, Role
from linli.accounts.sight import actor_of
from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.kernel.scope import Scope as Scope
from linli.kernel.scope import seeing
from linli.places.models import Division
from linli.surveys import actions
from linli.surveys.actions import Terms
from linli.surveys.models import Member, QuestionnaireVersion, Respondent, Survey
from tests.factories import accounts

SEED, KEY = "5eed" * 16, "cafe" * 16


@dataclass
class Fieldwork:
    """A survey and those who work in it."""

    survey: Survey
    officer: Actor
    evaluator: Actor
    interviewer: Actor

    def again(self) -> Survey:
        """Return the survey as it stands now."""
        self.survey = Survey.objects.get(pk=self.survey.pk)
        return self.survey

    @contextmanager
    def asking(self, by: Actor | None = None) -> Iterator[Actor]:
        """See what the interviewer (or somebody else) sees, for a block."""
        who = by or self.interviewer
        with seeing(who.scope):
            yield who

    def respondents(self) -> list[Respondent]:
        """Return the sample, as its own people see it."""
        with seeing(self.evaluator.scope):
            rows = Respondent.objects.filter(survey=self.survey).order_by("code")
            return list(rows.select_related("survey__version", "survey__place", "stratum", "person"))


def actor(role: str, place: Division) -> Actor:
    """Return somebody in a post."""
    held: Post = accounts.post(role, place)
    return actor_of(held.user, held)


def terms(**facts: Any) -> Terms:
    """Return what a survey of the residents is asked for."""
    today = timezone.localdate()
    told: dict[str, Any] = {
        "kind": "residents", "title": "居民满意度调查", "agency": "示范调查公司", "since": date(today.year - 1, 1, 1),
        "until": today, "closes_on": today, "size": 10,
    }  # fmt: skip
    return Terms(**(told | facts))


def version(by: Actor, template: str = "residents") -> QuestionnaireVersion:
    """Return a published questionnaire of an evaluator."""
    return actions.publish(actions.begin_questionnaire(template, by=by), by=by)


def prepared(place: Division, **facts: Any) -> Fieldwork:
    """Return a survey with its people and its questions, not yet drawn."""
    county = place.county or place
    officer, evaluator, interviewer = (
        actor(role, county) for role in (Role.COUNTY_OFFICER, Role.EVALUATOR, Role.INTERVIEWER)
    )
    made = Fieldwork(actions.commission(place, terms(**facts), by=officer), officer, evaluator, interviewer)
    actions.engage(made.survey, Post.objects.get(pk__in=[evaluator.post]), by=officer)
    actions.engage(made.survey, Post.objects.get(pk__in=[interviewer.post]), by=evaluator)
    actions.choose(made.survey, version(evaluator), by=evaluator)
    return made


def drawn(place: Division, *, seed: str = SEED, key: str = KEY, **facts: Any) -> Fieldwork:
    """Return a survey that runs. Whoever is to be in the frame lives there already."""
    made = prepared(place, **facts)
    with seeing(made.evaluator.scope):
        made.survey = actions.draw(made.survey, by=made.evaluator, seed=seed, key=key)
    return made


def join(survey: Survey, by: Actor) -> None:
    """Let an actor's post work in a survey, without asking."""
    with acting():
        Member.objects.get_or_create(
            survey=survey, post_id=by.post, ended_at=None,
            defaults={"leads": by.role == Role.EVALUATOR, "joined_at": timezone.now()},
        )  # fmt: skip


def tell(row: Respondent, by: Actor, level: int, **more: list[str]) -> None:
    """Have somebody give her level in a call; the rest is skipped."""
    with seeing(by.scope):
        actions.answer(row, {"overall": [str(level)], **more}, by=by, way="phone", whole=True)


def closed(work: Fieldwork) -> Survey:
    """Close a survey on its last day."""
    with seeing(work.evaluator.scope):
        actions.close(work.survey, by=work.evaluator)
    return work.again()


def tomorrow() -> date:
    """Return the day after today."""
    return timezone.localdate() + timedelta(days=1)
