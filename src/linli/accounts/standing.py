"""For whom a request acts: said by upper rooms, because accounts know no person.

A resident stands for herself, for her mother whose proxy she is, or behind a paper card; a worker at the counter stands
for whoever sits before her. The rooms above tell it when they are loaded; the middleware asks once per request.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from django.http import HttpRequest

from linli.accounts.models import Role
from linli.kernel.actor import Actor, Channel
from linli.kernel.scope import Scope


@dataclass(frozen=True)
class Standing:
    """Whose rows are open beside those of a post, for whom it is acted, and what may be done.

    ``called`` stands on the bar above every page (妈妈); ``may`` are the purposes agreed on, None when nothing is kept
    from her: she is the person herself. ``name`` is
    whom the trail names where there is no account.
    """

    person: UUID | None = None
    on_behalf_of: UUID | None = None
    channel: Channel = Channel.WEB
    called: str = ""
    may: frozenset[str] | None = None
    name: str = ""

    def allows(self, purpose: str) -> bool:
        """Tell whether something may be done or read for the person."""
        return self.person is not None and (self.may is None or purpose in self.may)


NOBODY = Standing()
Teller = Callable[[HttpRequest, Actor], Standing]
_tellers: list[Teller] = []


def register(teller: Teller) -> None:
    """Ask ``teller`` for whom each request acts."""
    _tellers.append(teller)


def told(request: HttpRequest, actor: Actor) -> Standing:
    """Return for whom a request acts; of several tellers the first that knows."""
    return next((found for teller in _tellers if (found := teller(request, actor)) != NOBODY), NOBODY)


def widened(actor: Actor, standing: Standing) -> Actor:
    """Return the actor with what she stands for. A post keeps its own reach: nobody sees more by helping."""
    actor = replace(
        actor, on_behalf_of=standing.on_behalf_of, channel=standing.channel, name=standing.name or actor.name
    )
    if actor.post is not None:
        return actor
    persons = (standing.person,) if standing.person else ()
    role = Role.RESIDENT if persons else actor.role
    return replace(actor, role=role, scope=Scope(user=actor.user, persons=persons))
