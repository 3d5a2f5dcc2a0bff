"""The only place where the table of consents is read: may this be done with that, now?

``may`` answers for one person; :func:`allowed` for many in one query; :func:`standing` and :func:`history` are what the
pages show. A law test refuses any other reading of the table.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from linli.people.guardians import GROWN_UP, OWN_VOICE
from linli.people.models import ConsentEvent, Person
from linli.people.numbers import age
from linli.people.purposes import Purpose, asked, purposes

Kind, Giver = ConsentEvent.Kind, ConsentEvent.Giver
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Standing:
    """What holds of one purpose now: the consents in force, newest first, by (class, recipient)."""

    purpose: Purpose
    given: tuple[ConsentEvent, ...]

    @property
    def first(self) -> ConsentEvent | None:
        """One of the consents in force, to tell since when, by whom and how."""
        return self.given[0] if self.given else None

    @property
    def what(self) -> list[str]:
        """The names of the data classes agreed on."""
        return list(dict.fromkeys(self.purpose.classes.get(row.data_class, row.data_class) for row in self.given))

    @property
    def whom(self) -> list[str]:
        """The names of the recipients agreed on."""
        return list(dict.fromkeys(self.purpose.recipients.get(row.recipient, row.recipient) for row in self.given))


def may(person: Person, purpose: str, data_class: str, recipient: str, at: datetime | None = None) -> bool:
    """Tell whether data of a class may be used for a purpose and shown to a recipient at a moment (now when not told).

    What a law orders needs no consent and knows its own limits; anything the pack does not name is refused.
    """
    known = purposes().get(purpose)
    if known is None or data_class not in known.classes or recipient not in known.recipients:
        return False
    if not known.is_asked:
        return True
    return bool(allowed([person.pk], purpose, data_class, recipient, at))


def allowed(
    persons: Iterable[UUID], purpose: str, data_class: str, recipient: str, at: datetime | None = None
) -> set[UUID]:
    """Return those of ``persons`` who agree to one asked use, in one query; what is restricted is used for none."""
    known = purposes().get(purpose)
    if known is None or not known.is_asked or data_class not in known.classes or recipient not in known.recipients:
        return set()
    about = Q(purpose=purpose, data_class=data_class, recipient=recipient) | Q(purpose="")
    wanted = set(persons)
    hers = Q(person__in=Person.objects.filter(Q(pk__in=wanted) | Q(merged_into__in=wanted)).values("pk"))
    rows = _rows(ConsentEvent.objects.filter(about, hers), at)
    found: dict[UUID, list[ConsentEvent]] = defaultdict(list)
    for row in rows:
        if row.person.restricted_at is None:
            found[row.person.merged_into_id or row.person_id].append(row)
    moment = at or timezone.now()
    return {person for person, events in found.items() if person in wanted and _in_force(events, moment)}


def those_who_allow(purpose: str, data_class: str, recipient: str, *, county: int) -> set[UUID]:
    """Return everybody in sight of a county who agrees now to one asked use."""
    rows = ConsentEvent.objects.filter(county_id=county, purpose=purpose, kind=Kind.GIVEN)
    whose = rows.values_list(Coalesce("person__merged_into", "person"), flat=True)
    return allowed(set(whose), purpose, data_class, recipient)


def standing(person: Person, at: datetime | None = None) -> list[Standing]:
    """Return every purpose that is asked, with what holds of it at a moment."""
    moment = at or timezone.now()
    found = _in_force(_rows(ConsentEvent.objects.filter(_hers(person)), at), moment)
    return [Standing(one, tuple(row for row in found.values() if row.purpose == one.code)) for one in asked()]


def history(person: Person) -> Sequence[ConsentEvent]:
    """Return every event of a person, the newest first, as her page lists them."""
    rows = ConsentEvent.objects.filter(_hers(person)).select_related("giver").defer("giver__search")
    return list(rows.order_by("-at", "-id")[:200])


def run_out(day: date) -> list[ConsentEvent]:
    """Return consents whose last day is over and that nobody has ended since."""
    rows = ConsentEvent.objects.filter(kind=Kind.GIVEN, until__lt=day).select_related("person").defer("person__search")
    later = _latest(Q(person__in=rows.values("person_id")) & ~Q(purpose=""))
    return [row for row in rows.order_by("at", "id") if later.get((row.person_id, *_key(row))) == row.pk]


def grown(day: date) -> list[tuple[Person, str]]:
    """Return those for whom a guardian agreed and who have turned 14, or 18, since, each birthday told once."""
    rows = ConsentEvent.objects.filter(kind=Kind.GIVEN, given_by=Giver.GUARDIAN, person__birth_date__isnull=False)
    noted = set(ConsentEvent.objects.filter(kind__in=[Kind.TURNED_14, Kind.TURNED_18]).values_list("person", "kind"))
    found: dict[tuple[UUID, str], Person] = {}
    for row in rows.select_related("person").defer("person__search").order_by("at", "id").iterator(1000):
        born = row.person.birth_date
        assert born is not None
        then, now = age(born, timezone.localdate(row.at)), age(born, day)
        for years, kind in ((OWN_VOICE, Kind.TURNED_14), (GROWN_UP, Kind.TURNED_18)):
            if then < years <= now and (row.person_id, kind) not in noted:
                found[row.person_id, kind] = row.person
    return [(person, kind) for (_pk, kind), person in found.items()]


def empty_evidence(persons: Sequence[UUID]) -> int:
    """Empty what proves the consents of somebody who is erased, inside that verb; return how many events."""
    return ConsentEvent.objects.filter(person__in=persons).exclude(evidence="").update(evidence="")


def speaks_by(person: Person, guardian: Person) -> bool:
    """Tell whether a guardian has ever agreed for a person: then it matters that she is guardian no more."""
    return ConsentEvent.objects.filter(person=person, giver=guardian, kind=Kind.GIVEN).exists()


def words_of(person: Person, giver: Person) -> list[Person]:
    """Return the files under which somebody has agreed to what holds now in a person's name; none when nothing does."""
    same = giver.merged_into_id or giver.pk
    spoke = [row.giver for one in standing(person) for row in one.given if row.giver is not None]
    return list({one.pk: one for one in spoke if (one.merged_into_id or one.pk) == same}.values())


def _hers(person: Person) -> Q:
    """Return the filter for what a person said under this file and under those merged into it."""
    return Q(person=person) | Q(person__merged_into=person)


def _latest(about: Q) -> dict[tuple[UUID, str, str, str], UUID]:
    rows = ConsentEvent.objects.filter(about).order_by("at", "id")
    return {
        (person, purpose, data_class, recipient): pk
        for person, purpose, data_class, recipient, pk in rows.values_list(
            "person_id", "purpose", "data_class", "recipient", "pk"
        )
    }


def _key(row: ConsentEvent) -> Key:
    return row.purpose, row.data_class, row.recipient


def _rows(rows: QuerySet[ConsentEvent], at: datetime | None) -> list[ConsentEvent]:
    rows = rows.select_related("person", "giver").defer("person__search", "giver__search")
    return list((rows.filter(at__lte=at) if at else rows).order_by("at", "id"))


def _in_force(events: Iterable[ConsentEvent], at: datetime) -> dict[Key, ConsentEvent]:
    """Return what holds of one person's events, told from the first to the last."""
    holds: dict[Key, ConsentEvent] = {}
    for row in events:
        if row.kind == Kind.GIVEN:
            holds[_key(row)] = row
        elif row.kind == Kind.GUARDIAN_CHANGED:
            holds = {key: kept for key, kept in holds.items() if not _spoke(row, kept)}
        elif row.purpose:
            holds.pop(_key(row), None)
    day = timezone.localdate(at)
    return {key: row for key, row in holds.items() if not _is_over(row, day)}


def _spoke(changed: ConsentEvent, given: ConsentEvent) -> bool:
    """Tell whether a consent stands on the word that holds no more: one person's where she is named, any guardian's."""
    if changed.giver_id is not None:
        return given.giver_id == changed.giver_id
    return given.given_by == Giver.GUARDIAN


def _is_over(row: ConsentEvent, day: date) -> bool:
    """A consent ends with its last day; a guardian's word when the child has her own voice, and is grown."""
    if row.until is not None and row.until < day:
        return True
    born = row.person.birth_date
    if row.given_by != Giver.GUARDIAN or born is None:
        return False
    then, now = age(born, timezone.localdate(row.at)), age(born, day)
    return any(then < years <= now for years in (OWN_VOICE, GROWN_UP))
