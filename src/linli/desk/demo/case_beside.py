"""What happens beside the road of a case: a danger, a referral, aid applied for, a word for peers, taken up again."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Protocol

from linli.accounts.models import Post
from linli.desk.demo.cast import Cast, Scene
from linli.desk.demo.clock import local
from linli.kernel.actor import Actor
from linli.people import actions as people
from linli.people.actions import Said
from linli.people.limits import months_on
from linli.people.models import Person
from linli.people.purposes import purposes
from linli.practice import actions
from linli.practice.actions.assessments import Found
from linli.practice.actions.closings import Ending
from linli.practice.models import AidApplication, CaseFile, CrisisResponse, Referral, ReopenRequest
from linli.practice.queries.checklist import LINES
from linli.tasks import actions as tasks
from linli.tasks.models import Task

AMOUNT = Decimal(3000)  # yuan applied for
REFERRED = {"contact": 22, "send": 24, "succeed": 28, "wait": 30, "complete": 40}  # step: days after somebody came
DESKS = (22, 25, 30)  # days on which community, town and county agree
AGAIN = 10  # days from the last look to the wish to take the case up again


class Story(Protocol):
    """What of the story of a case is asked here."""

    cast: Cast
    told: Any
    trouble: dict[str, Any]
    client: Person
    family: tuple[Person, Person] | None
    post: Post
    by: Actor
    above: Actor
    face: int
    months: tuple[int, ...]

    @property
    def case(self) -> CaseFile:
        """The file."""

    def scene(self, at: datetime, play: Callable[[], object]) -> Scene:
        """Return a scene of this story."""

    def on(self, days: int, hour: int) -> datetime:
        """Return a moment so many days after somebody came."""

    def close(self) -> None:
        """Somebody else agrees to the end."""


def found_of(trouble: Mapping[str, Any]) -> Found:
    """Return what an assessment finds of a trouble of the demo's pack."""
    return Found(
        strengths=trouble["strengths"], needs=trouble["needs"], risk=trouble["risk"],
        risk_kinds=trouble.get("risk_kinds", ()), person=trouble["person"], family=trouble["family"],
        community=trouble["community"], danger=trouble.get("danger", ""),
        ties={"station": "strong", "neighbours": "weak"},
    )  # fmt: skip


def scenes(story: Story) -> Iterator[Scene]:
    """Return what happens beside a case that is worked to its end; nothing of it is drawn by lot."""
    if story.told.end not in ("whole", "rests"):
        return
    natures = story.trouble.get("natures", ())
    if "violence" in natures:
        yield story.scene(story.on(30, 19), partial(danger, story))
        yield story.scene(story.on(30, 21), partial(out_of_danger, story))
    if "mental" in natures:
        yield story.scene(story.on(20, 16), partial(refer, story))
        for step, day in REFERRED.items():
            yield story.scene(story.on(day, 16), partial(refer_on, story, step))
    if "aid_arrives" in story.trouble["goals"] and len(story.cast.desks(story.told.point)) == len(DESKS):
        yield story.scene(story.on(20, 16), partial(apply, story))
        for desk, day in enumerate(DESKS):
            yield story.scene(story.on(day, 14), partial(agree, story, desk))
        yield story.scene(story.on(DESKS[-1] + 1, 9), partial(read_result, story))
    if story.told.again:
        yield from _again(story)


def _again(story: Story) -> Iterator[Scene]:
    closed = story.told.closed
    assert closed is not None
    day = months_on(closed, max(story.months)) + timedelta(days=AGAIN)
    yield story.scene(local(day, 10), partial(ask_again, story))
    yield story.scene(local(day + timedelta(days=1), 10), partial(take_up, story))
    yield story.scene(local(day + timedelta(days=20), 10), partial(end_again, story))
    yield story.scene(local(day + timedelta(days=21), 10), story.close)


def danger(story: Story) -> None:
    """She is being hurt: two taps, and whoever has to know has a todo."""
    actions.raise_crisis(story.case, "violence", by=story.by)


def out_of_danger(story: Story) -> None:
    """Two hours later it is said who was told and how she is."""
    running = CrisisResponse.objects.get(case=story.case, ended_at=None)
    actions.note_crisis(running, by=story.by, outcome=story.cast.work["crisis_outcome"])


def refer(story: Story) -> None:
    """She agrees to be named there, and is handed on for what the station cannot do."""
    _agree(story, "refer")
    told = story.cast.work
    actions.open_referral(
        story.case,
        by=story.by,
        to_name=told["referral_to"],
        reason=told["referral_reason"],
        materials=["assessment", "sessions"],
    )


def refer_on(story: Story, step: str) -> None:
    """One step of the referral, with what the other side says."""
    row = Referral.objects.filter(case=story.case).latest("asked_at")
    actions.step_referral(row, step, by=story.by, note=story.cast.work["referral_words"])


def apply(story: Story) -> None:
    """Aid is applied for, after the client has heard what it tells of her."""
    reason = story.cast.work["aid_reason"]
    actions.apply_aid(story.case, by=story.by, amount=AMOUNT, reason=reason, agreed=True)


def agree(story: Story, desk: int) -> None:
    """One of the three desks agrees."""
    officer = story.cast.actor(story.cast.desks(story.told.point)[desk])
    actions.agree_aid(AidApplication.objects.get(case=story.case), by=officer)


def read_result(story: Story) -> None:
    """The worker reads that it was granted, and tells the family."""
    row = AidApplication.objects.get(case=story.case)
    for task in Task.objects.filter(subject=row.pk, owner=story.post, done_at=None):
        tasks.finish_task(task, by=story.by, outcome="告诉本人了")


def leave_to_peers(story: Story) -> None:
    """Whoever is content is asked whether others may learn from what helped; nobody whose case is protected."""
    if story.family is None and not story.trouble.get("natures") and story.face > 3:
        _agree(story, "share_practice")


def ask_again(story: Story) -> None:
    """The old trouble is back: the worker asks to take the case up again."""
    actions.ask_reopen(story.case, by=story.by, reason=story.cast.work["again_reason"])


def take_up(story: Story) -> None:
    """Somebody else agrees; what was found before is looked at anew."""
    actions.reopen(ReopenRequest.objects.get(case=story.case, decided_at=None), by=story.above)
    latest = story.case.assessments.latest("version")
    actions.assess(story.case, found_of(story.trouble), base=latest.version, by=story.by)


def end_again(story: Story) -> None:
    """It was settled on the telephone."""
    told = story.cast.work
    ending = Ending(
        "reached", 4, told["again_words"], "", told["again_words"], (), dict.fromkeys(LINES, told["again_end"])
    )
    actions.propose_closing(story.case, ending, by=story.by)


def _agree(story: Story, purpose: str) -> None:
    asked = purposes()[purpose]
    said = Said(
        asked.code, asked.digest, list(asked.classes), list(asked.recipients), "self", "spoken", evidence="当面"
    )
    people.consent(story.client, said, by=story.by)
