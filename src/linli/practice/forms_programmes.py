"""Under which programme a piece of work goes on, and why."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.directory.models import Programme
from linli.practice.forms import UnderProgramme


class MoveForm(UnderProgramme):
    """Under which programme a piece of work goes on, and why."""

    reason = forms.CharField(
        label=_("为什么改"), max_length=200, help_text=_("以前的记录不动，从现在起新记的才归过去。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, programmes: Collection[Programme], now: Programme | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(programmes) if now is None or now in programmes else [now, *programmes]
        self.offer(rows, now)
