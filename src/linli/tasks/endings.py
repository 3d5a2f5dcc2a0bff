"""What else ends when a todo is done: upper rooms say it, by the kind of todo, when they are loaded."""

from collections.abc import Callable

from linli.kernel.actor import Actor
from linli.tasks.models import Task

Ending = Callable[[Task, Actor], None]
_endings: dict[str, Ending] = {}


def register(kind: str, ending: Ending) -> None:
    """Run ``ending`` in the same act when a todo of ``kind`` is done; its refusal refuses the whole."""
    _endings[kind] = ending


def run(task: Task, by: Actor) -> None:
    """Run what belongs to a todo."""
    if (ending := _endings.get(task.kind)) is not None:
        ending(task, by)
