"""Verbs of documents and telephones: added, taken away, shown in full for a purpose."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.audit.models import Event
from linli.kernel.actor import Actor
from linli.kernel.fields import put_indexes
from linli.kernel.policy import Refused, action, require
from linli.people import policies
from linli.people.actions import areas
from linli.people.assignments import purpose_of
from linli.people.models import IdentityDocument, Person, Sex, Telephone, document_indexes, telephone_indexes
from linli.people.numbers import Document, document, telephone
from linli.people.words import line

COLLIDED, MOST_COLLISIONS = "document.collided", 10


class KnownElsewhere(Refused):
    """A document number is held by somebody out of sight. The sentence says neither who nor where."""


@action
def add_document(person: Person, *, by: Actor, kind: str, number: str) -> IdentityDocument:
    """Keep one more identity document, and the birth and sex it tells when they were not known.

    Raises :class:`Refused` when the number is wrong, already known, or contradicts what is known of her.
    """
    person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=person.pk)
    require(policies.add_document(by, person))
    checked = check_documents([(kind, number)])
    known = (person.birth_date, person.sex)
    derive(person, checked)
    if (person.birth_date, person.sex) != known:
        person.version += 1
        person.save(update_fields=["birth_date", "sex", "version", "updated_at"])
    (kept,) = keep_documents(person, checked, by=by)
    audit.record("person.document_added", person, by=by, kind=kind)
    return kept


@action
def add_telephone(person: Person, *, by: Actor, number: str, label: str = "") -> Telephone:
    """Keep one more telephone; one that the person has already is returned as it is."""
    person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=person.pk)
    require(policies.add_telephone(by, person))
    checked = telephone(number)
    if known := person.telephones.filter(number_blind__in=telephone_indexes(checked)).first():
        return known
    (kept,) = keep_telephones(person, [(checked, line(label, 20, "label"))])
    audit.record("person.telephone_added", person, by=by)
    return kept


@action
def remove_telephone(kept: Telephone, *, by: Actor) -> None:
    """Take away a telephone that is no longer hers."""
    require(policies.remove_telephone(by, kept))
    person = kept.person
    kept.delete()
    audit.record("person.telephone_removed", person, by=by)


@action
def reveal(row: IdentityDocument | Telephone, *, by: Actor, purpose: str = "") -> str:
    """Return the whole number, and leave a look that says what it was for.

    Who has a todo or an approval about the person need not say it; anybody else says a ``purpose``.
    """
    purpose = line(purpose, 200, "purpose") or purpose_of(by, row.person_id)
    require(policies.reveal(by, row, purpose))
    field = "document" if isinstance(row, IdentityDocument) else "telephone"
    audit.looked(
        "person.number",
        [row.person_id],
        by=by,
        county=row.county_id,
        fields=[field],
        purpose=purpose,
    )
    return str(row.number)


@action
def report_collision(*, by: Actor, county: int) -> None:
    """Note that somebody typed a number held out of her sight; who does so too often that day types no more of them."""
    require(policies.report_collision(by))
    audit.record(COLLIDED, None, by=by, county=county)


def check_documents(documents: Iterable[tuple[str, str]], today: date | None = None) -> list[Document]:
    """Check ``(kind, number)`` pairs."""
    return [document(kind, number, today=today or timezone.localdate()) for kind, number in documents]


def derive(person: Person, documents: Iterable[Document]) -> None:
    """Put birth and sex on the row from the first document that tells them; refuse what contradicts it."""
    for told_by in documents:
        if told_by.birth_date is None:
            continue
        if person.birth_date and person.birth_date != told_by.birth_date:
            told = _("证件号里的出生日期是%(day)s，和填写的不一样，请再核对。") % {"day": told_by.birth_date}
            raise Refused(told, "birth_date")
        if person.sex not in (Sex.UNKNOWN, told_by.sex):
            raise Refused(_("证件号里的性别和填写的不一样，请再核对。"), "sex")
        person.birth_date, person.sex = told_by.birth_date, told_by.sex
        return


def keep_documents(person: Person, documents: Sequence[Document], *, by: Actor) -> list[IdentityDocument]:
    """Write checked documents; a number known already is refused, out of sight without saying so."""
    rows = []
    for checked in documents:
        row = IdentityDocument(person=person, kind=checked.kind, **areas.of_row(person))
        if checked.number:
            row.number = checked.number
            put_indexes(row)
        rows.append(row)
    numbers = [index for one in documents if one.number for index in document_indexes(one.kind, one.number)]
    if numbers and _guesses(by, person.county_id) >= MOST_COLLISIONS:
        raise Refused(_("今天已经有太多号码对不上，请找站点协调员一起登记。"), "number")
    held = IdentityDocument.objects.visible_to(by).filter(number_blind__in=numbers)
    known = held.select_related("person__merged_into").first()
    if known is not None:
        whose = _("这个证件号已经登记在“%(name)s”名下，请直接打开那一页。") % {"name": known.person.canonical}
        raise Refused(whose, "number")
    try:
        with transaction.atomic():
            return IdentityDocument.objects.bulk_create(rows)
    except IntegrityError as error:
        raise KnownElsewhere(_("这个证件号暂时不能登记，请找站点协调员核对。"), "number") from error


def _guesses(by: Actor, county: int) -> int:
    """Return how often somebody has met numbers held out of her sight since this time yesterday."""
    since = timezone.now() - timedelta(days=1)
    return Event.objects.filter(county_id=county, at__gte=since, verb=COLLIDED, by_user=by.user).count()


def keep_telephones(person: Person, phones: Iterable[tuple[str, str]]) -> list[Telephone]:
    """Write checked ``(E.164, label)`` pairs, each number once."""
    rows = []
    for number, label in dict(phones).items():
        row = Telephone(person=person, label=label, **areas.of_row(person))
        row.number = number
        put_indexes(row)
        rows.append(row)
    return Telephone.objects.bulk_create(rows)
