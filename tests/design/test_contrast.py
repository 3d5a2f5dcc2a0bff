"""The palette keeps the contrast that the design states for each pair (WCAG 2.2 relative luminance)."""

import re

import pytest
from django.conf import settings

TOKEN = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6});")
STATED = [
    ("ink", "paper", 12.9),
    ("ink-2", "paper", 7.1),
    ("card", "bamboo", 6.3),
    ("bamboo", "paper", 6.0),
    ("card", "bamboo-d", 9.4),
    ("bamboo-d", "bamboo-bg", 8.1),
    ("persimmon", "card", 5.4),
    ("persimmon", "persimmon-bg", 4.6),
    ("ink", "apricot", 7.7),
    ("warn", "warn-bg", 6.8),
    ("danger", "card", 6.5),
    ("danger", "danger-bg", 5.7),
    ("info", "info-bg", 6.2),
    ("link", "paper", 6.6),
    ("mute", "paper", 4.7),
    ("line", "card", 3.7),
]
OURS = [
    ("ink", "bamboo-bg", 7.0),
    ("ink", "warn-bg", 7.0),
    ("ink", "danger-bg", 7.0),
    ("ink", "info-bg", 7.0),
    ("ink", "persimmon-bg", 7.0),
    ("ink-2", "card", 7.0),
    ("ink-2", "bamboo-bg", 4.5),
    ("link", "card", 4.5),
    ("mute", "card", 4.5),
    ("line", "paper", 3.0),
]


def tokens() -> dict[str, str]:
    text = (settings.PACKAGE / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    return dict(TOKEN.findall(text))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("front", "ground", "stated"), STATED + OURS)
def test_a_pair_keeps_its_contrast(front: str, ground: str, stated: float) -> None:
    palette = tokens()
    assert contrast(palette[front], palette[ground]) >= stated - 0.05


def test_the_grey_that_is_too_light_would_be_caught() -> None:
    assert contrast("#6b7572", tokens()["paper"]) < 4.5
