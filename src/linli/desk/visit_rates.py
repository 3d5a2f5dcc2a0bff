"""探访率: the six national classes, month by month, by class and place; every number opens the people behind it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.audit import actions as audit
from linli.insights import disclosure, thresholds
from linli.kernel.paging import page
from linli.kernel.period import Period, shift
from linli.outreach import rates
from linli.outreach.rates import FIGURES, Figures
from linli.people import locks
from linli.people.models import Person
from linli.places.models import Division, Level
from linli.places.policies import reaches
from linli.records.counting import Cell
from linli.records.definitions import Definition, Measure
from linli.records.policies import NAMES_SHOWN

SEES = (Role.STATION_LEAD, Role.STREET_OFFICER, Role.COUNTY_OFFICER, Role.EVALUATOR)
OPENS = tuple(role for role in SEES if role in NAMES_SHOWN)
LEVELS = (Level.COUNTY, Level.TOWN, Level.COMMUNITY, Level.GRID)
WORDS = {"due": lazy("应访"), "met": lazy("访到"), "tried": lazy("去了没见到"), "left": lazy("还没去")}
COUNTED = Definition("visited", "", "", Measure.PERSONS, "", "")


@require_GET
@staff(*SEES)
def visit_rates(request: Request) -> HttpResponse:
    """Show a month of a place: each class, and each place below. Small numbers of other places are hidden."""
    place, month, code = _asked(request)
    classes = rates.by_class(request.actor, place, month)
    below = rates.by_place(request.actor, place, month, code)
    names = dict(Division.objects.filter(pk__in=below).order_by("code").values_list("pk", "name"))
    own = set(below) if request.actor.role != Role.EVALUATOR else set()
    hidden = secret(below, own, thresholds.of(place).small)
    chosen = [("", _("六类合计，每人一次")), *((rule.code, rule.name) for rule in rates.classes())]
    context = {
        "place": place, "month": month, "code": code, "small": thresholds.of(place).small,
        "earlier": shift(month.start, -1), "later": shift(month.start, 1),
        "has_later": month.end < timezone.localdate(), "opens": request.actor.role in OPENS,
        "classes": [
            {"code": one, "name": name, "figures": None if hidden else classes[one]} for one, name in chosen
        ],
        "places": [
            {"id": pk, "name": name, "figures": None if pk in hidden else below[pk]} for pk, name in names.items()
        ],
        "hidden": bool(hidden),
    }  # fmt: skip
    return render(request, "desk/visits/rates.html", context)


@require_GET
@staff(*OPENS)
def visit_rate_people(request: Request) -> HttpResponse:
    """List the people behind one figure."""
    place, month, code = _asked(request)
    figure = request.GET.get("figure", "due")
    if figure not in FIGURES:
        raise Http404
    rows = rates.persons(request.actor, place, month, code, figure)
    shown = page(rows, "sort_key", "id", after=request.GET.get("after", ""), size=50)
    people: list[Person] = locks.unveil(shown.rows, request.actor)
    audit.looked(
        "visits", [one.pk for one in people], by=request.actor, county=place.areas()["county_id"], fields=["name"],
        purpose="rate",
    )  # fmt: skip
    older = request.GET.copy()
    older["after"] = shown.next
    context: dict[str, Any] = {
        "place": place, "month": month, "code": code, "word": WORDS[figure], "people": people,
        "older": f"?{older.urlencode()}" if shown.next else "",
    }  # fmt: skip
    return render(request, "desk/visits/rate_people.html", context)


def secret(below: dict[int, Figures], own: set[int], small: int) -> set[int]:
    """Return the places whose row is hidden: where one of the figures is, by the rule of ``insights.disclosure``."""
    gone: set[int] = set()
    for figure in FIGURES:
        cells = {pk: _cell(getattr(one, figure)) for pk, one in below.items()}
        column = disclosure.hidden(cells, _cell(sum(cell.amount for cell in cells.values())), own, small)
        gone |= {pk for pk, cell in column.cells.items() if cell is None}
    if len(gone) == 1 and len(others := [pk for pk in below if pk not in gone and pk not in own]) > 0:
        gone.add(min(others, key=lambda pk: (below[pk].due, pk)))
    return gone


def _cell(count: int) -> Cell:
    return Cell(COUNTED, count, count)


def _asked(request: Request) -> tuple[Division, Period, str]:
    """Return place, month and class from the address; the place is one's own or one inside it."""
    told = request.GET.get("place", "")
    wide = Division.objects.filter(pk__in=request.actor.scope.areas)
    if told.isascii() and told.isdigit() and len(told) < 10:
        place = get_object_or_404(Division.objects.current().filter(level__in=LEVELS), pk=int(told))
        if not reaches(request.actor, place):
            raise Http404
    else:
        first = wide.filter(level__in=LEVELS).order_by("code").first()
        if first is None:
            raise Http404
        place = first
    code = request.GET.get("class", "")
    return place, rates.month_of(request.GET.get("month", ""), timezone.localdate()), code


urlpatterns = [
    path("m/visits/", visit_rates, name="visit_rates"),
    path("m/visits/people/", visit_rate_people, name="visit_rate_people"),
]
