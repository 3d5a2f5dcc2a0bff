"""What a front-line worker says once: the input of the verb ``record``."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from linli.accounts.models import Post
from linli.directory.models import Programme
from linli.kernel.ids import new_id
from linli.people.models import Household, Person
from linli.places.models import Division, ServicePoint
from linli.records.models import Kind, Provenance, Undertaking


@dataclass(frozen=True)
class Entry:
    """One act as it is told.

    ``place`` is the community (or grid) where it happened. ``minutes`` is its length in minutes (None: not told, a
    gap). ``servers`` are the named posts that served (empty: the one who records); ``server_count`` how many served in
    all, named or not (0: as many as are named). ``persons`` are the named people served; ``head_count`` how many were
    served in all (0: as many as are named). ``key`` makes a retry harmless; ``source`` and ``source_id`` say which
    room's act this is (empty: a record of its own).
    """

    kind: Kind
    happened_on: date
    place: Division
    minutes: int | None = None
    persons: Sequence[Person] = ()
    head_count: int = 0
    servers: Sequence[Post] = ()
    server_count: int = 0
    household: Household | None = None
    service_point: ServicePoint | None = None
    undertaking: Undertaking | None = None
    programme: Programme | None = None
    title: str = ""
    narrative: str = ""
    protected: bool = False
    started_at: datetime | None = None
    provenance: Provenance = Provenance.ON_THE_SPOT
    source: str = "records"
    source_id: str = ""
    key: UUID = field(default_factory=new_id)
