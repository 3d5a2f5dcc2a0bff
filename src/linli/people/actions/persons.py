"""Verbs of a person's base record: registered once, amended against the version one has read."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import sort_key
from linli.people import policies
from linli.people.actions import areas, categories, households
from linli.people.actions.categories import Mark
from linli.people.actions.numbers import check_documents, derive, keep_documents, keep_telephones
from linli.people.models import Household, Person, Sex
from linli.people.numbers import OLDEST, telephone
from linli.people.search import postings, terms, vector
from linli.people.words import called, line
from linli.places.models import Division, Dwelling

LIMITS = {"registered_address": 200, "actual_address": 200, "note": 200}
AMENDABLE = ("name", "preferred_name", "sex", "birth_date", *LIMITS)


class Outdated(Refused):
    """Somebody else has changed the person since she was read; ``current`` is what stands now."""

    def __init__(self, current: Person) -> None:
        self.current = current
        super().__init__(_("您打开之后，别人改过这份资料。两边都列在下面，请选一份。"))


class AlreadyRegistered(Refused):
    """The form was used for another person before."""

    def __init__(self, known: Person) -> None:
        told = _("这张表刚才登记了“%(name)s”。这是另一位的话，请核对后再点一次“登记”。") % {"name": known.name}
        super().__init__(told)


@action
def register(
    *,
    by: Actor,
    community: Division,
    name: str,
    preferred_name: str = "",
    sex: str = Sex.UNKNOWN,
    birth_date: date | None = None,
    documents: Sequence[tuple[str, str]] = (),
    phones: Sequence[tuple[str, str]] = (),
    household: Household | None = None,
    dwelling: Dwelling | None = None,
    registered_address: str = "",
    actual_address: str = "",
    relation: str = "",
    note: str = "",
    categories: Sequence[Mark] = (),
    grid: Division | None = None,
    key: UUID | None = None,
) -> Person:
    """Register a person living in a community.

    ``documents`` are ``(DocumentKind, number)``, ``phones`` ``(number, label)``. Birth and sex are derived from the
    first document that tells them. A dwelling without a household gets one. ``key`` makes a double
    tap harmless: it becomes the person's id, and the same key again returns her and changes nothing. Raises
    :class:`AlreadyRegistered` when that key registered somebody of another name, :class:`Refused` naming the field.
    """
    if key is not None and (known := _registered(key, name, preferred_name, by)) is not None:
        return known
    home = household or dwelling
    person = Person(id=key or new_id())
    areas.put(person, community, grid.pk if grid else getattr(home, "grid_id", None))
    require(policies.register(by, person))
    _same_community(home, community)
    checked = check_documents(documents)
    numbers = [(telephone(number), line(label, 20, "label")) for number, label in phones]
    person.household = household or (households.home_of(dwelling, community, by=by) if dwelling else None)
    _write(
        person, name=name, preferred_name=preferred_name, sex=sex, birth_date=birth_date, note=note,
        registered_address=registered_address, actual_address=actual_address or getattr(home, "address", ""),
    )  # fmt: skip
    derive(person, checked)
    _insert(person)
    keep_documents(person, checked, by=by)
    keep_telephones(person, numbers)
    if person.household is not None:
        households.settle(person, person.household, relation=relation, day=timezone.localdate())
    _mark(person, categories, by)
    audit.record("person.registered", person, by=by)
    return person


@action
def amend(
    person: Person, *, by: Actor, version: int, right: UUID | None = None, **changes: str | date | None
) -> Person:
    """Change fields of :data:`AMENDABLE` against the ``version`` that was read; ``right`` is the request it answers.

    Raises :class:`Outdated` when somebody else was faster, :class:`Refused` naming the field at fault.
    """
    person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=person.pk)
    require(policies.amend(by, person))
    if version != person.version:
        raise Outdated(person)
    before = {field: getattr(person, field) for field in AMENDABLE}
    _write(person, **changes)
    changed = [field for field in AMENDABLE if getattr(person, field) != before[field]]
    if changed:
        person.version += 1
        _save(person)
        asked: dict[str, Any] = {"right": str(right)} if right else {}
        audit.record("person.amended", person, by=by, fields=changed, **asked)
    return person


def _registered(key: UUID, name: str, preferred_name: str, by: Actor) -> Person | None:
    """Return whom a key has registered; the taps of one form come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [(key.int & (2**63 - 1))])
    known = Person.objects.visible_to(by).defer("search").filter(pk=key).first()
    if known is None:
        return None
    named, called_so = called(name, 100, "name"), called(preferred_name, 50, "preferred_name")
    if (named or called_so, called_so) != (known.name, known.preferred_name):
        raise AlreadyRegistered(known)
    return known


def _insert(person: Person) -> None:
    try:
        with transaction.atomic():
            _save(person, new=True)
    except IntegrityError as error:
        raise Refused(_("这张表已经用过了，请重新打开“登记居民”。")) from error


def _mark(person: Person, marks: Sequence[Mark], by: Actor) -> None:
    for mark in marks:
        categories.keep(person, mark, by=by)


def _same_community(home: Household | Dwelling | None, community: Division) -> None:
    if home is not None and home.community_id != community.pk:
        raise Refused(_("这一户不在所选的社区里。"), "household")


def _write(person: Person, **facts: str | date | None) -> None:
    """Put checked facts on the row; unknown names are a fault of the caller."""
    for field, value in facts.items():
        if field not in AMENDABLE:
            raise ValueError(f"{field} is not a field that is amended")
        setattr(person, field, _checked(field, value))
    if not person.name:
        person.name = person.preferred_name
    if not person.name:
        raise Refused(_("请填写姓名；只知道怎么称呼，就先写称呼。"), "name")


def _checked(field: str, value: str | date | None) -> str | date | None:
    if field == "birth_date":
        if isinstance(value, date) and not OLDEST <= value <= timezone.localdate():
            raise Refused(_("出生日期不对，请再核对。"), "birth_date")
        return value or None
    text = str(value or "")
    if field == "sex":
        if text not in Sex.values:
            raise Refused(_("请选择性别，不清楚就选“未知”。"), "sex")
        return text
    if field in LIMITS:
        return line(text, LIMITS[field], field)
    return called(text, 100 if field == "name" else 50, field)


def _save(person: Person, *, new: bool = False) -> None:
    """Write the row with its sort key and postings."""
    person.sort_key = sort_key(person.name)
    own = (person.name, person.preferred_name, person.registered_address, person.actual_address)
    person.search = vector(terms(*own) if new else postings(person))
    if new:
        person.save(force_insert=True)
    else:
        person.save(update_fields=[*AMENDABLE, "sort_key", "search", "version", "updated_at"])
    del person.search
