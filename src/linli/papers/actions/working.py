"""Long work is handed to the worker; the batch says what is being done with it."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require
from linli.papers import policies
from linli.papers.models import ImportBatch

LARGE = 500  # rows that are dealt with while somebody waits; more go to the worker
STALE = timedelta(minutes=10)  # after which work that was asked for may be asked for again
JOB = "linli.papers.tasks.carry_on"


def lock(batch: ImportBatch) -> ImportBatch:
    """Return the batch as it stands now, held until the transaction ends: of two clicks the second sees the first."""
    return ImportBatch.objects.select_for_update(of=("self",)).select_related("owner").get(pk=batch.pk)


@action
def ask(batch: ImportBatch, work: str, *, by: Actor) -> ImportBatch:
    """Hand ``work`` (examine, take_in, undo) to the worker, in the same transaction; asked twice it is done once."""
    batch = lock(batch)
    require(policies.ask(by, batch))
    if batch.work == work and batch.work_since and timezone.now() - batch.work_since < STALE:
        return batch
    require(getattr(policies, work)(by, batch))
    batch.work, batch.work_since, batch.note = work, timezone.now(), ""
    batch.save()
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(JOB, queueing_lock=f"import-{batch.pk}").defer(batch=str(batch.pk), post=str(by.post))
    audit.record("import.asked", batch, by=by, work=work)
    return batch


@action
def give_up(batch: ImportBatch, sentence: str, *, by: Actor) -> ImportBatch:
    """Note that the worker could not do it; nothing of it was kept."""
    batch = lock(batch)
    require(policies.give_up(by, batch))
    batch.work, batch.work_since, batch.note = "", None, sentence[:300]
    batch.save()
    return batch
