"""What the worker does for this room."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from linli.accounts.models import Post
from linli.accounts.sight import actor_of, system_actor
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.kernel.scope import enter
from linli.people.models import Person
from linli.practice.actions import approving, deaths, papers
from linli.practice.actions.children import tell_of_waiting
from linli.practice.models import Dossier

log = logging.getLogger("linli.practice")


@app.task(name=papers.JOB, queue="imports")
def make_dossier(dossier: str, post: str, address: str) -> None:
    """Make a whole file as the post that asked: read in one transaction, set in none, kept in another.

    How far it is stands on the file's page, and a refusal or a fault. Run again it finds the work done.
    """
    holder = Post.objects.select_related("user", "place", "organisation").get(pk=UUID(post))
    by = actor_of(holder.user, holder)
    try:
        with _entered(dossier, by) as found:
            sections = papers.lay_dossier(found, by=by)
        if sections is None:
            return
        content = papers.bound_dossier(found, address, sections, lambda done: _advance(dossier, done, by))
        with _entered(dossier, by) as found:
            papers.keep_dossier(found, content, by=by)
    except Refused as refused:
        _tell(dossier, by, refused.sentence)
    except Exception:
        log.exception("dossier %s failed", dossier)
        _tell(dossier, by, _("做整卷时出了意外，请再做一次；还不行，请联系管理员。"))


@contextmanager
def _entered(dossier: str, by: Actor) -> Iterator[Dossier]:
    """Find the file as the post that asked sees it, in a transaction of its own."""
    with transaction.atomic():
        enter(by.scope)
        rows = Dossier.objects.visible_to(by).select_related("paper", "case__client")
        yield rows.defer("content_sealed", "case__client__search").get(pk=UUID(dossier))


def _advance(dossier: str, done: int, by: Actor) -> None:
    with _entered(dossier, by) as found:
        papers.advance_dossier(found, done, by=by)


def _tell(dossier: str, by: Actor, sentence: str) -> None:
    with _entered(dossier, by) as found:
        papers.note_dossier(found, sentence, by=by)


@app.task(name=deaths.JOB)
def tell_of_death(person: str) -> int:
    """Tell whoever works in a case that its client has died, or that this was taken back; return how many todos."""
    by = system_actor()
    with transaction.atomic():
        enter(by.scope)
        return deaths.tell_of_death(Person.objects.defer("search").get(pk=UUID(person)), by=by)


@app.periodic(cron="40 3 * * *")
@app.task(name="linli.practice.tasks.clear_dossiers", queue="nightly")
def clear_dossiers(timestamp: int) -> None:
    """Empty the whole files that somebody asked for and that are over."""
    with transaction.atomic():
        enter(system_actor().scope)
        papers.clear_dossiers(by=system_actor())


@app.periodic(cron="20 0 * * *", periodic_id="approvals")
@app.task(queueing_lock="approvals", lock="approvals", name="lapse_approvals")
def lapse_approvals(timestamp: int = 0) -> int:
    """Note which approvals to open a locked file are over; return how many. Runs twice without harm."""
    by = system_actor()
    with transaction.atomic():
        enter(by.scope)
        return approving.lapse_approvals(timezone.localdate(), by=by)


@app.periodic(cron="*/5 15-20 * * *", periodic_id="children")
@app.task(queueing_lock="children", lock="children", name="tell_of_children_waiting")
def tell_of_children_waiting(timestamp: int = 0) -> int:
    """Say that children are still there after closing time; return for how many classes. Runs twice without harm."""
    by = system_actor()
    with transaction.atomic():
        enter(by.scope)
        return tell_of_waiting(timezone.now(), by=by)
