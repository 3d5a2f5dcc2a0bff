"""Whom a worker helps at the counter or on the telephone: asked once, before any page."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.accounts.standing import NOBODY, Standing
from linli.kernel.actor import Actor, Channel
from linli.kernel.scope import enter
from linli.people.actions.proxies import end_help
from linli.people.models import Person
from linli.people.standing import HELPING, fresh


def helping(request: HttpRequest, actor: Actor) -> Standing:
    """Say whom a worker helps at the counter or on the telephone; her own reach stays what it is.

    It ends when the person is no longer in that reach: she moved away, or was erased.
    """
    kept: Any = request.session.get(HELPING)
    if actor.post is None or not kept or kept["post"] != str(actor.post) or not fresh(request, HELPING, kept):
        return NOBODY
    person, channel = UUID(kept["person"]), Channel(kept["channel"])
    enter(actor.scope)
    if not Person.objects.visible_to(actor).filter(Q(pk=person) | Q(aliases=person)).exists():
        del request.session[HELPING]
        end_help(by=replace(actor, on_behalf_of=person, channel=channel))
        messages.info(request, _("%(who)s已经不在您负责的范围里，代办到此结束。") % {"who": kept["called"]})
        return NOBODY
    return Standing(on_behalf_of=person, channel=channel, called=kept["called"])
