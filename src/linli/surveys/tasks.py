"""What the worker does for this room: links go out, who did not answer goes on each night, long frames are drawn."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from linli.accounts.models import Post
from linli.accounts.sight import actor_of, system_actor
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.kernel.scope import enter
from linli.surveys import actions
from linli.surveys.actions.drawing import JOB, chosen_of
from linli.surveys.models import DrawRun, Survey

log = logging.getLogger("linli.surveys")
Step = DrawRun.Step


@app.task(name=JOB, queue="imports")
def draw_survey(survey: str, post: str) -> None:
    """Draw a sample as the post that asked: read in one transaction, drawn in none, kept in another, all or nothing.

    How far it is stands on the survey's page, and a refusal or a fault. Run again it finds the work done.
    """
    holder = Post.objects.select_related("user", "place", "organisation").get(pk=UUID(post))
    by = actor_of(holder.user, holder)
    try:
        _note(survey, Step.READING, by)
        with _entered(survey, by) as found:
            laid = actions.read_frame(found, by=by)
        _note(survey, Step.DRAWING, by, people=laid.people)
        chosen = chosen_of(found, laid)
        _note(survey, Step.KEEPING, by)
        with _entered(survey, by) as found:
            actions.keep_draw(found, laid, chosen, by=by)
        _note(survey, Step.DONE, by)
    except Refused as refused:
        _note(survey, Step.WAITING, by, note=refused.sentence)
    except Exception:
        log.exception("drawing of survey %s failed", survey)
        _note(survey, Step.WAITING, by, note=_("抽样时出了意外，请再抽一次；还不行，请联系管理员。"))


@contextmanager
def _entered(survey: str, by: Actor) -> Iterator[Survey]:
    """Find the survey as the post that asked sees it, in a transaction of its own."""
    with transaction.atomic():
        enter(by.scope)
        yield Survey.objects.visible_to(by).select_related("place").get(pk=UUID(survey))


def _note(survey: str, step: int, by: Actor, *, people: int = 0, note: str = "") -> None:
    with _entered(survey, by) as found:
        actions.note_draw(found, step, by=by, people=people, note=note)


@app.periodic(cron="*/5 * * * *", periodic_id="survey_invitations")
@app.task(queueing_lock="survey_invitations", lock="surveys", name="send_survey_invitations")
def send_survey_invitations(timestamp: int = 0) -> int:
    """Send the links that wait; return how many left."""
    return actions.send_invitations(by=system_actor())


@app.periodic(cron="20 3 * * *", periodic_id="survey_tend")
@app.task(queueing_lock="survey_tend", lock="surveys", name="tend_surveys")
def tend_surveys(timestamp: int = 0) -> int:
    """Move on who did not answer; return how many."""
    return actions.tend(by=system_actor())
