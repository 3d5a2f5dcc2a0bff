"""What the worker does for this room."""

import logging
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from linli.accounts.models import Post
from linli.accounts.sight import actor_of, system_actor
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.kernel.scope import enter
from linli.papers import actions
from linli.papers.models import ImportBatch

log = logging.getLogger("linli.papers")


@app.task(name=actions.JOB, queue="imports")
def carry_on(batch: str, post: str) -> None:
    """Do what a batch asks for, as the post that asked: in one transaction, so that a killed worker leaves nothing.

    Run again it finds the work done. A refusal or a fault is told on the batch's page.
    """
    holder = Post.objects.select_related("user", "place", "organisation").get(pk=UUID(post))
    by = actor_of(holder.user, holder)
    try:
        _do(UUID(batch), by)
    except Refused as refused:
        _tell(UUID(batch), by, refused.sentence)
    except Exception:
        log.exception("import %s failed", batch)
        _tell(UUID(batch), by, _("处理时出了意外，什么都没有导入。请再试一次；还不行，请联系管理员。"))


def _do(batch: UUID, by: Actor) -> None:
    with transaction.atomic():
        enter(by.scope)
        found = ImportBatch.objects.visible_to(by).get(pk=batch)
        if found.work in ("examine", "take_in", "undo"):
            getattr(actions, found.work)(found, by=by)


def _tell(batch: UUID, by: Actor, sentence: str) -> None:
    with transaction.atomic():
        enter(by.scope)
        actions.give_up(ImportBatch.objects.visible_to(by).get(pk=batch), sentence, by=by)


@app.periodic(cron="20 3 * * *")
@app.task(name="linli.papers.tasks.clear_old", queue="nightly")
def clear_old(timestamp: int) -> None:
    """Remove the contents of imports that are over."""
    with transaction.atomic():
        enter(system_actor().scope)
        actions.clear(by=system_actor())
