"""Verbs of a station's library: what helped is proposed, taken in by somebody else, retired when it serves no more."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy_name
from linli.places.models import Level
from linli.practice import policies
from linli.practice.models import CaseFile, LibraryEntry, ResourceLink, Rhythm
from linli.practice.queries.digest import names_around
from linli.practice.queries.library import known
from linli.practice.told import Entry
from linli.practice.words import NO_MEASURE, NO_TEXT, NO_WHY
from linli.tasks import actions as tasks

Kind = LibraryEntry.Kind
TASK = "library_entry"
LONGEST, MOST_WEEKS = 100, 104


@action
def propose_entry(told: Entry, *, by: Actor, case: CaseFile | None = None) -> LibraryEntry:
    """Propose a goal, a way of working or a resource to one's station; ``case`` is where it helped, and is not kept.

    Raises ``Refused`` naming the field.
    """
    texts = {"text": tidy_name(told.text), "measure": tidy_name(told.measure)}
    names = names_around(case) if case is not None else []
    require(policies.propose_entry(by, case, texts.values(), names))
    post = Post.objects.select_related("place").get(pk__in=[by.post])
    station = _station(post)
    _hangs_together(told, texts, station["county_id"])
    entry = LibraryEntry(
        kind=told.kind, text=texts["text"], proposed_at=timezone.now(), proposed_by=post.user_id, proposed_post=post,
        proposed_name=by.name, **station, **_of_kind(told, texts["measure"]),
    )  # fmt: skip
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as taken:
        raise Refused(_("站里的库已经有这一条了，或者正等人看。"), "text") from taken
    audit.record("library.proposed", entry, by=by, kind=entry.kind)
    _ask(entry, by)
    return entry


@action
def accept_entry(entry: LibraryEntry, *, by: Actor) -> LibraryEntry:
    """Take an entry in: from now on it is offered in every plan of the station."""
    entry = _held(entry)
    require(policies.accept_entry(by, entry))
    entry.accepted_at, entry.accepted_by = timezone.now(), by.user
    entry.save(update_fields=["accepted_at", "accepted_by"])
    _done(entry, by, _("收进来了"))
    audit.record("library.accepted", entry, by=by, kind=entry.kind)
    return entry


@action
def retire_entry(entry: LibraryEntry, *, by: Actor, reason: str) -> LibraryEntry:
    """Offer an entry no longer, or not at all, and say why; plans that took it keep their goals."""
    entry = _held(entry)
    require(policies.retire_entry(by, entry))
    why = tidy_name(reason)
    if not why:
        raise Refused(NO_WHY, "reason")
    _short(why, 200, "reason")
    entry.retired_at, entry.retired_by, entry.reason = timezone.now(), by.user, why
    entry.save(update_fields=["retired_at", "retired_by", "reason"])
    _done(entry, by, _("停用了"))
    audit.record("library.retired", entry, by=by, kind=entry.kind)
    return entry


def _hangs_together(told: Entry, texts: dict[str, str], county: int) -> None:
    if told.kind not in Kind.values:
        raise Refused(_("请选是目标、做法还是资源。"), "kind")
    if not texts["text"]:
        raise Refused(NO_TEXT if told.kind == Kind.GOAL else _("写一写怎么做，或者是什么资源。"), "text")
    for name, text in texts.items():
        _short(text, LONGEST, name)
    if told.kind == Kind.GOAL:
        if not texts["measure"]:
            raise Refused(NO_MEASURE, "measure")
        if told.rhythm not in Rhythm.values:
            raise Refused(_("请选多久做一次。"), "rhythm")
        if told.weeks is None or not 1 <= told.weeks <= MOST_WEEKS:
            raise Refused(_("写一般做几周，1 到 104 之间。"), "weeks")
    if told.kind == Kind.METHOD and told.goal not in known(county).goals:
        raise Refused(_("请选这条做法为了哪个目标。"), "goal")
    if told.kind == Kind.RESOURCE and told.party not in ResourceLink.Party.values:
        raise Refused(_("请选谁能给。"), "party")


def _of_kind(told: Entry, measure: str) -> dict[str, object]:
    """Return the facts that an entry of its kind has, and no others."""
    if told.kind == Kind.GOAL:
        return {"measure": measure, "rhythm": told.rhythm, "weeks": told.weeks}
    return {"goal": told.goal} if told.kind == Kind.METHOD else {"party": told.party}


def _short(text: str, limit: int, field: str) -> None:
    if len(text) > limit:
        raise Refused(_("这里最多%(limit)d个字，现在是%(count)d个。") % {"limit": limit, "count": len(text)}, field)


def _station(post: Post) -> dict[str, Any]:
    """Return where an entry of a post lies: its town, or its county when the post is above the towns."""
    place = post.place
    if place is None:
        raise Refused(_("这个岗位没有地方，不能往站里的库添。"))
    town = place.pk if place.level == Level.TOWN else place.town_id
    return {"county_id": place.county_id or place.pk, "town_id": town}


def _ask(entry: LibraryEntry, by: Actor) -> None:
    """Have the head of the station look, or the supervisor at what the head proposes; the title tells no content."""
    role = Role.SUPERVISOR if by.role == Role.STATION_LEAD else Role.STATION_LEAD
    title = _("有人给站里的库提了一条，请看一看")
    tasks.open_task(TASK, title, timezone.localdate(), by=by, place=entry, role=role, subject=entry)


def _held(entry: LibraryEntry) -> LibraryEntry:
    return LibraryEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)


def _done(entry: LibraryEntry, by: Actor, outcome: str) -> None:
    tasks.end_tasks_on([entry.pk], by=by, place=entry, outcome=outcome)
