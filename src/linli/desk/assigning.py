"""走访分工: who leads the work in a place gives people's visits, or whole households', to workers of the front line."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.desk.handover import front_line, told
from linli.desk.quick_record.state import uuid
from linli.kernel.paging import page
from linli.kernel.policy import Refused
from linli.outreach import actions, intervals
from linli.outreach.models import VisitAssignment
from linli.outreach.policies import ASSIGNERS
from linli.people.cards import cards
from linli.people.models import Person, PriorityTag
from linli.people.queries import ORDER, in_force

ON_PAGE, MOST_REASONS = 50, 3
NOBODY = "none"


@staff(*sorted(ASSIGNERS))
@require_http_methods(["GET", "HEAD", "POST"])
def assigning(request: Request) -> HttpResponse:
    """Show a page of those who are to be visited, with whose they are; give the picked ones to a worker."""
    posts = {str(post.pk): post for post in front_line(request.actor).in_force(timezone.localdate())}
    whose = request.GET.get("whose", "")
    whose = whose if whose == NOBODY or whose in posts else ""
    if request.method == "POST":
        _assign(request, posts.get(request.POST.get("post", "")))
        return redirect(f"{reverse('assigning')}?{urlencode({'whose': whose})}" if whose else "assigning")
    found = page(_people(request, whose), *ORDER, after=request.GET.get("after", ""), size=ON_PAGE)
    held = {
        one.person_id: one.post
        for one in VisitAssignment.objects.filter(person__in=found.rows, ends_on=None).select_related("post__user")
    }
    county = found.rows[0].county_id if found.rows else None
    shown = cards(found.rows, timezone.localdate(), by=request.actor)
    audit.looked("visit.assigning", [row.pk for row in found.rows], by=request.actor, county=county,
                 fields=["name", "address", "categories"])  # fmt: skip
    rows = [{"card": card, "post": held.get(card.person.pk), "home": card.person.household_id} for card in shown]
    query = {"whose": whose} if whose else {}
    context: dict[str, Any] = {
        "rows": rows, "whose": whose, "posts": [(pk, told(post)) for pk, post in posts.items()],
        "older": f"?{urlencode({**query, 'after': found.next})}" if found.next else "",
        "newest": f"?{urlencode(query)}" if request.GET.get("after") else "",
    }  # fmt: skip
    return render(request, "desk/visits/assigning.html", context)


def _people(request: Request, whose: str) -> QuerySet[Person]:
    """Return who is to be visited by the rules of the place, or is somebody's already."""
    place = request.post.place if request.post else None
    if place is None:
        return Person.objects.none()
    codes = {code for rule in intervals.of(place).rules for code in rule.categories}
    tags = PriorityTag.objects.filter(in_force(timezone.localdate()), person=OuterRef("pk"), category__in=codes)
    held = VisitAssignment.objects.filter(person=OuterRef("pk"), ends_on=None)
    rows = Person.objects.visible_to(request.actor).filter(died_on=None).defer("search")
    if whose == NOBODY:
        return rows.filter(Exists(tags), ~Exists(held))
    if whose:
        return rows.filter(Exists(held.filter(post=uuid(whose))))
    return rows.filter(Exists(tags) | Exists(held))


def _assign(request: Request, post: Post | None) -> None:
    """Give the picked people, and with ``homes`` everybody of their households who is to be visited, to a post."""
    picked = {pk for one in request.POST.getlist("ids")[:ON_PAGE] if (pk := uuid(one))}
    if post is None or not picked:
        messages.warning(request, _("请先选中要分的人，再选分给谁。"))
        return
    rows = Person.objects.visible_to(request.actor).defer("search")
    people = list(rows.filter(pk__in=picked).order_by(*ORDER))
    if request.POST.get("homes"):
        homes = {one.household_id for one in people if one.household_id}
        people += list(_people(request, "").filter(household__in=homes).exclude(pk__in=picked).order_by(*ORDER))
    given, reasons = 0, []
    for person in people:
        try:
            actions.assign_visits(person, post, by=request.actor)
            given += 1
        except Refused as refused:
            reasons.append(f"{person.name[:1]}某：{refused.sentence}")
    if given:
        messages.success(request, _("%(n)d 位居民的走访分给了%(who)s。") % {"n": given, "who": post.user.name})
    if reasons:
        few = "；".join(reasons[:MOST_REASONS])
        messages.warning(request, _("%(n)d 位没有分：%(why)s") % {"n": len(reasons), "why": few})


urlpatterns = [path("w/visits/assign/", assigning, name="assigning")]
