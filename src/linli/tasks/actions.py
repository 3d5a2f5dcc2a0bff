"""The verbs of the tasks room: drafts that lose nothing, todos that somebody does by a day."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import GONE, Scope, seeing
from linli.kernel.text import tidy
from linli.tasks import endings, openings, policies
from linli.tasks.models import Draft, Task

AREAS = ("county_id", "town_id", "community_id", "grid_id")
CALL = "call_back"
Body = dict[str, Any]


class Overtaken(Exception):
    """The draft was changed on another page since this one was opened; ``theirs`` is what stands there now."""

    def __init__(self, theirs: Body, version: int) -> None:
        self.theirs, self.version = theirs, version
        super().__init__("a draft was changed elsewhere")


@action
def open_draft(form: str, body: Body, *, by: Actor, key: UUID | None = None) -> Draft:
    """Begin a draft of a form; its id (``key``, when it was chosen elsewhere) becomes the key of what is made from it.

    Raises ``IntegrityError`` when another draft has this key.
    """
    require(policies.open_draft(by))
    draft = Draft(owner=Post.objects.get(pk__in=[by.post]), form=form, **({"pk": key} if key else {}))
    draft.body = json.dumps(body, ensure_ascii=False)
    draft.save(force_insert=True)
    return draft


@action
def save_draft(draft: Draft, body: Body, *, by: Actor, version: int, page: str) -> Draft:
    """Keep what one open page holds. ``version`` is what the page was opened on, ``page`` the page's own token.

    A page goes on saving as long as nobody else has written. Raises :class:`Overtaken` with the other text, and
    writes nothing, when somebody has; raises ``Draft.DoesNotExist`` when the draft was finished meanwhile.
    """
    kept = Draft.objects.select_for_update().get(pk=draft.pk)
    require(policies.save_draft(by, kept))
    theirs = body_of(kept)
    if kept.version != version and theirs.get("page") != page:
        raise Overtaken(theirs, kept.version)
    kept.body = json.dumps(body | {"page": page}, ensure_ascii=False)
    kept.version += 1
    kept.save()
    return kept


@action
def finish_draft(draft: Draft, *, by: Actor) -> None:
    """Throw a draft away: its fact stands elsewhere now, or is not wanted."""
    kept = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if kept is None:
        return
    require(policies.finish_draft(by, kept))
    kept.delete()


def body_of(draft: Draft) -> Body:
    """Return what a draft holds."""
    held = json.loads(draft.body or "{}")
    return held if isinstance(held, dict) else {}


@action
def open_task(
    kind: str, title: str, due_on: date, *, by: Actor, place: object, owner: Post | None = None, role: str = "",
    person: UUID | None = None, subject: models.Model | None = None,
) -> Task:  # fmt: skip
    """Give something to a post, or to a role at a place, to be done by a day.

    ``place`` is anything with the area columns; ``subject`` the row that the todo is about. Raises ``Refused``.
    """
    task = Task(
        kind=kind, title=tidy(title)[:120], due_on=due_on, owner=owner, role=role, opened_by_id=by.post, person=person,
        subject_kind=subject._meta.label_lower if subject is not None else "",
        subject=subject.pk if subject is not None else None,
        **{name: getattr(place, name, None) for name in AREAS},
    )  # fmt: skip
    require(policies.open_task(by, task))
    if owner is None and not role:
        raise Refused(_("请选这件事由谁来办。"), "owner")
    if not task.title:
        raise Refused(_("写一句要做什么。"), "title")
    task.save(force_insert=True)
    audit.record("task.opened", task, by=by, kind=kind, due=due_on.isoformat())
    openings.run(task, by)
    return task


@action
def ask_for_call(
    person: UUID, title: str, due_on: date, *, by: Actor, place: object, role: str, subject: models.Model | None = None
) -> Task:
    """Have somebody of a role call a resident by a day; asked again before that, it is the same todo.

    ``place`` is anything with the area columns. A resident has no area of her own: the todo is laid in her community.
    """
    require(policies.ask_for_call(by, person, place))
    community = getattr(place, "community_id", None)
    with seeing(Scope(column="community_id", areas=(community,) if community else ())):
        _one_at_a_time(person)
        asked = Task.objects.filter(person=person, kind=CALL, done_at=None, title=tidy(title)[:120]).first()
        if asked is not None:
            return asked
        areas = {name: getattr(place, name, None) for name in AREAS}
        task = Task(kind=CALL, title=tidy(title)[:120], due_on=due_on, role=role, person=person, **areas)
        task.opened_by_id = by.post
        if subject is not None:
            task.subject_kind, task.subject = subject._meta.label_lower, subject.pk
        task.save(force_insert=True)
        audit.record("task.opened", task, by=by, kind=CALL, due=due_on.isoformat())
    if subject is None:
        openings.run(task, by)
    return task


def _one_at_a_time(person: UUID) -> None:
    """Of two taps at the same moment the second finds the todo of the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"call:{person}"])


@action
def hand_over(old: Post, new: Post, *, by: Actor) -> tuple[int, int]:
    """Give what one post has to do, and the drafts it left, to another; return how many todos and drafts. ``Refused``.

    The drafts stay as they were written; whoever takes them over goes on writing.
    """
    require(policies.hand_over(by, old, new))
    todos = Task.objects.filter(owner=old, done_at=None).update(owner=new)
    drafts = Draft.objects.filter(owner=old).update(owner=new)
    audit.record("work.handed_over", new, by=by, old=str(old.pk), todos=todos, drafts=drafts)
    return todos, drafts


@action
def finish_task(task: Task, *, by: Actor, outcome: str = "") -> Task:
    """Say that something is done, with a word on how it went. Raises ``Refused``."""
    task = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    require(policies.finish_task(by, task))
    task.done_at, task.done_by, task.outcome = timezone.now(), by.user, tidy(outcome)[:200]
    task.save(update_fields=["done_at", "done_by", "outcome"])
    endings.run(task, by)
    audit.record("task.finished", task, by=by, kind=task.kind)
    return task


@action
def forget(persons: Sequence[UUID], *, by: Actor) -> int:
    """Empty what todos say about somebody who is erased, and end them; return how many."""
    require(policies.forget(by))
    told = Task.objects.filter(person__in=persons)
    told.filter(done_at=None).update(done_at=timezone.now())
    return told.update(title=GONE, outcome="")


@action
def end_tasks_about(person: UUID, *, by: Actor, place: object, outcome: str, but: Sequence[str] = ()) -> int:
    """End every open todo about a person in reach, with a word why (she died, she moved away); return how many.

    ``but`` names kinds that go on.
    """
    require(policies.end_tasks_about(by, place))
    waiting = Task.objects.filter(person=person, done_at=None).exclude(kind__in=but)
    ended = waiting.update(done_at=timezone.now(), done_by=by.user, outcome=tidy(outcome)[:200])
    if ended:
        county = getattr(place, "county_id", None)
        audit.record("task.all_ended", None, by=by, county=county, person=str(person), tasks=ended)
    return ended


@action
def end_tasks_on(
    subjects: Collection[UUID], *, by: Actor, place: object, outcome: str, kinds: Collection[str] = ()
) -> int:
    """End the open todos about some rows (of some kinds, when told), with a word why; return how many."""
    require(policies.end_tasks_on(by, place))
    waiting = Task.objects.filter(subject__in=list(subjects), done_at=None)
    waiting = waiting.filter(kind__in=kinds) if kinds else waiting
    ended = waiting.update(done_at=timezone.now(), done_by=by.user, outcome=tidy(outcome)[:200])
    if ended:
        audit.record("task.all_ended", None, by=by, county=getattr(place, "county_id", None), tasks=ended)
    return ended


@action
def hand_over_about(subjects: Collection[UUID], old: Post, new: Post, *, by: Actor) -> int:
    """Give what one post has to do about some rows to another post; return how many. Raises ``Refused``."""
    require(policies.hand_over_about(by, old, new))
    moved = Task.objects.filter(subject__in=list(subjects), owner=old, done_at=None).update(owner=new)
    if moved:
        audit.record("work.handed_over", new, by=by, old=str(old.pk), todos=moved, drafts=0)
    return moved
