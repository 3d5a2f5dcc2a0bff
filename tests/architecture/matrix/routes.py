"""Every door of the product, read from the router."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """One route: its name (with namespaces), the names of its arguments, and its view."""

    name: str
    arguments: tuple[str, ...]
    view: Any
    pattern: str

    @property
    def door(self) -> frozenset[str] | str | None:
        """The roles it opens to, the reason it is public, or None when it does not say."""
        return getattr(self.view, "door", None)


def routes() -> list[Route]:
    """Return every route the product answers."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, space: str, arguments: tuple[str, ...] = (), prefix: str = "") -> Iterator[Route]:
    for entry in resolver.url_patterns:
        told = (*arguments, *entry.pattern.converters)
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry, inner, told, pattern)
        elif isinstance(entry, URLPattern):
            yield Route(f"{space}{entry.name or pattern}", told, entry.callback, pattern)
