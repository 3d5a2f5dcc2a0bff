"""What was recorded without signal arrives: once, however often it is sent, and nothing that was written is lost.

A telephone seals each act for this server alone (``proofs.envelopes``) under an id of its own choosing, which becomes
the key of the record. What can be recorded is; what still lacks something becomes a draft, with the sentence that says
what. The telephone's clock is never asked.
"""

import json
from base64 import b64decode
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpResponse, JsonResponse, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.accounts.doors import WORKERS, staff
from linli.accounts.middleware import Request
from linli.desk.quick_record import choices, who
from linli.desk.quick_record.finish import finish
from linli.desk.quick_record.state import State, from_body, from_page, number
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refused
from linli.kernel.text import tidy
from linli.proofs.envelopes import Envelope, NotForUs, open_envelope, public_point
from linli.records.models import Kind, ServiceRecord
from linli.tasks import actions as tasks
from linli.tasks.actions import Overtaken
from linli.tasks.models import Draft

FORM = "record"
LARGEST = 1_000_000  # bytes of one envelope
FIELDS = 400  # answers of one form


@dataclass(frozen=True)
class Arrived:
    """What became of one act: ``recorded``, ``known`` (it was here before) or ``draft``, where, and why not more."""

    state: str
    url: str
    sentence: str = ""


@cache
def _seed(file: Path) -> bytes:
    return b64decode(file.read_text())


def server_point() -> str:
    """Return what a page needs to seal for this server."""
    return public_point(_seed(settings.OUTBOX_KEY_FILE))


@require_POST
@staff(*WORKERS)
def outbox(request: Request) -> HttpResponse:
    """Take one act: 200 with what became of it, 409 when it belongs to another post or person, 422 when unreadable."""
    try:
        key, text = _opened(request)
    except NotForUs:
        return JsonResponse({"sentence": _("这一条读不出来，请把它再记一遍。")}, status=422)
    if text.get("post") != str(request.actor.post):
        return JsonResponse({"sentence": _("这一条是在另一个岗位上记的，换到那个岗位会自动上传。")}, status=409)
    try:
        with transaction.atomic():
            arrived = take(key, text, by=_herself(request.actor))
    except (IntegrityError, PermissionError):
        return JsonResponse({"sentence": _("这一条是别人记的。")}, status=409)
    return JsonResponse({"state": arrived.state, "url": arrived.url, "sentence": arrived.sentence})


def _herself(actor: Actor) -> Actor:
    """Return the actor as she was at the door: whom she helps at the counter just now has nothing to do with it."""
    return replace(actor, on_behalf_of=None, channel=Channel.WEB)


def _opened(request: Request) -> tuple[UUID, dict[str, Any]]:
    if len(request.body) > LARGEST:
        raise NotForUs("too large")
    try:
        told = json.loads(request.body)
        key = UUID(told["id"])
        envelope = Envelope(*(str(told[part]) for part in ("point", "iv", "sealed")))
        about = f"{key}|{request.actor.user}"
        text = json.loads(open_envelope(envelope, _seed(settings.OUTBOX_KEY_FILE), about))
        pairs = [(_storable(name), _storable(value)) for name, value in text["entries"]][:FIELDS]
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise NotForUs("not an act") from error
    return key, {**text, "entries": pairs}


def _storable(told: Any) -> str:
    """Return a text without the halves of signs that a broken keyboard leaves: nothing can keep those."""
    return str(told).encode(errors="replace").decode()


def take(key: UUID, text: dict[str, Any], *, by: Actor) -> Arrived:
    """Make one act that was recorded without signal into its record, or keep it as a draft.

    ``text``: ``entries`` (name and value of each answer) and, for a form begun without signal, ``kind`` and
    ``community``; ``unfinished`` when the browser was closed before 完成: then it is a draft, whatever it says. Raises
    ``PermissionError`` when the draft is somebody else's.
    """
    sent = QueryDict(mutable=True)
    for name, value in text["entries"]:
        sent.appendlist(name, value)
    draft = _draft(key, text, by)
    state = from_page(sent, from_body(tasks.body_of(draft)))
    made = ServiceRecord.objects.visible_to(by).filter(key=key).first()
    if made is not None:
        tasks.finish_draft(draft, by=by)
        if tidy(state.note) not in ("", made.narrative) and not text.get("unfinished"):
            return _beside(key, state, by)
        return Arrived("known", reverse("record", args=[made.pk]))
    try:
        kept = tasks.save_draft(
            draft, state.body(), by=by, version=number(sent.get("version", "")) or 1, page=sent.get("page", "")[:64]
        )
    except Overtaken:
        same = bool(text.get("unfinished")) and tidy(state.note) in tidy(from_body(tasks.body_of(draft)).note)
        return _unfinished(draft) if same else _beside(key, state, by)
    return _unfinished(kept) if text.get("unfinished") else _finished(kept, state, by)


def _unfinished(draft: Draft) -> Arrived:
    return Arrived("draft", reverse("record_draft", args=[draft.pk]), _("没写完的一笔也在，接着写就行。"))


def _finished(draft: Draft, state: State, by: Actor) -> Arrived:
    try:
        with transaction.atomic():
            made = finish(state, draft.pk, by=by, today=timezone.localdate())
            tasks.finish_draft(draft, by=by)
    except Refused as refused:
        return Arrived("draft", reverse("record_draft", args=[draft.pk]), refused.sentence)
    return Arrived("recorded", reverse("record", args=[made.pk]))


def _draft(key: UUID, text: dict[str, Any], by: Actor) -> Draft:
    """Return the draft of an act, locked: the one its page was opened with, or a new one under the act's own id."""
    held = Draft.objects.select_for_update().filter(pk=key, form=FORM).first()
    if held is None:
        return tasks.open_draft(FORM, _begun(text, by).body(), by=by, key=key)
    if held.owner_id != by.post:
        raise PermissionError("a draft of somebody else")
    return held


def _begun(text: dict[str, Any], by: Actor) -> State:
    known = {str(place.pk): place.pk for place in who.communities(by)}
    state = State(community=known.get(str(text.get("community")), 0))
    kind = str(text.get("kind"))
    return replace(state, kind=kind) if kind in Kind and choices.may(by, Kind(kind)) else state


def _beside(key: UUID, state: State, by: Actor) -> Arrived:
    """Two pages wrote: what arrives stands as a draft of its own beside the other, and a person decides."""
    twin = uuid5(key, "beside")
    made = ServiceRecord.objects.visible_to(by).filter(key=twin).first()
    if made is not None:
        return Arrived("known", reverse("record", args=[made.pk]))
    other = Draft.objects.visible_to(by).filter(pk=twin).first()
    if other is None:
        other = tasks.open_draft(FORM, state.body(), by=by, key=twin)
    sentence = _("这一笔在别处也改过，两份都留着，请核对。")
    return Arrived("draft", reverse("record_draft", args=[other.pk]), sentence)


urlpatterns = [path("w/outbox/", outbox, name="outbox")]
