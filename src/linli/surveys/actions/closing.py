"""A survey is closed: counted once, its seed shown, its people forgotten. Then units are asked to put things right."""

from datetime import date
from hashlib import sha256
from types import SimpleNamespace
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.audit import actions as audit
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.places.models import Division, Level
from linli.proofs.canonical import canonical
from linli.surveys import policies, queries
from linli.surveys.models import Attempt, Door, Rectification, Respondent, Stratum, Survey, SurveyResult
from linli.tasks import actions as tasks

TASK = "rectification"
LEADING = {
    Level.COUNTY: Role.COUNTY_OFFICER, Level.TOWN: Role.STREET_OFFICER, Level.COMMUNITY: Role.COMMUNITY_WORKER,
}  # fmt: skip


@action
def close(survey: Survey, *, by: Actor) -> SurveyResult:
    """Close a survey and publish what it tells.

    In the same transaction the seed is shown, links and tries are removed, no row of the sample names a person any
    more, and the key of the frame's codes is thrown away: the database itself no longer tells who answered what.
    """
    survey = Survey.objects.select_for_update(of=("self",)).select_related("version", "place").get(pk=survey.pk)
    require(policies.close(by, survey))
    content, now = queries.counted(survey), timezone.now()
    made = SurveyResult.objects.create(
        survey=survey, content=content, digest=sha256(canonical(content)).hexdigest(), at=now
    )
    _show_the_sample(survey)
    Door.objects.filter(survey=survey).delete()
    Attempt.objects.filter(survey=survey).delete()
    Respondent.objects.filter(survey=survey).update(
        person=None, token_sealed=None, sent_at=None, call_at=None, held_by=None, held_at=None, paper="",
        coached=False, tries=0,
    )  # fmt: skip
    survey.closed_at, survey.seed_shown, survey.frame_key_sealed = now, survey.seed, None
    survey.save(update_fields=["closed_at", "seed_shown", "frame_key_sealed"])
    audit.record("survey.closed", survey, by=by, result=made.digest)
    return made


def _show_the_sample(survey: Survey) -> None:
    """Write the codes that were drawn beside those of the frame, for whoever draws again."""
    codes: dict[UUID, list[str]] = {}
    for stratum, code in Respondent.objects.filter(survey=survey).order_by("code").values_list("stratum_id", "code"):
        codes.setdefault(stratum, []).append(code)
    rows = list(Stratum.objects.filter(pk__in=codes))
    for row in rows:
        row.sample = "\n".join(codes[row.pk])
    Stratum.objects.bulk_update(rows, ["sample"], batch_size=500)


@action
def rectify(survey: Survey, place: Division, what: str, due_on: date, *, by: Actor) -> Rectification:
    """Ask a unit to put something right by a day. A unit is a place; nobody is named."""
    require(policies.rectify(by, survey, place, due_on))
    if not 2 <= len(tidy(what)) <= 200:
        raise Refused(_("请写 2 到 200 个字。"), "what")
    made = Rectification.objects.create(
        survey=survey, place=place, what=tidy(what), due_on=due_on, asked_at=timezone.now()
    )
    audit.record("survey.rectification_asked", survey, by=by, place=place.pk)
    _give(made, by)
    return made


def _give(row: Rectification, by: Actor) -> None:
    """Lay it before whoever leads the unit, by the day it is due. The todo names the unit, and nobody."""
    title = _("%(place)s：满意度调查“%(title)s”请你们整改一条") % {
        "place": row.place.name, "title": row.survey.title[:40],
    }  # fmt: skip
    where, role = SimpleNamespace(**row.place.areas()), LEADING[Level(row.place.level)]
    giver = by if by.scope.holds(where) else by.via(Channel.JOB)  # the evaluator is of no place
    tasks.open_task(TASK, title, row.due_on, by=giver, place=where, role=role, subject=row)


@action
def answer_rectification(row: Rectification, answer: str, *, by: Actor) -> Rectification:
    """Say what the unit did about it."""
    row = Rectification.objects.select_for_update(of=("self",)).select_related("place", "survey").get(pk=row.pk)
    require(policies.answer_rectification(by, row))
    if not 2 <= len(tidy(answer)) <= 500:
        raise Refused(_("请写 2 到 500 个字。"), "answer")
    row.answer, row.answered_at = tidy(answer), timezone.now()
    row.save(update_fields=["answer", "answered_at"])
    audit.record("survey.rectification_answered", row.survey, by=by, place=row.place_id)
    where = SimpleNamespace(**row.place.areas())
    tasks.end_tasks_on([row.pk], by=by, place=where, outcome=_("答复了"), kinds=[TASK])
    return row
