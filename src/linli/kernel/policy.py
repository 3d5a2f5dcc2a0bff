"""A rule answers with the sentence that refuses, or None; an action asks it and raises."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction
from django.utils.functional import Promise

P = ParamSpec("P")
R = TypeVar("R")

Refusal = str | Promise | None

_depth: ContextVar[int] = ContextVar("linli_action_depth", default=0)


class Refused(Exception):
    """An act was refused; ``sentence`` is fit to be read by the person refused, ``field`` names the input at fault."""

    def __init__(self, sentence: str | Promise, field: str = "") -> None:
        self.sentence = str(sentence)
        self.field = field
        super().__init__(self.sentence)


class OutsideAction(RuntimeError):
    """A lower part was asked to write while no action was running."""


def require(refusal: Refusal) -> None:
    """Raise :class:`Refused` when a policy answered with a sentence."""
    if refusal is not None:
        raise Refused(refusal)


def in_action() -> bool:
    """Tell whether an action is running in this thread of work."""
    return _depth.get() > 0


def demand_action() -> None:
    """Raise :class:`OutsideAction` unless called from inside an action."""
    if not in_action():
        raise OutsideAction("rows are written by actions only")


@contextmanager
def acting() -> Iterator[None]:
    """Mark a block as the body of an action; used by :func:`action` and by nothing else in the product."""
    token = _depth.set(_depth.get() + 1)
    try:
        yield
    finally:
        _depth.reset(token)


def action(verb: Callable[P, R]) -> Callable[P, R]:
    """Make a function a verb of its room: one transaction, and the only place where rows may be written."""

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(), acting():
            return verb(*args, **kwargs)

    run.__dict__["is_action"] = True
    return run
