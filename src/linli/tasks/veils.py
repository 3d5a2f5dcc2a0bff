"""What a todo's title may tell: the rooms above know whose name is not for every reader."""

from collections.abc import Callable, Sequence

from django.db.models import QuerySet
from django.db.models.expressions import Combinable

from linli.kernel.actor import Actor
from linli.tasks.models import Task

Veil = Callable[[Sequence[Task], Actor], None]
Mark = Callable[[Actor], Combinable]
_veils: list[Veil] = []
_marks: dict[str, Mark] = {}


def register(veil: Veil, name: str, mark: Mark) -> None:
    """Have ``veil`` change the titles that are shown to an actor (never what is stored); once per process.

    ``mark`` is what it needs to know of each todo, as part of the question that finds todos, where it is ``name``.
    """
    if veil not in _veils:
        _veils.append(veil)
        _marks[name] = mark


def marked(rows: QuerySet[Task], actor: Actor) -> QuerySet[Task]:
    """Return the same todos with what the veils need to know of them, so that drawing them asks nothing more."""
    return rows.annotate(**{name: mark(actor) for name, mark in _marks.items()})


def draw(shown: Sequence[Task], actor: Actor) -> None:
    """Change the titles of todos that are about to be shown. Rows that went through here are not saved."""
    for veil in _veils:
        veil(shown, actor)
