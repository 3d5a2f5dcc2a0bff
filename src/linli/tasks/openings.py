"""What else follows when a todo is given: upper rooms say it, by the kind of todo, when they are loaded."""

from collections.abc import Callable

from linli.kernel.actor import Actor
from linli.tasks.models import Task

Opening = Callable[[Task, Actor], None]
_openings: dict[str, Opening] = {}


def register(kind: str, opening: Opening) -> None:
    """Run ``opening`` in the same act when a todo of ``kind`` is given."""
    _openings[kind] = opening


def run(task: Task, by: Actor) -> None:
    """Run what belongs to a todo."""
    if (opening := _openings.get(task.kind)) is not None:
        opening(task, by)
