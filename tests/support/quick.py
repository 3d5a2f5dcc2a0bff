"""Driving ＋记一笔 with the Django client as a browser without script does: every field of the page is sent back."""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


class _Fields(HTMLParser):
    """Reads the fields of the form ``quick`` as a browser would send them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.inside = False
        self.fields: dict[str, list[str]] = {}
        self.buttons: dict[str, str] = {}
        self._text: str | None = None
        self._select: str | None = None
        self._button: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = told.get("id") == "quick"
        if not self.inside:
            return
        name, value = told.get("name", ""), told.get("value", "")
        if tag == "input" and name:
            if told.get("type") in ("checkbox", "radio"):
                if "checked" in told:
                    self.fields.setdefault(name, []).append(value or "on")
            else:
                self.fields.setdefault(name, []).append(value)
        elif tag == "textarea":
            self._text = name
            self.fields[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and (self._select not in self.fields or "selected" in told):
            self.fields[self._select] = [value]
        elif tag == "button" and name == "pick":
            self._button = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "textarea":
            if self._text:
                self.fields[self._text] = [self.fields[self._text][0].removeprefix("\n")]
            self._text = None
        if tag == "select":
            self._select = None
        if tag == "button":
            self._button = None

    def handle_data(self, data: str) -> None:
        if self._text:
            self.fields[self._text][0] += data
        if self._button and data.strip():
            self.buttons[data.strip()] = self._button


@dataclass
class Sheet:
    """The open form: what it says, what it would send."""

    client: Client
    url: str
    answer: HttpResponse

    @property
    def page(self) -> str:
        """The page as text."""
        return self.answer.content.decode()

    @property
    def read(self) -> _Fields:
        """The form as read from the page."""
        found = _Fields()
        found.feed(self.page)
        return found

    def send(self, **changed: Any) -> "Sheet":
        """Send the whole form with some answers changed; lists for several of one name."""
        data: dict[str, Any] = {**self.read.fields, **changed}
        answer = self.client.post(self.url, data, follow=True)
        path = answer.redirect_chain[-1][0].partition("#")[0] if answer.redirect_chain else self.url
        return Sheet(self.client, path, answer)

    def tap(self, words: str, **changed: Any) -> "Sheet":
        """Press a tile by its words."""
        return self.send(pick=self.read.buttons[words], **changed)

    def finish(self, **changed: Any) -> "Sheet":
        """Press 完成."""
        return self.send(do="finish", **changed)

    def save(self, **changed: Any) -> int:
        """Save in the background as the script does; return the status."""
        return self.client.post(f"{self.url}save/", {**self.read.fields, **changed}).status_code

    def again(self) -> "Sheet":
        """Load the page anew."""
        return Sheet(self.client, self.url, self.client.get(self.url))


def open_sheet(client: Client, query: str = "") -> Sheet:
    """Press ＋记一笔."""
    answer = client.get(f"/w/record/{query}", follow=True)
    return Sheet(client, answer.redirect_chain[-1][0], answer)


def at_the_door(sheet: Sheet) -> Sheet:
    """Go to the door of 3栋 502."""
    return sheet.tap("3栋").tap("502")
