"""Verbs of the room: published, withdrawn, objected to, answered; names taken down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import Scope, seeing
from linli.kernel.text import tidy
from linli.places.models import Division, Level
from linli.transparency import policies, told
from linli.transparency.clocks import clocks
from linli.transparency.models import Answer, Objection, PublicNotice

AREAS = ("county_id", "town_id", "community_id", "grid_id")
REASON, LEAST = 300, 5


@dataclass(frozen=True)
class Where:
    """The place of a notice of a county or a town, as the verbs take it."""

    county_id: int | None
    town_id: int | None = None
    community_id: int | None = None
    grid_id: int | None = None


@dataclass(frozen=True)
class Words:
    """What a notice says; ``names`` are the persons named in it, nowhere else, because they leave the page again."""

    kind: str
    title: str
    body: str
    basis: str
    publisher: str
    telephone: str
    ends_on: date | None = None
    names: Sequence[str] = ()


@action
def publish(
    words: Words, *, place: object, by: Actor, subject_kind: str = "", subject: UUID | None = None
) -> PublicNotice:
    """Publish a notice from today; without ``ends_on`` as long as the pack says for its kind.

    ``place`` is anything with the area columns; ``subject`` is what it is about, said by the room that publishes.
    Raises ``Refused`` naming the field.
    """
    require(policies.publish(by, place))
    today, now = timezone.localdate(), timezone.now()
    ends_on = words.ends_on or clocks()[words.kind].ends_on(today)
    if ends_on is None or ends_on < today:
        raise Refused(_("请写公示到哪天，不能早于今天。"), "ends_on")
    names = [name for one in words.names if (name := tidy(one))]
    notice = PublicNotice(
        kind=words.kind, subject_kind=subject_kind, subject=subject, starts_on=today, ends_on=ends_on,
        named=bool(names), published_at=now, changed_at=now, published_by=by.user, **_said(words),
        **{name: getattr(place, name, None) for name in AREAS},
    )  # fmt: skip
    notice.names = "\n".join(names)
    notice.save(force_insert=True)
    audit.record("notice.published", notice, by=by, kind=notice.kind, until=ends_on.isoformat(), named=len(names))
    return notice


def _said(words: Words) -> dict[str, str]:
    said = {
        name: tidy(getattr(words, name))
        for name in ("title", "body", "basis", "publisher", "telephone")
    }  # fmt: skip
    sentences = {
        "title": _("写一个标题。"), "body": _("写明公示的内容。"), "basis": _("写明依据。"),
        "publisher": _("写明是哪个单位公示的。"), "telephone": _("留一个打得通的电话。"),
    }  # fmt: skip
    for name, sentence in sentences.items():
        if not said[name]:
            raise Refused(sentence, name)
    return said


@action
def withdraw(notice: PublicNotice, *, reason: str, by: Actor) -> PublicNotice:
    """Withdraw a notice: the page stays and says why; names leave it at once."""
    notice = PublicNotice.objects.select_for_update().get(pk=notice.pk)
    require(policies.withdraw(by, notice))
    if len(why := tidy(reason)[:REASON]) < LEAST:
        raise Refused(_("写明为什么撤回，至少五个字，会登在公示页上。"), "reason")
    notice.withdrawn_at = notice.changed_at = timezone.now()
    notice.reason = why
    _nameless(notice)
    notice.save(update_fields=["withdrawn_at", "changed_at", "reason", "names_sealed", "taken_down_at"])
    audit.record("notice.withdrawn", notice, by=by)
    return notice


def _nameless(notice: PublicNotice) -> None:
    if notice.names_sealed is not None:
        notice.names_sealed, notice.taken_down_at = None, notice.changed_at


@action
def object_to(notice: PublicNotice, *, words: str, name: str, contact: str, by: Actor) -> Objection:
    """Take an objection from anybody; it has a number, and a day by which it is answered.

    Who, and how she is reached, is sealed; without a way to reach her it is taken all the same.
    """
    notice = PublicNotice.objects.select_for_update().get(pk=notice.pk)
    require(policies.object_to(by, notice))
    if not (said := tidy(words)):
        raise Refused(_("写一句您不同意什么、为什么。"), "words")
    now = timezone.now()
    objection = Objection(
        notice=notice, number=notice.received + 1, made_at=now,
        due_on=clocks()[notice.kind].answer_by(timezone.localdate(now)), **_areas(notice),
    )  # fmt: skip
    objection.words, objection.name, objection.contact = said, tidy(name), tidy(contact)
    with seeing(_at(notice)):
        objection.save(force_insert=True)
        PublicNotice.objects.filter(pk=notice.pk).update(received=F("received") + 1, changed_at=now)
        audit.record("objection.made", objection, by=by, notice=str(notice.pk), number=objection.number)
        told.objection_made(objection)
    return objection


@action
def answer(objection: Objection, *, outcome: str, words: str, by: Actor) -> Answer:
    """Answer an objection, once; the answer stands on the page of the notice."""
    notice = PublicNotice.objects.select_for_update().get(pk=objection.notice_id)
    require(policies.answer(by, objection))
    if not (said := tidy(words)):
        raise Refused(_("写明答复，会登在公示页上。"), "words")
    now = timezone.now()
    made = Answer.objects.create(
        objection=objection, notice=notice, number=objection.number, outcome=outcome, words=said, at=now,
        received_on=timezone.localdate(objection.made_at), by_user=by.user,
    )  # fmt: skip
    PublicNotice.objects.filter(pk=notice.pk).update(changed_at=now)
    audit.record("objection.answered", objection, by=by, notice=str(notice.pk), outcome=outcome)
    told.objection_answered(objection)
    return made


@action
def show_contact(objection: Objection, *, by: Actor) -> tuple[str, str]:
    """Return who objected and how she is reached; the trail says who asked."""
    require(policies.show_contact(by, objection))
    audit.record("objection.contact_shown", objection, by=by)
    return objection.name, objection.contact


@action
def take_down(*, by: Actor, most: int = 500) -> int:
    """Empty the names in notices whose period is over; return in how many."""
    require(policies.take_down(by))
    over = PublicNotice.objects.select_for_update(skip_locked=True).filter(
        names_sealed__isnull=False, ends_on__lt=timezone.localdate()
    )
    count = 0
    for notice in over.order_by("ends_on", "id")[:most]:
        notice.changed_at = timezone.now()
        _nameless(notice)
        notice.save(update_fields=["changed_at", "names_sealed", "taken_down_at"])
        audit.record("notice.taken_down", notice, by=by)
        count += 1
    return count


def where(place: Division) -> Where:
    """Return the area columns of a county or a town."""
    if place.level == Level.COUNTY:
        return Where(place.pk)
    return Where(place.county_id, place.pk)


def _areas(row: Any) -> dict[str, int | None]:
    return {name: getattr(row, name) for name in AREAS}


def _at(notice: PublicNotice) -> Scope:
    return Scope(column="county_id", areas=(notice.county_id,))
