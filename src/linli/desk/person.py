"""居民页 (wireframe ⑥): who she is, with whom she lives, what was done, who has looked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.desk.navigation import opens
from linli.kernel.actor import Actor
from linli.kernel.paging import page
from linli.people import locks, queries
from linli.people.cards import cards, masked
from linli.people.leading import leads_on
from linli.people.models import Person, PriorityTag
from linli.people.packs import category_name
from linli.people.policies import KEEPERS, MERGERS, READERS
from linli.records import policies as rules
from linli.records.models import Kind, ServiceRecord
from linli.records.queries import named_to, of

ON_OVERVIEW, ON_PAGE, EXCERPT = 8, 50, 80


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    when: str
    title: str
    text: str = ""
    by: str = ""
    url: str = ""
    tone: str = ""


@require_safe
@staff(*READERS)
@leads_on
def person(request: Request, pk: UUID) -> HttpResponse:
    """Show the overview."""
    context = frame(request, pk, "person", ("name", "birth_date", "address", "numbers_masked", "categories", "records"))
    subject: Person = context["person"]
    tags = list(subject.tags.order_by("ends_on", "-starts_on", "id"))
    records = _records(subject, request.actor)
    context |= {
        "masked": masked(subject),
        "official": [_tag(tag) for tag in tags if tag.basis == PriorityTag.Basis.RECOGNISED],
        "observed": [_tag(tag) for tag in tags if tag.basis == PriorityTag.Basis.OBSERVED],
        "moments": _moments(request, records[:ON_OVERVIEW], subject),
        "merges": queries.merges(subject, request.actor) if request.actor.role in MERGERS else [],
        "merger": request.actor.role in MERGERS,
    }
    return render(request, "desk/person.html", context)


@require_safe
@staff(*READERS)
@leads_on
def person_family(request: Request, pk: UUID) -> HttpResponse:
    """Show the household, earlier ones, and kin."""
    context = frame(request, pk, "person_family", ("name", "household", "kin"))
    subject: Person = context["person"]
    people: list[Person] = []
    if subject.household is not None:
        people = [member.person for member in queries.members(subject.household) if member.ends_on is None]
    shown = cards(people, timezone.localdate(), by=request.actor)
    found = queries.kin(subject)
    told = locks.unveil([other for _link, other, _kind in found], request.actor)
    kin = [(link, other, kind) for (link, _other, kind), other in zip(found, told, strict=True)]
    seen = {row.pk: row for row in [*people, *(other for _link, other, _kind in kin)]}
    _look(request, "person.family", list(seen.values()), ("name", "age", "telephone_masked", "kin"))
    context |= {
        "members": shown,
        "past": subject.memberships.exclude(ends_on=None).select_related("household").order_by("-ends_on", "id"),
        "kin": kin,
    }
    return render(request, "desk/person_family.html", context)


@require_safe
@staff(*READERS)
@leads_on
def person_records(request: Request, pk: UUID) -> HttpResponse:
    """Show the whole timeline, of one kind when ``?kind=`` says so."""
    context = frame(request, pk, "person_records", ("name", "records"))
    kind = request.GET.get("kind", "")
    rows = _records(context["person"], request.actor)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    shown = page(rows, "-happened_on", "-id", after=request.GET.get("after", ""), size=ON_PAGE)
    older = request.GET.copy()
    older["after"] = shown.next
    context |= {
        "kinds": [{"value": "", "label": _("全部")}, *({"value": one.value, "label": one.label} for one in Kind)],
        "kind": kind,
        "moments": _moments(request, shown.rows, context["person"]),
        "older": f"?{older.urlencode()}" if shown.next else "",
    }
    return render(request, "desk/person_records.html", context)


def frame(request: Request, pk: UUID, here: str, fields: Sequence[str]) -> dict[str, Any]:
    """Return what every side of the page shows, and leave the look."""
    rows = Person.objects.visible_to(request.actor).select_related("household").defer("search")
    subject = get_object_or_404(rows, pk=pk)
    locks.demand(subject, request.actor)
    _look(request, here, [subject], fields)
    sides = [("person", _("概况")), ("person_family", _("家庭"))]
    if request.actor.role in rules.NAMES_SHOWN:
        sides.append(("person_records", _("服务记录")))
    if request.actor.role in KEEPERS:
        sides += [("person_consents", _("同意")), ("person_looks", _("谁看过"))]
    (card,) = cards([subject], timezone.localdate(), by=request.actor)
    return {
        "person": subject,
        "card": card,
        "meta": _meta(card.age, card.sex, card.home, card.telephone),
        "tabs": [{"url": reverse(name, args=[pk]), "label": label, "current": name == here} for name, label in sides],
        "keeps": request.actor.role in KEEPERS,
        "in_charge": request.actor.role in locks.IN_CHARGE,
        "record_url": opens("record_new", request.actor.role),
    }


def _look(request: Request, kind: str, people: Sequence[Person], fields: Sequence[str]) -> None:
    county = people[0].county_id if people else None
    name = "person.view" if kind == "person" else kind.replace("_", ".")
    looked(name, [row.pk for row in people], by=request.actor, county=county, fields=fields)


def _meta(age: int | None, *facts: str) -> str:
    years = _("%(age)d岁") % {"age": age} if age is not None else ""
    return " · ".join(fact for fact in (years, *facts) if fact)


def _records(subject: Person, by: Actor) -> QuerySet[ServiceRecord]:
    """Return the records of a person that the actor may read with her name: protected work only by its team."""
    rows = ServiceRecord.objects.standing().filter(by.scope.q(), of(subject.pk))
    return rows.filter(named_to(by)).prefetch_related("workers").order_by("-happened_on", "-id")


def _moments(request: Request, records: Iterable[ServiceRecord], subject: Person) -> list[Moment]:
    """Return records as lines; text is opened for its team only, and the reading of it is noted."""
    made = [_moment(record, request.actor) for record in records]
    if any(moment.text for moment in made):
        _look(request, "record_narrative", [subject], ["narrative"])
    return made


def _moment(record: ServiceRecord, by: Actor) -> Moment:
    text = record.narrative if rules.read_narrative(by, record) is None else ""
    return Moment(
        when=record.happened_on.isoformat(),
        title=" ".join(filter(None, [str(record.get_kind_display()), record.title])),
        text=text if len(text) <= EXCERPT else text[:EXCERPT] + "…",
        by=record.acted_name,
        url=reverse("record", args=[record.pk]) if opens("records", by.role) else "",
    )


def _tag(tag: PriorityTag) -> dict[str, Any]:
    return {"tag": tag, "name": category_name(tag.category), "runs": tag.ends_on is None}


urlpatterns = [
    path("w/people/<uuid:pk>/", person, name="person"),
    path("w/people/<uuid:pk>/family/", person_family, name="person_family"),
    path("w/people/<uuid:pk>/records/", person_records, name="person_records"),
]
