"""What a todo's title may tell: the rooms above know whose name is not for every reader."""

from collections.abc import Callable, Sequence

from linli.kernel.actor import Actor
from linli.tasks.models import Task

Veil = Callable[[Sequence[Task], Actor], None]
_veils: list[Veil] = []


def register(veil: Veil) -> None:
    """Have ``veil`` change the titles that are shown to an actor (never what is stored); once per process."""
    if veil not in _veils:
        _veils.append(veil)


def draw(shown: Sequence[Task], actor: Actor) -> None:
    """Change the titles of todos that are about to be shown. Rows that went through here are not saved."""
    for veil in _veils:
        veil(shown, actor)
