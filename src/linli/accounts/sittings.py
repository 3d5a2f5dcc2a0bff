"""A sitting (登录): from signing in to signing out, with its two clocks and what was shown at the door.

A resident's own phone stays signed in for half a year (design §3.1). A grid worker, who carries neighbours' data on a
phone of her own, asks for a code about once a working day. Posts that demand a second factor end after half an hour
without a touch and after twelve hours in any case (trust §3 C2); drafts are kept by the server, so nothing is lost.
"""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from linli.accounts.models import Post, Role, User

OPENED, SEEN, WAY, FACTOR, KEPT = "sitting_opened", "sitting_seen", "sitting_way", "second_factor", "sitting_kept"
CODE, PASSWORD = "code", "password"
TOUCH = 60  # seconds between two writes of "seen"


def begin(session: SessionBase, way: str, *, factor: bool) -> None:
    """Start both clocks; ``way`` is CODE or PASSWORD, ``factor`` whether a second factor was shown."""
    session[OPENED] = session[SEEN] = timezone.now().timestamp()
    session[WAY], session[FACTOR] = way, factor
    session.pop(KEPT, None)


def is_over(session: SessionBase, user: User, posts: Iterable[Post]) -> bool:
    """Tell whether a sitting has run out, or was ended from another device."""
    opened, seen = session.get(OPENED), session.get(SEEN)
    if not isinstance(opened, float) or not isinstance(seen, float):
        return True
    if user.sessions_since and max(opened, session.get(KEPT, 0.0)) < user.sessions_since.timestamp():
        return True
    longest, idle = settings.SESSION_MINUTES[_kind(posts)]
    now = timezone.now().timestamp()
    return now - opened > longest * 60 or now - seen > idle * 60


def touch(session: SessionBase) -> None:
    """Note that somebody is there (written at most once a minute)."""
    now = timezone.now().timestamp()
    if now - session[SEEN] > TOUCH:
        session[SEEN] = now


def keep(session: SessionBase, since: datetime) -> None:
    """Let this sitting outlive the ending of all others."""
    session[KEPT] = since.timestamp()


def opened_at(session: SessionBase) -> datetime:
    """Return when this sitting began."""
    return datetime.fromtimestamp(session[OPENED], tz=timezone.get_current_timezone())


def _kind(posts: Iterable[Post]) -> str:
    held = list(posts)
    if any(post.demands_second_factor for post in held):
        return "staff"
    return "field" if any(post.role == Role.GRID_WORKER for post in held) else "resident"


def proven_at(session: SessionBase) -> datetime | None:
    """Return when a second factor was last shown in this sitting (at the door or again), or None."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    shown = [record["at"] for record in records if record["method"] == "mfa"]
    return datetime.fromtimestamp(max(shown), tz=timezone.get_current_timezone()) if shown else None
