"""What the form of ＋记一笔 holds: read from a draft, changed by a page, written back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict

from linli.records.models import Kind

TEXTS = (
    "note", "call", "minutes", "minutes_other", "programme", "after", "again_on", "happened_on", "title", "head_count",
    "server_count", "undertaking", "opens", "service_point", "q",
)  # fmt: skip
VISITS = (Kind.HOME_VISIT, Kind.PHONE_VISIT, Kind.VIDEO_VISIT)
SESSIONS = (Kind.CASE_SESSION, Kind.FOLLOW_UP, Kind.GROUP_SESSION)
GATHERINGS = (Kind.EVENT, Kind.GROUP_SESSION)
LONGEST = 200_000  # characters a draft keeps of one text; the record itself says when it is too long


@dataclass(frozen=True)
class State:
    """The answers so far. Texts stay as they were typed; picks are ids the server has checked.

    ``community`` … ``household`` are the steps to a door; ``persons`` who was met; ``codes`` the chips; ``answers`` the
    visit form by item; ``after`` what comes next: '', 'again:<day>', or 'hand_over'; ``opens`` the name of a case or
    group begun with this session.
    """

    kind: str = Kind.HOME_VISIT.value
    community: int = 0
    estate: str = ""
    building: str = ""
    stairwell: str = ""
    dwelling: str = ""
    household: str = ""
    persons: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    note: str = ""
    call: str = ""
    minutes: str = ""
    minutes_other: str = ""
    programme: str = ""
    after: str = ""
    again_on: str = ""
    happened_on: str = ""
    title: str = ""
    head_count: str = ""
    server_count: str = ""
    undertaking: str = ""
    opens: str = ""
    service_point: str = ""
    q: str = ""

    @property
    def place_key(self) -> str:
        """Name the door or household the shown people belong to; ticks of another door are not taken over."""
        return self.household or self.dwelling or str(self.community)

    @property
    def is_visit(self) -> bool:
        """True for what is told with chips at a door or on the telephone."""
        return self.kind in VISITS

    @property
    def is_gathering(self) -> bool:
        """True where heads are counted."""
        return self.kind in GATHERINGS

    @property
    def needs_undertaking(self) -> bool:
        """True for sessions, which belong to a case or a group."""
        return self.kind in SESSIONS

    @property
    def is_located(self) -> bool:
        """True when a door, a household or a person has been reached."""
        return bool(self.dwelling or self.household or self.persons)

    def body(self) -> dict[str, Any]:
        """Return what the draft keeps."""
        return asdict(self)


def from_body(held: Mapping[str, Any]) -> State:
    """Read a draft's body; what an older form left out has its first value, what it had more is dropped."""
    start = State()
    known = {
        one.name: held[one.name]
        for one in fields(State)
        if isinstance(held.get(one.name), type(getattr(start, one.name)))
    }
    return replace(start, **known)


def from_page(sent: QueryDict, held: State) -> State:
    """Return the answers of a page over what the draft held; a field the page did not show keeps its value."""
    told: dict[str, Any] = {name: sent[name][:LONGEST] for name in TEXTS if name in sent}
    if "codes_shown" in sent:
        told["codes"] = sent.getlist("codes")[:40]
    if "answers_shown" in sent:
        told["answers"] = {name[7:][:80]: sent[name][:40] for name in sent if name.startswith("answer.") and sent[name]}
    if sent.get("who_for") == held.place_key:
        told["persons"] = list(dict.fromkeys(value for value in sent.getlist("persons") if uuid(value)))[:200]
    return replace(held, **told)


def uuid(text: str) -> UUID | None:
    """Read an id, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def number(text: str) -> int | None:
    """Read a whole number as people type it (full-width digits too), or None."""
    try:
        return int(text.strip())
    except ValueError:
        return None


def day(text: str) -> date | None:
    """Read a day, or None."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
