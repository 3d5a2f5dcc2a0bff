"""Who wants to know of objections: rooms above say it when they are loaded (a todo is opened, and done)."""

from collections.abc import Callable

from linli.transparency.models import Objection

Hear = Callable[[Objection], None]
_made: list[Hear] = []
_answered: list[Hear] = []


def register(*, made: Hear, answered: Hear) -> None:
    """Call ``made`` when an objection arrives and ``answered`` when it has its answer, in the same transaction."""
    if made not in _made:
        _made.append(made)
        _answered.append(answered)


def objection_made(objection: Objection) -> None:
    """Tell that an objection arrived."""
    for hear in _made:
        hear(objection)


def objection_answered(objection: Objection) -> None:
    """Tell that an objection has its answer."""
    for hear in _answered:
        hear(objection)
