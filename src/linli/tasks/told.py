"""Which todos a resident is told of, in words for her: only kinds said here, because a title is the staff's."""

from uuid import UUID

from django.utils.functional import Promise

from linli.tasks.models import Task

_words: dict[str, str | Promise] = {}


def register(kind: str, words: str | Promise) -> None:
    """Tell residents of todos of a kind; ``words`` may hold %(day)s and %(who)s (您, or whom it is about)."""
    _words[kind] = words


def words_of(task: Task) -> str:
    """Return the words of a kind, to be filled."""
    return str(_words[task.kind])


def concerning(person: UUID) -> list[Task]:
    """Return the open todos that a person is told of, the next first (three of them: one page)."""
    rows = Task.objects.filter(person=person, kind__in=list(_words), done_at=None)
    return list(rows.order_by("due_on", "id")[:3])
