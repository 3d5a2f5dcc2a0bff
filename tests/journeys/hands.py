"""Hands at a page: each act is held to its budget, and what was said once in a story is not asked for again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.journey import JourneyMeter, OverBudget, budget_of


@dataclass
class Story:
    """What several people do one after the other: all that was said in it, and what each act has cost."""

    journey: int
    known: list[str] = field(default_factory=list)
    memory: set[str] = field(default_factory=set)
    cost: dict[str, dict[str, float]] = field(default_factory=dict)
    fields: int = 0
    retyped: list[str] = field(default_factory=list)

    def note(self, task: str, meter: JourneyMeter, *, apart: bool = False, script: bool = True) -> None:
        """Hold an act to its budget and add it up; ``apart``: its text is none of the fields of a form.

        Without script each pick is a page of its own: taps and fields are held, seconds are not.
        """
        self.cost[task] = meter.told()
        meter.check(self.journey, task, but=() if script else ("seconds",))
        self.retyped += meter.retyped
        self.fields += 0 if apart else len(meter.typed) + len(meter.dictated)

    def whole(self, task: str) -> None:
        """Hold the whole story to its budget. Raises :class:`OverBudget`."""
        most = budget_of(self.journey, task)["fields"]
        if self.fields > most or self.retyped:
            raise OverBudget(f"J{self.journey} {task}: fields {self.fields} > {most}, re-typed {self.retyped}")


class Hand:
    """Somebody at a page of a size, with or without script."""

    def __init__(self, page: Page, story: Story, *, script: bool = True) -> None:
        self.page, self.story, self.script = page, story, script
        self.meter = JourneyMeter(page)

    @contextmanager
    def act(self, task: str, *, apart: bool = False) -> Iterator[None]:
        """Measure what is done inside by itself."""
        self.meter = JourneyMeter(self.page, self.story.known, memory=self.story.memory)
        yield
        self.story.note(task, self.meter, apart=apart, script=self.script)

    def button(self, name: str, *, exact: bool = False) -> Locator:
        """Return the first button or link of a name on the page."""
        main = self.page.locator("main")
        told: Any = {"name": name, "exact": exact}
        return main.get_by_role("button", **told).or_(main.get_by_role("link", **told)).first

    def tap(self, name: str, *, exact: bool = False) -> None:
        """Press a button or a link of a name."""
        self.meter.tap(self.button(name, exact=exact))

    def go(self, name: str, *, exact: bool = False) -> None:
        """Press what leads to another page, and wait for it."""
        self.follow(self.button(name, exact=exact))

    def follow(self, target: Locator) -> None:
        """Press a link or a button that leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.meter.tap(target)
        self.ready()

    def pick(self, *labels: str) -> None:
        """Press the tiles of these labels."""
        for label in labels:
            self.meter.tap(self.page.locator("main label.tile", has_text=label).first)

    def choose(self, question: str, answer: str) -> None:
        """Press the tile of one answer to one question."""
        group = self.page.locator("main").get_by_role("group", name=question)
        asked = group.or_(self.page.locator("main").get_by_role("radiogroup", name=question)).first
        self.meter.tap(asked.locator("label.tile", has_text=answer).first)

    def say(self, name: str, text: str, seconds: float = 10) -> None:
        """Dictate into a field."""
        self.meter.dictate(self.page.locator(f"main [name='{name}']").first, text, seconds)

    def type(self, name: str, text: str) -> None:
        """Type into a field."""
        self.meter.type(self.page.locator(f"main [name='{name}']").first, text)

    def photograph(self, name: str, picture: bytes) -> None:
        """Take a photograph into a field: the camera is opened and pressed."""
        told = {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": picture}
        self.page.locator(f"main input[name='{name}']").set_input_files([told])  # type: ignore[list-item]
        self.meter.taps += 2

    def sign(self) -> None:
        """Draw a name with a finger."""
        canvas = self.page.locator("canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box is not None
        mouse = self.page.mouse
        mouse.move(box["x"] + 20, box["y"] + 20)
        mouse.down()
        mouse.move(box["x"] + 120, box["y"] + 60, steps=8)
        mouse.up()
        self.meter.taps += 1

    def ready(self) -> None:
        """Wait until the page's script is there, where there is any."""
        if self.script:
            self.page.wait_for_selector("html[data-ready]", state="attached")

    def at(self, address: str) -> None:
        """Open a page without counting it: she stood there already."""
        self.page.goto(address)
        self.ready()

    def sees(self, text: str) -> None:
        """Expect a text in what the page says."""
        expect(self.page.locator("main").get_by_text(text).first).to_be_visible()
