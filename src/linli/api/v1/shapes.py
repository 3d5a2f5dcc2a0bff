"""What goes over the wire: dates in ISO 8601, ids as UUID, places by their code, minutes as whole numbers."""

from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema

from linli.records.models import Kind


class Trouble(Schema):
    """A refusal: a sentence fit to be read by the person refused, and the field at fault ('' for none)."""

    sentence: str
    field: str = ""


class RecordIn(Schema):
    """One act as it is told. ``place`` is the code of a community or grid."""

    kind: Kind
    happened_on: date
    place: str = Field(max_length=15)
    minutes: int | None = None
    persons: list[UUID] = Field(default=[], max_length=500)
    head_count: int = 0
    server_count: int = 0
    household: UUID | None = None
    service_point: UUID | None = None
    undertaking: UUID | None = None
    programme: UUID | None = None
    title: str = Field(default="", max_length=100)
    narrative: str = Field(default="", max_length=20_000)
    conditions: list[str] = Field(default=[], max_length=40)


class PersonOut(Schema):
    """Somebody served; ``name`` is null where it is not shown."""

    name: str | None
    age_band: str
    sex: str


class RecordOut(Schema):
    """One record as a list shows it."""

    id: UUID
    kind: str
    method: str
    happened_on: date
    minutes: int | None
    service_minutes: int
    head_count: int
    server_count: int
    community: int
    programme: UUID | None
    service_point: UUID | None
    undertaking: UUID | None
    protected: bool
    withdrawn: bool
    corrects: UUID | None
    recorded_at: datetime
    superseded_at: datetime | None


class RecordFull(RecordOut):
    """One record with the people served and, for its team, the text (null where it stays sealed)."""

    persons: list[PersonOut]
    narrative: str | None
    reason: str


class RecordPage(Schema):
    """One page of a list; ``next`` is the ``after`` of the next page, '' on the last."""

    rows: list[RecordOut]
    next: str


class PostOut(Schema):
    """A post somebody holds today."""

    id: UUID
    role: str
    place: str | None
    current: bool


class Me(Schema):
    """Who is signed in, and in which posts."""

    id: UUID
    name: str
    posts: list[PostOut]
