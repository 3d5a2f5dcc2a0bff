"""What a worker tells of a goal, a plan and a session: the input of the verbs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from uuid import UUID

from linli.people.models import Person
from linli.practice.models import CaseSession, Form, PlanAction, Rhythm


@dataclass(frozen=True)
class Step:
    """What is done for a goal, by whom, when (in words)."""

    what: str
    who: str = PlanAction.Who.WORKER
    when: str = ""


@dataclass(frozen=True)
class Goal:
    """A goal as it is told; ``measure`` says what is counted, from ``baseline`` to ``target``, until ``ends_on``."""

    text: str
    measure: str
    ends_on: date | None
    baseline: Decimal | None = None
    target: Decimal | None = None
    rhythm: str = Rhythm.WEEKLY
    need: str = ""
    steps: Sequence[Step] = ()
    taken: str = ""


@dataclass(frozen=True)
class Plan:
    """The frame of a plan: the aim, what may go wrong, what this version changes, and how it was agreed."""

    aim: str = ""
    risk: str = ""
    changed: str = ""
    agreed_on: date | None = None
    agreed_how: str = ""


@dataclass(frozen=True)
class Went:
    """Which way a goal went, and its number now when it was counted."""

    way: int
    value: Decimal | None = None


@dataclass(frozen=True)
class Session:
    """A session as it is told. ``started`` is the local time, ``next_on`` the day of the next one (None: none planned).

    ``persons`` is who of the family was there besides the client; ``progress`` is by the line of a goal.
    """

    happened_on: date
    note: str
    minutes: int | None = None
    started: time | None = None
    form: str = Form.INTERVIEW
    place: str = ""
    persons: Sequence[Person] = ()
    others: str = ""
    homework_done: str = CaseSession.Homework.NONE
    homework: str = ""
    progress: Mapping[UUID, Went] = field(default_factory=dict)
    next_on: date | None = None


@dataclass(frozen=True)
class Review:
    """A review as it is told: what has changed, and which goals are reached or dropped (line → ``Ended``)."""

    changed: str
    ended: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """Something for a station's library as it is told; each kind (``LibraryEntry.Kind``) has its own facts."""

    kind: str
    text: str
    measure: str = ""
    rhythm: str = ""
    weeks: int | None = None
    goal: str = ""
    party: str = ""
