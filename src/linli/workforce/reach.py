"""How far somebody reaches for what is hers: a worker reads her own rows, and writes them where they lie."""

from contextlib import AbstractContextManager
from dataclasses import replace

from linli.kernel.actor import Actor
from linli.kernel.scope import Scope, seeing


def own(by: Actor) -> AbstractContextManager[None]:
    """Let the database open the rows that name the actor's account, beside what her post reaches."""
    return seeing(replace(by.scope, user=by.user))


def lying(county: int) -> AbstractContextManager[None]:
    """Enter a county for the length of one write."""
    return seeing(Scope(column="county_id", areas=(county,)))
