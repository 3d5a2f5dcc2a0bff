"""JourneyMeter: a browser page that counts what an act costs the one who does it, and holds it to its budget.

tap = one activation. A typed field = a field into which at least one character is typed (going to the field is part of
it). A dictated field = one tap on its microphone, and as many seconds as the speech lasts. Seconds are scripted from
weights, never measured. A value that is stored already for this person, household or project and is typed again is
re-typed: its budget is 0; so is one that was typed or spoken earlier in the same story (``memory``). The table is
tests/journeys/budgets.toml; ``fields`` of a row are the typed and the dictated ones together.
"""

import tomllib
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Request

TABLE = Path(__file__).parent.parent / "journeys" / "budgets.toml"

# A recogniser that hears what the test says, so that the 🎤 button itself is pressed.
EAR = """
window.SpeechRecognition = class {
  static available() { return Promise.resolve("available"); }
  start() { this.onstart && this.onstart(); window.linliEar = this; }
  stop() { this.onend && this.onend(); }
};
"""

HEARD = """
text => window.linliEar.onresult(
  {resultIndex: 0, results: [Object.assign([{transcript: text}], {isFinal: true})]})
"""


class OverBudget(AssertionError):
    """An act cost more than its budget."""


def plain(value: str) -> str:
    """Return a value as it is compared: compatibility forms, case, blanks and dashes folded away."""
    folded = unicodedata.normalize("NFKC", value).casefold()
    return "".join(character for character in folded if character.isalnum()).removeprefix("86")


def budget_of(journey: int, task: str) -> dict[str, Any]:
    """Return one row of the table."""
    rows = tomllib.loads(TABLE.read_text())["budgets"]
    return next(row for row in rows if (row["journey"], row["task"]) == (journey, task))


@dataclass
class JourneyMeter:
    """Counts one act on one page. ``known`` are the values that are stored already; ``who`` is staff or elder.

    ``memory``: what was said so far in a story of several acts; a value said again is re-typed.
    """

    page: Page
    known: Iterable[str] = ()
    who: str = "staff"
    memory: set[str] | None = None
    taps: int = 0
    typed: list[str] = field(default_factory=list)
    dictated: list[float] = field(default_factory=list)
    retyped: list[str] = field(default_factory=list)
    turns: int = 0
    requests: int = 0
    bytes: int = 0

    def __post_init__(self) -> None:
        self._stored = {plain(value) for value in self.known if plain(value)}
        self.page.on("requestfinished", self._finished)

    def _finished(self, request: Request) -> None:
        self.requests += 1
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            answer = request.response()
            self.turns += answer is not None and not 300 <= answer.status < 400
        sizes = request.sizes()
        self.bytes += sizes["responseBodySize"] + sizes["responseHeadersSize"]

    def tap(self, target: Locator) -> None:
        """Press something once."""
        self.taps += 1
        target.click()

    def type(self, target: Locator, text: str) -> None:
        """Type into a field, key by key."""
        target.wait_for(state="visible")
        name = target.get_attribute("name") or ""
        if name not in self.typed:
            self.typed.append(name)
        self._say(name, text)
        target.press_sequentially(text)

    def dictate(self, target: Locator, text: str, seconds: float) -> None:
        """Speak into a field: one tap on its microphone; without script, the keyboard's own."""
        self.dictated.append(seconds)
        self._say(target.get_attribute("name") or "", text)
        mic = self.page.locator(f"[data-dictate='{target.get_attribute('id')}']")
        if mic.is_visible():
            self.tap(mic)
            self.page.evaluate(HEARD, text)
        else:
            self.taps += 1
            target.fill(text)

    def _say(self, name: str, text: str) -> None:
        """Remember what is said, and note it when it was known already."""
        told = plain(text)
        if told in self._stored or told in (self.memory or ()):
            self.retyped.append(name)
        if self.memory is not None and len(told) > 1:
            self.memory.add(told)

    @property
    def seconds(self) -> float:
        """The scripted time of the act."""
        weights = tomllib.loads(TABLE.read_text())["weights"]
        hand = self.taps * weights[f"{self.who}_tap"] + len(self.typed) * weights[f"{self.who}_typed"]
        return round(hand + sum(self.dictated) + self.turns * weights["page_turn"], 1)

    def told(self) -> dict[str, float]:
        """Return the counts."""
        return {
            "taps": self.taps,
            "typed": len(self.typed),
            "dictated": len(self.dictated),
            "fields": len(self.typed) + len(self.dictated),
            "retyped": len(self.retyped),
            "seconds": self.seconds,
            "requests": self.requests,
            "bytes": self.bytes,
        }

    def check(self, journey: int, task: str, *, but: Collection[str] = ()) -> None:
        """Raise :class:`OverBudget` when the act cost more than its row allows, what is named in ``but`` left out."""
        told = self.told()
        limits = {name: most for name, most in {**budget_of(journey, task), "retyped": 0}.items() if name not in but}
        over = [
            f"{name} {told[name]} > {limits[name]}" for name in told if name in limits and told[name] > limits[name]
        ]
        if over:
            raise OverBudget(f"J{journey} {task}: {', '.join(over)}; re-typed {self.retyped}")
