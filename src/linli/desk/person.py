"""居民页 (wireframe ⑥): who she is, with whom she lives, what was done, who has looked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
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
from linli.outreach import answers
from linli.people import locks, queries
from linli.people.cards import Whole, cards, masked, whole
from linli.people.leading import leads_on
from linli.people.models import Person, PriorityTag
from linli.people.packs import category_name
from linli.people.policies import KEEPERS, MERGERS, READERS
from linli.practice.policies import CASEWORKERS
from linli.practice.queries.cases import hint, told_of
from linli.records import policies as rules
from linli.records.models import Kind, ServiceRecord, ServiceRecordQuerySet
from linli.records.queries import named_to, of, withheld

ON_OVERVIEW, ON_PAGE, EXCERPT = 8, 50, 80


@dataclass(frozen=True)
class Moment:
    """One line of the timeline."""

    when: str
    title: str
    text: str = ""
    form: str = ""
    by: str = ""
    url: str = ""
    tone: str = ""


@require_safe
@staff(*READERS)
@leads_on
def person(request: Request, pk: UUID) -> HttpResponse:
    """Show the overview."""
    found = sought(request, pk, "documents")
    moments = _moments(found, _records(found, request.actor)[:ON_OVERVIEW], request.actor)
    fields = ("name", "birth_date", "address", "numbers_masked", "categories", "records")
    context = frame(request, found, "person", fields, read=_read(moments))
    tags = sorted(found.person.tags.all(), key=_latest)
    merger = request.actor.role in MERGERS
    context |= {
        "masked": masked(found.person),
        "official": [_tag(tag) for tag in tags if tag.basis == PriorityTag.Basis.RECOGNISED],
        "observed": [_tag(tag) for tag in tags if tag.basis == PriorityTag.Basis.OBSERVED],
        "moments": moments,
        "merges": queries.merges(found.person, request.actor) if merger and len(found.selves) > 1 else [],
        "merger": merger,
    }
    return render(request, "desk/person.html", context)


@require_safe
@staff(*READERS)
@leads_on
def person_family(request: Request, pk: UUID) -> HttpResponse:
    """Show the household, earlier ones, and kin."""
    sought_for = sought(request, pk)
    context = frame(request, sought_for, "person_family", ("name", "household", "kin"))
    subject = sought_for.person
    people: list[Person] = []
    if subject.household is not None:
        people = [member.person for member in queries.members(subject.household) if member.ends_on is None]
    shown = cards(people, timezone.localdate(), by=request.actor)
    found = queries.kin(subject)
    told = locks.unveil([other for _link, other, _kind in found], request.actor)
    kin = [(link, other, kind) for (link, _other, kind), other in zip(found, told, strict=True)]
    seen = {row.pk: row for row in [*people, *(other for _link, other, _kind in kin)]}
    county = subject.county_id
    looked("person.family", seen, by=request.actor, county=county, fields=("name", "age", "telephone_masked", "kin"))
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
    found = sought(request, pk)
    kind = request.GET.get("kind", "")
    rows = _records(found, request.actor)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    shown = page(rows, "-happened_on", "-id", after=request.GET.get("after", ""), size=ON_PAGE)
    moments = _moments(found, shown.rows, request.actor)
    context = frame(request, found, "person_records", ("name", "records"), read=_read(moments))
    older = request.GET.copy()
    older["after"] = shown.next
    context |= {
        "kinds": [{"value": "", "label": _("全部")}, *({"value": one.value, "label": one.label} for one in Kind)],
        "kind": kind,
        "moments": moments,
        "older": f"?{older.urlencode()}" if shown.next else "",
    }
    return render(request, "desk/person_records.html", context)


def sought(request: Request, pk: UUID, *also: str) -> Whole:
    """Return the person a page is about; 404 out of reach, and the door of a file that is shut."""
    found = whole(pk, timezone.localdate(), by=request.actor, also=also, told_too=told_of(request.actor))
    if found is None:
        raise Http404
    locks.demand(found.person, request.actor)
    return found


def frame(
    request: Request, found: Whole, here: str, fields: Sequence[str], *, read: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Any]:
    """Return what every side of the page shows, and leave the look (``read``: further kinds of it)."""
    subject, card = found.person, found.card
    kind = {"person": "person.view"}.get(here, here.replace("_", "."))
    looked(kind, [subject.pk], by=request.actor, county=subject.county_id, fields=fields, also=read)
    sides = [("person", _("概况")), ("person_family", _("家庭"))]
    if request.actor.role in rules.NAMES_SHOWN:
        sides.append(("person_records", _("服务记录")))
    if request.actor.role in KEEPERS:
        sides += [("person_consents", _("同意")), ("person_looks", _("谁看过"))]
    return {
        "person": subject,
        "card": card,
        "meta": _meta(card.age, card.sex, card.home, card.telephone),
        "tabs": [
            {"url": reverse(name, args=[subject.pk]), "label": label, "current": name == here} for name, label in sides
        ],
        "keeps": request.actor.role in KEEPERS,
        "in_charge": request.actor.role in locks.IN_CHARGE,
        "case": hint(subject),
        "may_open": request.actor.role in CASEWORKERS,
        "record_url": opens("record_new", request.actor.role),
    }


def _meta(age: int | None, *facts: str) -> str:
    years = _("%(age)d岁") % {"age": age} if age is not None else ""
    return " · ".join(fact for fact in (years, *facts) if fact)


def _records(found: Whole, by: Actor) -> ServiceRecordQuerySet:
    """Return the records of a person that the actor may read with her name: protected work only by its team."""
    rows = ServiceRecord.objects.standing().filter(by.scope.q(), of(*found.selves)).annotate(withheld=withheld())
    return rows.filter(named_to(by)).with_servers().order_by("-happened_on", "-id")


def _moments(found: Whole, records: Iterable[ServiceRecord], by: Actor) -> list[Moment]:
    """Return records as lines; text is opened for its team only, visit forms for those who visit there."""
    rows = list(records)
    forms = answers.of_person(found.selves, by, most=2 * len(rows) + 1) if rows else []
    shown = {(row.source, row.source_id) for row in rows}
    forms = [one for one in forms if one.stands or one.record in shown]
    said = {one.record: answers.sentence(one, before) for one, before in zip_longest(forms, forms[1:]) if one}
    return [_moment(row, said.get((row.source, row.source_id), ""), by) for row in rows]


def _read(moments: Sequence[Moment]) -> dict[str, Sequence[str]]:
    """Return the kinds of look that reading these lines is, beside the look at the page."""
    kinds: dict[str, Sequence[str]] = {}
    if any(moment.text for moment in moments):
        kinds["record.narrative"] = ("narrative",)
    if any(moment.form for moment in moments):
        kinds[answers.LOOK] = ("answers",)
    return kinds


def _moment(record: ServiceRecord, form: str, by: Actor) -> Moment:
    held: bool = record.withheld  # type: ignore[attr-defined]
    text = record.narrative if not held and rules.read_narrative(by, record) is None else ""
    return Moment(
        when=record.happened_on.isoformat(),
        title=" ".join(filter(None, [str(record.get_kind_display()), "" if held else record.title])),
        text=text if len(text) <= EXCERPT else text[:EXCERPT] + "…",
        form=form,
        by=record.acted_name,
        url=reverse("record", args=[record.pk]) if opens("records", by.role) else "",
    )


def _latest(tag: PriorityTag) -> tuple[bool, int, int, UUID]:
    """Order tags as the page tells them: by their end, those that run last; of the same end the latest begun first."""
    ends = tag.ends_on.toordinal() if tag.ends_on else 0
    return tag.ends_on is None, ends, -tag.starts_on.toordinal(), tag.pk


def _tag(tag: PriorityTag) -> dict[str, Any]:
    return {"tag": tag, "name": category_name(tag.category), "runs": tag.ends_on is None}


urlpatterns = [
    path("w/people/<uuid:pk>/", person, name="person"),
    path("w/people/<uuid:pk>/family/", person_family, name="person_family"),
    path("w/people/<uuid:pk>/records/", person_records, name="person_records"),
]
