"""Where a notice leads: rooms above say which page tells more of what it is about, when they are loaded."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise

from linli.transparency.models import PublicNotice


class Page(NamedTuple):
    """A page beside a notice, and what its link says."""

    address: str
    label: str


_pages: dict[str, tuple[str, str | Promise]] = {}


def register(subject_kind: str, url_name: str, label: str | Promise) -> None:
    """Say that ``url_name``, addressed by the subject's id, tells everybody more of notices about a kind."""
    _pages[subject_kind] = url_name, label


def page_of(notice: PublicNotice) -> Page | None:
    """Return the page that tells more, or None."""
    if notice.subject is None or notice.subject_kind not in _pages:
        return None
    url_name, label = _pages[notice.subject_kind]
    return Page(reverse(url_name, args=[notice.subject]), str(label))
