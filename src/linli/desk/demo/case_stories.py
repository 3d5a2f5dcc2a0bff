"""The stories of cases: taken in, agreed, assessed, planned, met week by week, closed, looked after."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property, partial
from random import Random
from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.accounts.models import Post
from linli.desk.demo import case_beside
from linli.desk.demo.cast import GROWN, Cast, Scene
from linli.desk.demo.clock import local
from linli.desk.demo.history import key
from linli.kernel.actor import Actor, Channel
from linli.people import actions as people
from linli.people.guardians import guardians
from linli.people.limits import months_on
from linli.people.models import Person
from linli.people.purposes import purposes
from linli.places.models import ServicePoint
from linli.practice import actions
from linli.practice.actions.beginnings import Asked, Given
from linli.practice.actions.closings import Ending
from linli.practice.actions.plans import told_of
from linli.practice.models import CarePlan, CaseFile, FollowUp, Form
from linli.practice.queries.checklist import LINES
from linli.practice.queries.plans import goals_of, in_force, versions
from linli.practice.told import Plan, Review, Session, Went

FACE_TO_FACE = (Form.INTERVIEW, Form.HOME, Form.HOME, Form.ONLINE)
ASSESSED, PLANNED, APPROVED = 4, 6, 8  # days after somebody was taken in
SILENT = 180  # days after which a case that nobody met any more is closed


@dataclass(frozen=True)
class Meeting:
    """One session or call: the day, how, how long."""

    day: date
    form: str
    minutes: int


@dataclass(frozen=True)
class Outline:
    """What is settled of a story before it is told.

    ``end``: ``whole`` (closed, looked after), ``rests`` (set aside for a month), ``silent`` (met no more), ``waiting``
    (the plan lies with whoever approves it), ``unplanned``, ``consulted``, ``refused``. ``looks``: the months after the
    end with the minutes of the look. ``ages``: how old a grown-up client is; ``again``: taken up once more after it.
    """

    name: str
    opened: date
    minute: int
    point: ServicePoint
    trouble: dict[str, Any]
    end: str
    meetings: Sequence[Meeting] = ()
    looks: Sequence[tuple[int, int]] = ()
    closed: date | None = None
    ages: tuple[int, int] = (GROWN, 120)
    again: bool = False


@dataclass
class CaseStory:
    """One case as it is worked. Everything it draws is drawn when it is made, so that a part of it plays the same."""

    cast: Cast
    told: Outline
    dice: Random
    family: tuple[Person, Person] | None = field(init=False)

    def __post_init__(self) -> None:
        told, cast, dice = self.told, self.cast, self.dice
        self.opened = local(told.opened, 9, told.minute)
        self.post: Post = cast.worker(told.point, dice)
        self.family = cast.child(told.point, told.opened, dice) if told.trouble.get("child") else None
        self.trouble = told.trouble if self.family or not told.trouble.get("child") else cast.troubles[0]
        self.client = self.family[0] if self.family else cast.client(told.point, told.opened, dice, told.ages)
        self.by: Actor = cast.actor(self.post, Channel.DOOR)
        self.lead: Actor = cast.actor(cast.lead(told.point))
        above = None if self.family else cast.supervisor(told.point)
        self.supervisor = above
        self.above: Actor = cast.actor(above) if above else self.lead
        self.words = {name: dice.choice(some) for name, some in cast.work.items() if isinstance(some, list)}
        self.problem, self.how = dice.choice(self.trouble["problems"]), dice.choice(["screen", "paper", "spoken"])
        self.notes = [self._note() for _meeting in told.meetings]
        self.face, self.months = dice.choice([3, 4, 4, 5, 5]), tuple(month for month, _minutes in told.looks)
        self.ways = [[_way(dice, n) for _goal in range(2)] for n in range(len(told.meetings))]

    def _note(self) -> dict[str, str]:
        work, dice = self.cast.work, self.dice
        lines = [dice.choice(work["note_begin"]), *dice.sample(work["note_middle"], 2), dice.choice(work["note_end"])]
        return {
            "note": "".join(lines), "call": dice.choice(work["calls"]), "homework": dice.choice(work["homework"]),
            "others": dice.choice(work["others"]) if dice.random() < 0.2 else "",
            "homework_done": dice.choice(["done", "done", "partly", "not_done"]),
        }  # fmt: skip

    @cached_property
    def case(self) -> CaseFile:
        """The file, which its own moment names."""
        return CaseFile.objects.get(opened_at=self.opened, opened_by=self.post)

    def scenes(self) -> Iterator[Scene]:
        """Return the story scene by scene."""
        told = self.told
        yield self.scene(self.opened, self.take_in)
        if told.end in ("consulted", "refused"):
            yield self.scene(self.on(1, 15), self.send_home)
            return
        yield self.scene(self.on(1, 15), self.agree)
        yield self.scene(self.on(ASSESSED, 16), self.assess)
        if told.end != "unplanned":
            yield self.scene(self.on(PLANNED, 16), self.plan)
            if told.end != "waiting":
                yield self.scene(self.on(APPROVED, 9), self.approve)
        for number, meeting in enumerate(told.meetings):
            yield self.scene(local(meeting.day, 17, 30 + number % 30), partial(self.meet, number))
        yield from self._rest() if told.end == "rests" else ()
        yield from case_beside.scenes(self)
        yield from self._ending()

    def _rest(self) -> Iterator[Scene]:
        yield self.scene(self.on(45, 10), self.rest)
        yield self.scene(self.on(75, 10), lambda: actions.resume(self.case, by=self.by))

    def _ending(self) -> Iterator[Scene]:
        closed = self.told.closed
        if closed is None:
            return
        if self.told.end in ("whole", "rests"):
            yield self.scene(local(closed - timedelta(days=3), 9), self.look_back)
            yield self.scene(local(closed - timedelta(days=2), 9), self.approve)
        yield self.scene(local(closed - timedelta(days=1), 18), self.ask_to_close)
        yield self.scene(local(closed, 18, 30), self.close)
        for number, (months, minutes) in enumerate(self.told.looks):
            day = months_on(closed, months) + timedelta(days=number)
            yield self.scene(local(day, 16), partial(self.look_after, minutes))

    def scene(self, at: datetime, play: Callable[[], object]) -> Scene:
        """Return a scene of this story."""
        return Scene(at, self.told.name, play)

    def on(self, days: int, hour: int) -> datetime:
        """Return a moment so many days after somebody came."""
        return local(self.told.opened + timedelta(days=days), hour, self.told.minute)

    def take_in(self) -> None:
        """First contact: the file is opened, and what it does not say yet is asked."""
        natures = [code for code in self.trouble.get("natures", ()) if code != "minor"]
        if self.family:
            self.cast.check(self.post, self.lead)
        self.case = actions.open_case(
            self.client, by=self.by, source=self.trouble["source"], problem=self.problem, natures=natures,
            service_point=self.told.point, programme=self.cast.funded(self.told.point),
        )  # fmt: skip
        facts: dict[str, Any] = {"education": "primary"} if self.family else {"marital": "married", "income": ["farm"]}
        asked = Asked(tried=self.words["tried"], sought=["kin"], confidential=True, **facts)
        actions.note_intake(self.case, asked, base=0, by=self.by)

    def send_home(self) -> None:
        """What was a question is answered; who wants no case is let go."""
        if self.told.end == "consulted":
            actions.consult(self.case, by=self.by, reason=self.words["consult_reasons"])
        else:
            actions.refuse(self.case, by=self.by, reason=self.words["refuse_reasons"])

    def agree(self) -> None:
        """The client agrees, or a parent with the child; the case is taken on and gets its supervisor."""
        case, parent = self.case, None
        for row in case.team.filter(ended_at=None, locked=True, approved_by=None):
            actions.approve(row, by=self.lead)
        if self.family:
            parent = self.family[1]
            if parent.pk not in {one.pk for one in guardians(self.client, timezone.localdate())}:
                people.relate(self.client, parent, by=self.by, kind="parent")
        actions.sign_consent(case, self._given(parent), by=self.by)
        actions.accept(case, by=self.by)
        if self.supervisor is not None:
            actions.assign(case, self.supervisor, "supervisor", by=self.lead)

    def _given(self, parent: Person | None) -> Given:
        purpose, giver = purposes()["casework"], parent or self.client
        proofs: dict[str, dict[str, Any]] = {
            "screen": {"name": giver.name, "agreed": True}, "paper": {"kept_at": "站里档案柜，个案一格"},
            "spoken": {"witness": "村（居）委会的值班同事"},
        }  # fmt: skip
        facts = {"giver": parent, "child": parent is not None, **proofs[self.how]}
        return Given(purpose.digest, list(purpose.classes), self.how, **facts)

    def assess(self) -> None:
        """What there is and what is wanted, over three systems."""
        actions.assess(self.case, case_beside.found_of(self.trouble), base=0, by=self.by)

    def plan(self) -> None:
        """Goals with their numbers, said over with the client, put before whoever approves."""
        for code in self.trouble["goals"]:
            goal = actions.take_goal(self.case, code, by=self.by)
            if goal.baseline is None or goal.target is None:
                told = told_of(goal)
                known = replace(told, baseline=told.baseline or Decimal(2), target=told.target or Decimal(0))
                actions.set_goal(self.case, known, by=self.by, line=goal.line)
        self._submit("")

    def _submit(self, changed: str) -> None:
        how = "guardian" if self.family else "spoken"
        told = Plan(self.words["aims"], self.words["plan_risks"], changed, timezone.localdate(), how)
        actions.submit_plan(actions.write_plan(self.case, told, by=self.by), by=self.by)

    def approve(self) -> None:
        """The plan comes into force."""
        actions.approve_plan(CarePlan.objects.filter(case=self.case).latest("number"), by=self.above)

    def meet(self, number: int) -> None:
        """One session with what was said, how each goal goes, and the day of the next."""
        meeting, said = self.told.meetings[number], self.notes[number]
        rest = [one.day for one in self.told.meetings[number + 1 :] if one.day > meeting.day]
        call = meeting.form == Form.PHONE
        told = Session(
            happened_on=meeting.day, note=said["call"] if call else said["note"], minutes=meeting.minutes,
            started=time(10 + number % 5, self.told.minute), form=meeting.form, others="" if call else said["others"],
            homework_done=said["homework_done"] if number else "", homework="" if call else said["homework"],
            progress=self._progress(number), next_on=rest[0] if rest else None,
        )  # fmt: skip
        actions.hold_session(self.case, told, by=self.by, key=key(f"{self.told.name}-{number}"), sure=True)

    def _progress(self, number: int) -> dict[UUID, Went]:
        met = self.told.meetings[number].day
        if self.told.end in ("unplanned", "waiting") or met < self.on(APPROVED, 9).date():
            return {}
        return {line: Went(way) for line, way in zip(self.lines, self.ways[number], strict=False)}

    @cached_property
    def lines(self) -> list[UUID]:
        """The lines of the goals in force, once there is a plan."""
        plan = in_force(versions(self.case))
        return [goal.line for goal in goals_of(plan)] if plan is not None else []

    def rest(self) -> None:
        """The case is set aside for a while."""
        until = timezone.localdate() + timedelta(days=35)
        actions.suspend(self.case, by=self.by, reason=self.words["rest_reasons"], until=until)

    def look_back(self) -> None:
        """The evaluation: every goal has its result, and the plan says so in its last version."""
        actions.evaluate(self.case, by=self.by, reason=self.words["evaluate_reasons"])
        reached = len(self.lines) if self.face > 3 else 1
        ended = {line: "reached" if number < reached else "dropped" for number, line in enumerate(self.lines)}
        actions.review_case(self.case, Review(self.words["reviews"], ended), by=self.by)
        self._submit(self.words["changed"])

    def ask_to_close(self) -> None:
        """The closing is asked for, with the words of everybody; what is missing has its reason."""
        done = self.told.end in ("whole", "rests")
        if done:
            case_beside.leave_to_peers(self)
        ending = Ending(
            "reached" if done else "withdrew", self.face if done else None, self.words["client_words"] if done else "",
            self.words["guardian_words"] if self.family and done else "", self.words["reflections"], self.months,
            dict.fromkeys(LINES, "说好结案后不再约" if done else "本人不想再谈，电话里说清了"),
        )  # fmt: skip
        actions.propose_closing(self.case, ending, by=self.by)

    def close(self) -> None:
        """Somebody else agrees."""
        actions.close(self.case.caseclosures.get(granted=None), by=self.above)

    def look_after(self, minutes: int) -> None:
        """A look after the client once the case is closed."""
        row = FollowUp.objects.filter(case=self.case, state=FollowUp.State.PENDING).order_by("due_on").first()
        if row is not None:
            words = self.words["follow_ups"]
            actions.follow_up(row, by=self.by, happened_on=timezone.localdate(), minutes=minutes, words=words)


def _way(dice: Random, number: int) -> int:
    """Return which way a goal goes: back now and then, forward more often as time goes by."""
    return dice.choices((-1, 0, 1), (2, 4, 3 + number))[0]
