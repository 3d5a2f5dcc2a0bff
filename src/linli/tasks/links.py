"""Where a todo leads: upper rooms say the page of their rows when they are loaded."""

from django.urls import reverse

from linli.tasks.models import Task

_pages: dict[str, str] = {}
_kinds: dict[str, str] = {}
_acts: dict[str, str] = {}
_scripts: set[str] = set()
_ended: set[str] = set()


def register(label: str, url_name: str, *, has_script: bool = False, ends_there: bool = False) -> None:
    """Say that rows of a model (``room.model``) stand on the page ``url_name``, addressed by their id.

    ``has_script``: the page itself tells what to say on the telephone, so that it comes before the page of a kind.
    ``ends_there``: what is done on the page ends the todo; nobody ticks it off.
    """
    _pages[label] = url_name
    if ends_there:
        _ended.add(label)
    if has_script:
        _scripts.add(label)


def register_kind(kind: str, url_name: str) -> None:
    """Say that todos of a kind about somebody have a page ``url_name`` of their own, addressed by the todo's id."""
    _kinds[kind] = url_name


def register_act(kind: str, url_name: str) -> None:
    """Say that todos of a kind are done on the page ``url_name``, addressed by the id of what they are about."""
    _acts[kind] = url_name


def ends_there(task: Task) -> bool:
    """Tell whether a todo ends with what is done on its page, and with nothing else."""
    return task.subject_kind in _ended


def address(task: Task) -> str:
    """Return the address of what a todo is about, or ''."""
    if task.kind in _acts and task.subject is not None:
        return reverse(_acts[task.kind], args=[task.subject])
    if task.kind in _kinds and task.person is not None and task.subject_kind not in _scripts:
        return reverse(_kinds[task.kind], args=[task.pk])
    name = _pages.get(task.subject_kind)
    return reverse(name, args=[task.subject]) if name and task.subject else ""
