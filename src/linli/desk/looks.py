"""谁看过我的信息: unit, role, time and what kind of look; never the content, nothing private of the worker."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.accounts.doors import resident, staff
from linli.accounts.middleware import Request
from linli.accounts.models import Post, Role
from linli.audit.models import Look
from linli.desk.person import frame, sought
from linli.desk.resident import AROUND, allowed, glance, known
from linli.desk.verbs import label_of
from linli.kernel.paging import page
from linli.papers import pdf
from linli.people import actions, locks, queries
from linli.people.leading import leads_on
from linli.people.models import Person, Proxy
from linli.people.policies import KEEPERS
from linli.people.standing import ACTING

ON_PAGE, ON_PAPER = 50, 300
OWN = "my."  # kinds of look by the resident herself
SURVEYS = "survey."  # who was drawn for a survey is told to nobody of the place

PAPER = """
#show: paper.with(title: data.title, note: data.day)
#align(center)[#text(size: 18pt, weight: "bold")[#data.title]]
#data.name　#data.day
#table(
  columns: (auto, 1fr, auto, auto),
  inset: 6pt, stroke: 0.5pt,
  table.header([*时间*], [*单位*], [*岗位*], [*看了什么*]),
  ..data.rows.map(row => (row.at, row.unit, row.role, row.what)).flatten()
)
#text(size: 9pt)[只写单位、岗位、时间和看的是哪一类，不写内容。觉得不该看的，请告诉社工站或镇街。]
"""


def looks_at(person: Person, *, hers: bool = False) -> Any:
    """Return the looks at a person by others, under every file that was hers; those of surveys for herself alone."""
    rows = Look.objects.filter(persons__overlap=queries.selves(person.pk), county_id=person.county_id)
    rows = rows.exclude(kind__startswith=OWN)
    return rows if hers else rows.exclude(kind__startswith=SURVEYS)


def told(looks: Iterable[Look]) -> list[dict[str, Any]]:
    """Return looks in words: unit, role, time, kind; in one query more for the units."""
    shown = list(looks)
    held = Post.objects.filter(pk__in={look.by_post for look in shown if look.by_post})
    units = {post.pk: _unit(post) for post in held.select_related("place", "organisation", "service_point")}
    roles = dict(Role.choices)
    return [
        {
            "at": look.at, "unit": units.get(look.by_post or UUID(int=0), _("系统")),
            "role": str(roles.get(look.by_role, look.by_role)), "what": label_of(look.kind),
        }
        for look in shown
    ]  # fmt: skip


def _unit(post: Post) -> str:
    return str(post.service_point or post.organisation or post.place)


@require_safe
@staff(*KEEPERS)
@leads_on
def person_looks(request: Request, pk: UUID) -> HttpResponse:
    """Show a resident, or print for her, who has looked at what is kept about her."""
    context = frame(request, sought(request, pk), "person_looks", ("name", "looks"))
    shown = page(looks_at(context["person"]), "-at", "-id", after=request.GET.get("after", ""), size=ON_PAGE)
    context |= {"looks": told(shown.rows), "older": f"?after={shown.next}" if shown.next else ""}
    return render(request, "desk/person_looks.html", context)


@require_safe
@staff(*KEEPERS)
@leads_on
def person_looks_paper(request: Request, pk: UUID) -> HttpResponse:
    """The same on paper, to be handed over; nothing of a file that was opened in an emergency is printed."""
    found = sought(request, pk)
    locks.demand(found.person, request.actor, writing=True)
    context = frame(request, found, "person_looks", ("name", "looks"))
    return _paper(context["person"])


@never_cache
@require_safe
@resident
def my_looks(request: Request) -> HttpResponse:
    """Show a resident who has looked. Who is suspected of harming her sees his own page, and that is noted."""
    if led := known(request):
        return led
    _note_withheld(request)
    person = allowed(request, "records")
    glance(request, "my.looks", person, "looks")
    if queries.is_kept_away(request.actor.user, person.pk):
        raise Http404
    shown = page(looks_at(person, hers=True), "-at", "-id", after=request.GET.get("after", ""), size=ON_PAGE)
    older = f"?after={shown.next}" if shown.next else ""
    return render(request, "desk/my/looks.html", {**AROUND, "looks": told(shown.rows), "older": older})


def _note_withheld(request: Request) -> None:
    """Note it when somebody meant to look for a person whom he is kept from (he stands for himself alone by then)."""
    chosen, user = request.session.get(ACTING), request.actor.user
    if not chosen or user is None or request.actor.on_behalf_of is not None:
        return
    proxy = Proxy.objects.filter(pk=chosen, user_id=user).first()
    if proxy is not None and queries.is_kept_away(user, proxy.person_id):
        actions.withhold_looks(proxy.person_id, by=request.actor, county=proxy.county_id)


def _paper(person: Person) -> HttpResponse:
    rows = told(looks_at(person).order_by("-at", "-id")[:ON_PAPER])
    data = {
        "title": _("谁看过我的信息"), "name": person.name, "day": timezone.localdate(),
        "rows": [row | {"at": timezone.localtime(row["at"]).strftime("%Y-%m-%d %H:%M")} for row in rows],
    }  # fmt: skip
    made = HttpResponse(pdf.render(PAPER, data), content_type="application/pdf")
    made["Content-Disposition"] = 'inline; filename="looks.pdf"'
    made["Cache-Control"] = "no-store"
    return made


urlpatterns = [
    path("w/people/<uuid:pk>/looks/", person_looks, name="person_looks"),
    path("w/people/<uuid:pk>/looks/paper/", person_looks_paper, name="person_looks_paper"),
    path("me/looks/", my_looks, name="my_looks"),
]
