"""No template carries script, style or handlers of its own, and the policy sent with every page allows none."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

STAND_ALONE = {"copy.html"}  # a page to keep, taken away in a file: no page of ours, no policy sent with it
FORBIDDEN = {
    "a handler in the markup": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.I),
    "a style in the markup": re.compile(r"<[a-z-][^<>]*\sstyle\s*=", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a script without a file": re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*application/json)", re.I),
    "a script without a nonce": re.compile(r"<script\b(?![^>]*nonce=)(?![^>]*application/json)", re.I),
    "an address that runs": re.compile(r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.I),
    "htmx that needs eval": re.compile(r"\bhx-on|\bhx-vals\s*=\s*[\"']?js:|hx-vars|hx-trigger=\"[^\"]*\[", re.I),
    "marked safe": re.compile(r"\|\s*safe\b|autoescape off", re.I),
}
BOUND = re.compile(r"<c-([a-z_-]+)\b([^>]*)>")
BINDING = re.compile(r"\s:([a-z_-]+)=")
DECLARED = re.compile(r"<c-vars([^>]*)/>")


def templates() -> list[Path]:
    return sorted(settings.PACKAGE.glob("**/templates/**/*.html"))


def breaches(text: str) -> list[str]:
    return [name for name, pattern in FORBIDDEN.items() if pattern.search(text)]


def undeclared(text: str) -> list[str]:
    """Values bound with ``:name`` to a name the component does not declare: cotton would print them unescaped."""
    found = []
    for component, attributes in BOUND.findall(text):
        source = settings.PACKAGE / "templates" / "cotton" / f"{component.replace('-', '_')}.html"
        declared = DECLARED.search(source.read_text(encoding="utf-8")) if source.exists() else None
        names = re.findall(r":?([a-z_]+)", re.sub(r'"[^"]*"', "", declared.group(1))) if declared else []
        found += [f"{component} :{name}" for name in BINDING.findall(attributes) if name not in names]
    return found


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(settings.PACKAGE)))
def test_a_template_is_plain_markup(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    alone = ["a style element"] if path.name in STAND_ALONE else []
    assert breaches(text) == alone
    if path.parent.name != "cotton":
        assert undeclared(text) == []


@pytest.mark.parametrize(
    "planted",
    [
        '<a onclick="go()">',
        '<p style="color:red">',
        "<style>p{}</style>",
        '<script nonce="x">go()</script>',
        '<script src="/x.js"></script>',
        '<a href="javascript:go()">',
        '<input hx-trigger="keyup[!event.isComposing]">',
        "{{ note|safe }}",
    ],
)
def test_a_planted_breach_is_caught(planted: str) -> None:
    assert breaches(planted) != []


def test_a_bound_value_that_cotton_would_not_escape_is_caught() -> None:
    assert undeclared('<c-button :data-x="person.name">') == ["button :data-x"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/help/", "/ui/", "/nowhere/"])
def test_the_policy_sent_with_a_page_allows_nothing_unsafe(client: Client, path: str) -> None:
    policy = client.get(path).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self' 'nonce-" in policy
    assert "object-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
def test_every_page_has_its_own_nonce(client: Client) -> None:
    one, other = (client.get("/").headers["Content-Security-Policy"] for _ in range(2))
    assert one != other
