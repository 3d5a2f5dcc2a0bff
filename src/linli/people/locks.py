"""Files that are shut: what is restricted opens to nobody, a child's in difficulty with a grant or broken glass only.

未成年人网络保护条例 requires approval and a record for each access of staff to a minor's data. The head of the station
approves and answers for it, so that her own sight needs no grant. 限制处理 (个人信息保护法 44) leaves nothing but
storage: no post and no job is excepted, and no grant opens it; who asked for it, and who answers, lift it again.
"""

import copy
from collections.abc import Iterable, Sequence
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal, Refused
from linli.people.guardians import GROWN_UP
from linli.people.models import AccessGrant, Person, PriorityTag
from linli.people.numbers import age, years_before
from linli.people.packs import age_band, shutting

SENTENCE = _("这是受保护的儿童档案，要站长批准才能打开。请在居民页上申请。")
RESTRICTED = _("她的信息已经限制处理：只保存，不看、不改、不用。要办事，请先由本人提出解除，由站长办理。")
IN_CHARGE = frozenset({Role.STATION_LEAD})


class Shut(Refused):
    """A file is shut to this post; ``person`` is whose."""

    def __init__(self, person: Person) -> None:
        self.person = person
        super().__init__(SENTENCE)


class Restricted(Shut):
    """What is kept of ``person`` is stored and not used."""

    def __init__(self, person: Person) -> None:
        super().__init__(person)
        self.sentence = str(RESTRICTED)


def restricted(people: Iterable[Person]) -> set[UUID]:
    """Return those of people whose data is stored and not used; the row says it, so that no query is needed."""
    return {one.pk for one in people if one.restricted_at is not None}


def refusal(people: Iterable[Person], by: Actor) -> Refusal:
    """Return the sentence that refuses writing about people, or None: restricted to anybody, or shut to the actor."""
    told = list(people)
    if restricted(told):
        return RESTRICTED
    return SENTENCE if shut(told, by, writing=True) else None


def locked(people: Iterable[Person], day: date) -> set[UUID]:
    """Return those whose files are shut to whoever has no grant: in difficulty by a tag in force, not known to be 18.

    A file that was merged is shut with the one that stands. One query when somebody may be a minor, none otherwise.
    """
    files = _files(people, day)
    return _held(files, _shutting(files, day), day) if files else set()


def _files(people: Iterable[Person], day: date) -> dict[UUID, set[UUID]]:
    """Return those who may be shut, each with the ids of the files that stand for her; who is grown up is left out."""
    return {
        one.pk: {one.pk, one.merged_into_id or one.pk}
        for one in people
        if one.merged_into_id is not None or not _is_grown(one.birth_date, day)
    }


def _is_grown(born: date | None, day: date) -> bool:
    return born is not None and age(born, day) >= GROWN_UP


def _shutting(files: dict[UUID, set[UUID]], day: date) -> QuerySet[PriorityTag]:
    return PriorityTag.objects.filter(_runs(day), person__in=set().union(*files.values()), category__in=shutting())


def _runs(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


def _held(files: dict[UUID, set[UUID]], tags: QuerySet[PriorityTag], day: date) -> set[UUID]:
    found = {pk for pk, born in tags.values_list("person_id", "person__birth_date") if not _is_grown(born, day)}
    return {pk for pk, hers in files.items() if hers & found}


def shut(people: Iterable[Person], by: Actor, *, writing: bool = False, day: date | None = None) -> set[UUID]:
    """Return those of ``people`` whose files are shut to an actor now; broken glass opens for reading only.

    What is restricted is shut to everybody. One query when somebody may be a minor, none otherwise.
    """
    held = restricted(people := list(people))
    day = day or timezone.localdate()
    files = {} if _opens_all(by) else _files(people, day)
    if not files:
        return held
    tags = _shutting(files, day).exclude(Exists(_grants(by, writing=writing)))
    return held | _held(files, tags, day)


def is_shut(by: Actor, *files: str) -> Exists | Value:
    """Return :func:`shut` (for reading, but for what is restricted) as part of another question.

    ``files`` are the paths, from the rows that are asked, to the person and to the file hers was merged into.
    """
    if _opens_all(by):
        return Value(False)
    day = timezone.localdate()
    young = Q(person__birth_date=None) | Q(person__birth_date__gt=years_before(day, GROWN_UP))
    whose = reduce(or_, (Q(person=OuterRef(path)) for path in files))
    tags = PriorityTag.objects.filter(whose, young, _runs(day), category__in=shutting())
    return Exists(tags.exclude(Exists(_grants(by))))


def _opens_all(by: Actor) -> bool:
    return by.channel == Channel.JOB or by.role in IN_CHARGE


def _grants(by: Actor, *, writing: bool = False) -> QuerySet[AccessGrant]:
    """Return the grants an actor holds now over the person of an outer tag."""
    now = timezone.now()
    grants = AccessGrant.objects.filter(
        person=Coalesce(OuterRef("person__merged_into"), OuterRef("person")),
        grantee=by.post,
        grantee_user__in=[by.user],
        closed_at=None,
        starts_at__lte=now,
        until__gt=now,
    )
    return grants.exclude(kind=AccessGrant.Kind.BREAK_GLASS) if writing else grants


def use(*people: Person | None) -> None:
    """Raise :class:`Restricted` when the data of one of people is stored and not used."""
    for person in people:
        if person is not None and person.restricted_at is not None:
            raise Restricted(person)


def demand(person: Person, by: Actor, *, writing: bool = False) -> None:
    """Raise :class:`Shut` when a file is shut to an actor, :class:`Restricted` when it is shut to everybody."""
    use(person)
    if shut([person], by, writing=writing):
        raise Shut(person)


def veiled(person: Person) -> Person:
    """Return what a list may show of somebody whose file is shut: a surname. It is never saved."""
    told = copy.copy(person)
    told.name = told.preferred_name = told.sort_key = f"{person.name[:1]}某"
    told.actual_address = told.registered_address = told.note = ""
    told.birth_date = None
    return told


def unveil(people: Sequence[Person], by: Actor) -> list[Person]:
    """Return people as a list shows them to an actor, those whose files are shut veiled."""
    kept = shut(people, by)
    return [veiled(one) if one.pk in kept else one for one in people]


def band(person: Person, day: date) -> str:
    """Return the age band that may be told of somebody whose file is shut."""
    code = age_band(person.birth_date, day)
    return f"{code.replace('-', '–')}岁" if code else ""
