"""What erasing a class of data does to the rows of this room; rooms above add theirs when they are loaded.

Rows that counts stand on stay and lose their text; all others go. The file itself becomes a shell without a name.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.scope import GONE
from linli.people import consents
from linli.people.models import (
    AccessGrant,
    AccessRequest,
    Death,
    DuplicatePair,
    Erasure,
    GlassReview,
    Household,
    HouseholdMember,
    IdentityDocument,
    KinshipLink,
    LegalHold,
    Merge,
    Person,
    PriorityTag,
    RightsRequest,
    Sex,
    Telephone,
)

Eraser = Callable[[Sequence[UUID]], int]
_erasers: dict[str, list[Eraser]] = defaultdict(list)


def register(code: str, eraser: Eraser) -> None:
    """Let ``eraser`` (given every id of one person, returning how many rows it touched) do its part of a class."""
    if eraser not in _erasers[code]:
        _erasers[code].append(eraser)


def run(code: str, selves: Sequence[UUID]) -> int:
    """Erase one class of a person; return how many rows were deleted or emptied."""
    return sum(eraser(selves) for eraser in _erasers[code])


def identity(selves: Sequence[UUID]) -> int:
    """Leave a shell: no name, number, address or note, here or in what merges, deaths, grants and requests kept."""
    gone = [
        rows.filter(person__in=selves).delete()[0] for rows in (IdentityDocument.objects.all(), Telephone.objects.all())
    ]
    gone.append(DuplicatePair.objects.filter(Q(first__in=selves) | Q(second__in=selves)).delete()[0])
    Merge.objects.filter(Q(kept__in=selves) | Q(other__in=selves)).update(before_sealed=None)
    Death.objects.filter(person__in=selves).update(before_sealed=None, source=GONE)
    AccessGrant.objects.filter(person__in=selves).update(text_sealed=None)
    GlassReview.objects.filter(grant__person__in=selves).update(note_sealed=None)
    AccessRequest.objects.filter(person__in=selves).update(reason=GONE)
    RightsRequest.objects.filter(person__in=selves).update(words_sealed=None, asker_name_sealed=None)
    LegalHold.objects.filter(person__in=selves).update(reason_sealed=None)
    Erasure.objects.filter(person__in=selves).update(reason_sealed=None)
    shell = Person.objects.filter(pk__in=selves)
    touched = shell.update(
        name=_("已删除"), preferred_name="", sort_key="", sex=Sex.UNKNOWN, birth_date=None, registered_address="",
        actual_address="", note="", search=None, erased_at=timezone.now(), restricted_at=None,
        version=F("version") + 1,
    )  # fmt: skip
    return sum(gone) + touched


def family(selves: Sequence[UUID]) -> int:
    """Take her out of every household and kinship; a household nobody else ever lived in loses name and address."""
    homes = set(Household.objects.filter(members__person__in=selves).values_list("pk", flat=True))
    homes |= set(Household.objects.filter(people__in=selves).values_list("pk", flat=True))
    gone = KinshipLink.objects.filter(Q(person__in=selves) | Q(other__in=selves)).delete()[0]
    Person.objects.filter(pk__in=selves).update(household=None)
    gone += HouseholdMember.objects.filter(person__in=selves).delete()[0]
    empty = Household.objects.filter(pk__in=homes, members=None, people=None)
    return gone + empty.update(name="", address="", dwelling=None)


def categories(selves: Sequence[UUID]) -> int:
    """Empty what a category says in words, and end it; code and days stay, for the figures of the past."""
    rows = PriorityTag.objects.filter(person__in=selves)
    rows.filter(ends_on=None).update(ends_on=Greatest(F("starts_on"), timezone.localdate()))
    rows.filter(basis=PriorityTag.Basis.RECOGNISED).update(authority=GONE)
    return rows.update(document="", reason="")


register("identity", identity)
register("family", family)
register("categories", categories)
register("consents", consents.empty_evidence)
