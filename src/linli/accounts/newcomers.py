"""Who may sign in without an account: numbers a room above knows, and whoever comes to introduce herself."""

from collections.abc import Callable

from django.urls import Resolver404, resolve

Knows = Callable[[str], bool]
_knows: list[Knows] = []
_welcomes: set[str] = set()


def register(knows: Knows) -> None:
    """Ask ``knows`` whether a number (E.164) without an account is somebody's own."""
    _knows.append(knows)


def known(phone: str) -> bool:
    """Tell whether a number may open an account by a code. Every knower is asked, so that the work is the same."""
    return [knows(phone) for knows in _knows].count(True) > 0


def welcome(name: str) -> None:
    """Open the page of this url name to anybody who shows that a number is in her hand, known or not.

    The account that is made so holds no post and names no resident: it opens what is hers alone.
    """
    _welcomes.add(name)


def welcomes(path: str) -> bool:
    """Tell whether somebody on the way to ``path`` may be a newcomer."""
    try:
        return resolve(path.partition("?")[0]).url_name in _welcomes
    except Resolver404:
        return False
