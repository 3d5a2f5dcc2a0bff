"""Tests of the places room."""

from collections.abc import Callable
from typing import Any

Poster = Callable[..., Any]
