"""疑似重复: the pairs found at night, and who looks like somebody just being told of."""

from contextlib import suppress
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.matching.duplicates import File
from linli.people import actions, duplicates, numbers
from linli.people.cards import cards
from linli.people.models import DocumentKind, DuplicatePair, Person
from linli.people.policies import KEEPERS, MERGERS
from linli.people.views.listing import FIELDS, county_of

SIZE = 20


@require_safe
@staff(*MERGERS)
def people_duplicates(request: Request) -> HttpResponse:
    """List the pairs that look like one person, the most alike first."""
    rows = DuplicatePair.objects.visible_to(request.actor).filter(
        parted_at=None, first__merged_into=None, second__merged_into=None
    )
    rows = rows.select_related("first", "second").defer("first__search", "second__search")
    shown = page(rows, "-weight", "-id", after=request.GET.get("after", ""), size=SIZE)
    both = {person.pk: person for pair in shown.rows for person in (pair.first, pair.second)}
    told = {card.person.pk: card for card in cards(list(both.values()), timezone.localdate(), by=request.actor)}
    looked(
        "people.duplicates", list(told), by=request.actor, county=county_of(list(both.values())), fields=FIELDS
    )  # fmt: skip
    pairs = [
        {"first": told[pair.first_id], "second": told[pair.second_id], "words": duplicates.words(pair.levels)}
        for pair in shown.rows
    ]
    older = f"?after={shown.next}" if shown.next else ""
    return render(request, "people/duplicates.html", {"pairs": pairs, "older": older})


@require_POST
@staff(*MERGERS)
def person_part(request: Request, pk: UUID, other: UUID) -> HttpResponse:
    """Remember that two files are of two people."""
    people = Person.objects.visible_to(request.actor).defer("search")
    first, second = get_object_or_404(people, pk=pk), get_object_or_404(people, pk=other)
    actions.part(first, second, by=request.actor)
    messages.success(request, _("记下了：是两个人，以后不再提示。"))
    return redirect("people_duplicates")


@require_POST
@staff(*KEEPERS)
def person_alike(request: Request) -> HttpResponse:
    """Answer with who looks like the person being typed; nothing is kept but the look."""
    return render(request, "people/alike.html", {"alike": told_alike(request)})


def told_alike(request: Request) -> list[dict[str, object]]:
    """Return who in sight looks like the person a form tells of, and leave the look."""
    told = _told(request.POST)
    if not told.name:
        return []
    but = None
    with suppress(ValueError):
        but = UUID(request.POST.get("key", ""))
    found = duplicates.alike(told, by=request.actor, but=but)
    people = [one.person for one in found]
    looked(
        "people.duplicates", [person.pk for person in people], by=request.actor, county=county_of(people),
        fields=FIELDS,
    )  # fmt: skip
    shown = cards(people, timezone.localdate(), by=request.actor)
    return [
        {"card": card, "words": duplicates.words(one.likeness.levels)}
        for card, one in zip(shown, found, strict=True)
    ]  # fmt: skip


def _told(sent: QueryDict) -> File:
    """Return what a form says so far; what cannot be read yet is left out."""
    born, sex, paper = None, sent.get("sex", ""), ""
    with suppress(ValueError):
        born = date.fromisoformat(sent.get("birth_date", ""))
    with suppress(Refused):
        kind = sent.get("document_kind") or DocumentKind.ID_CARD
        read = numbers.document(kind, sent.get("document_number", ""), today=timezone.localdate())
        paper, born, sex = read.number, read.birth_date or born, read.sex
    own, family = _telephones(sent, "phone"), _telephones(sent, "other_phone")
    name = sent.get("name", "") or sent.get("preferred_name", "")
    return File(name[:100], born, sex, paper, own | family, family, sent.get("door", "").replace(" ", ""))


def _telephones(sent: QueryDict, name: str) -> frozenset[str]:
    try:
        return frozenset([numbers.telephone(typed)]) if (typed := sent.get(name, "")) else frozenset()
    except Refused:
        return frozenset()
