"""Todos about a case: given with its number and no name, ended when what they ask for is done."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import models

from linli.accounts.models import Post
from linli.kernel.actor import Actor
from linli.practice.models import CaseFile
from linli.tasks import policies
from linli.tasks.actions import finish_task, open_task
from linli.tasks.models import Task


def ask(
    kind: str, title: str, due_on: date, case: CaseFile, *, by: Actor, owner: Post | None = None, role: str = "",
    subject: models.Model | None = None,
) -> Task:  # fmt: skip
    """Give a todo about a case, in the place of the open ones of its kind that the actor may end."""
    subject = subject or case
    end([kind], [subject.pk], by=by)
    return open_task(kind, title, due_on, by=by, place=case, owner=owner, role=role, subject=subject)


def end(kinds: Iterable[str], subjects: Iterable[UUID], *, by: Actor, outcome: str = "") -> None:
    """End the open todos of some kinds about some rows, as far as they are the actor's to end."""
    for task in Task.objects.filter(kind__in=kinds, subject__in=subjects, done_at=None):
        if policies.finish_task(by, task) is None:
            finish_task(task, by=by, outcome=outcome)
