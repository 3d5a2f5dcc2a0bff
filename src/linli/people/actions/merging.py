"""合并: two files of one person become one, and two again. Records stay as they are; counts follow the alias."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.crypto import compared
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import sort_key
from linli.people import followers, policies
from linli.people.actions import areas
from linli.people.actions.ledger import Ledger
from linli.people.merging import KEPT, OTHER, SHARED, preset
from linli.people.models import Alias, HouseholdMember, KinshipLink, Merge, Person
from linli.people.search import postings, vector


@action
def merge(kept: Person, other: Person, *, by: Actor, choices: Mapping[str, str] | None = None) -> Merge:
    """Put the file ``other`` into ``kept``; ``choices`` say for fields of ``CHOSEN`` whose value stands.

    ``choices`` are ``kept`` or ``other`` (``document`` also ``both``); what is not told is :func:`preset`. Telephones,
    categories and kin of both stand. Nothing of the other file is lost: :func:`unmerge` restores both exactly.
    Raises :class:`Refused`.
    """
    kept, other = _locked(kept, other)
    require(policies.merge(by, kept, other))
    chosen = preset(kept, other) | dict(choices or {})
    require(policies.choose(kept, other, chosen))
    followers.tell(kept.county_id, [kept.pk, other.pk])
    ledger, now = Ledger(), timezone.now()
    _gather(kept, other, chosen["document"], ledger)
    _settle(kept, other, chosen["household"], ledger)
    _point(kept, other, chosen, ledger)
    alias = Alias.objects.create(person=other, kept=kept, since=now)
    made = Merge(
        kept=kept, other=other, alias=alias, choices=chosen, by_user=by.user,
        by_name=by.name, made_at=now, **areas.of_row(kept),
    )  # fmt: skip
    made.before = ledger.text
    made.save(force_insert=True)
    audit.record("person.merged", kept, by=by, other=str(other.pk), merge=str(made.pk))
    return made


@action
def unmerge(merge: Merge, *, by: Actor) -> Merge:
    """Take two files apart again, each as it was. What came to the kept file since stays with it.

    Raises :class:`Refused`, naming what was changed since in a way that leaves nothing to put back to.
    """
    kept, other = _locked(merge.kept, merge.other)
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    require(policies.unmerge(by, merge, kept, other))
    ledger = Ledger(merge.before)
    if changed := ledger.differs():
        told = "、".join(str(part) for part in changed)
        raise Refused(_("合并以后改过：%(what)s。先改回去，再撤销合并。") % {"what": told})
    followers.tell(kept.county_id, [kept.pk, other.pk])
    amended = kept.version if kept.version != ledger.after(kept, "version") else 0
    ledger.put_back()
    now = timezone.now()
    if amended:
        Person.objects.filter(pk=kept.pk).update(version=amended + 1, updated_at=now)
    _index(Person.objects.defer("search").get(pk=kept.pk))
    Alias.objects.filter(pk=merge.alias_id).update(until=now)
    merge.undone_at, merge.undone_by = now, by.user
    merge.save(update_fields=["undone_at", "undone_by"])
    audit.record("person.unmerged", kept, by=by, other=str(other.pk), merge=str(merge.pk))
    return merge


def _locked(kept: Person, other: Person) -> tuple[Person, Person]:
    """Return both as they stand, held until the end: two who merge the same person come one after the other."""
    rows = Person.objects.select_for_update(of=("self",)).defer("search").filter(pk__in=[kept.pk, other.pk])
    found = {row.pk: row for row in rows.order_by("pk")}
    return found.get(kept.pk, kept), found.get(other.pk, other)


def _gather(kept: Person, other: Person, document: str, ledger: Ledger) -> None:
    """Bring telephones, documents, categories and kin to the kept file; what she has already stays with the alias."""
    home = areas.of_row(kept)
    number = compared("number_blind")
    known = {bytes(getattr(row, number) or b"") for row in kept.telephones.all()}
    for phone in other.telephones.order_by("pk"):
        if bytes(getattr(phone, number) or b"") not in known:
            ledger.change(phone, person_id=kept.pk, **home)
    theirs = list(other.documents.order_by("pk")) if document != KEPT else []
    for paper in kept.documents.order_by("pk") if document == OTHER else []:
        ledger.change(paper, person_id=other.pk)
    for paper in theirs:
        ledger.change(paper, person_id=kept.pk, **home)
    running = set(kept.tags.filter(ends_on=None).values_list("category", "basis"))
    for tag in other.tags.order_by("pk"):
        if tag.ends_on is not None or (tag.category, tag.basis) not in running:
            ledger.change(tag, person_id=kept.pk, **home)
    _gather_kin(kept, other, ledger)
    _gather_doors(kept, other, ledger)


def _gather_doors(kept: Person, other: Person, ledger: Ledger) -> None:
    """Card and proxies open the file that stands; of two cards the other's is worthless, of two proxies it is over.

    An account follows by itself.
    """
    home, now = areas.of_row(kept), timezone.now()
    for card in other.cards.filter(revoked_at=None):
        spare = kept.cards.filter(revoked_at=None).exists()
        ledger.change(card, **({"revoked_at": now} if spare else {"person_id": kept.pk, **home}))
    known = set(kept.proxies.filter(ended_at=None).values_list("user_id", flat=True))
    for proxy in other.proxies.filter(ended_at=None):
        twice = proxy.user_id in known
        ledger.change(proxy, **({"ended_at": now} if twice else {"person_id": kept.pk, **home}))


def _gather_kin(kept: Person, other: Person, ledger: Ledger) -> None:
    links = KinshipLink.objects.filter(Q(person__in=[kept, other]) | Q(other__in=[kept, other])).order_by("pk")
    both = {kept.pk, other.pk}
    known = {_far(link, both) for link in links if kept.pk in (link.person_id, link.other_id) and link.ends_on is None}
    for link in links:
        far = _far(link, both)
        if other.pk not in (link.person_id, link.other_id) or far is None:
            continue
        if link.ends_on is None and far in known:
            continue
        side = "person_id" if link.person_id == other.pk else "other_id"
        ledger.change(link, **{side: kept.pk}, **(areas.of_row(kept) if side == "person_id" else {}))


def _far(link: KinshipLink, both: set[Any]) -> Any:
    """Return who a relation leads to outside the two; None when it is between the two."""
    ends = {link.person_id, link.other_id} - both
    return ends.pop() if ends else None


def _settle(kept: Person, other: Person, choice: str, ledger: Ledger) -> None:
    """Let the kept person live where the other file says, since when it says so."""
    if choice != OTHER or kept.household_id == other.household_id:
        return
    today = timezone.localdate()
    for member in kept.memberships.filter(ends_on=None):
        ledger.change(member, ends_on=max(today, member.starts_on))
    lived = other.memberships.filter(ends_on=None).first()
    if lived is not None:
        made = HouseholdMember.objects.create(
            household_id=lived.household_id, person=kept, relation=lived.relation, starts_on=lived.starts_on,
            **areas.of_row(kept),
        )  # fmt: skip
        ledger.make(made)
    ledger.change(kept, household_id=other.household_id)


def _point(kept: Person, other: Person, chosen: Mapping[str, str], ledger: Ledger) -> None:
    """Put the chosen values on the kept file, and let the other lead to it."""
    taken = {name: getattr(other, name) for name in SHARED if chosen[name] == OTHER}
    if "name" in taken:
        taken["sort_key"] = sort_key(other.name)
    ledger.change(kept, **taken, version=kept.version + 1, updated_at=timezone.now())
    ledger.change(other, merged_into_id=kept.pk)
    _index(kept)


def _index(kept: Person) -> None:
    Person.objects.filter(pk=kept.pk).update(search=vector(postings(kept)))
