"""Paper cards: one for a person, a sheet of them for those who have none; the PDF is the only place of the PIN."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.papers import pdf
from linli.people import locks
from linli.people.actions import cards
from linli.people.actions.cards import Issued
from linli.people.models import Person, ResidentCard
from linli.people.policies import KEEPERS
from linli.people.queries import born_between
from linli.places.models import Division
from linli.places.queries import nearby

ON_SHEET = 10

SHEET = """
#show: paper.with(title: data.title, note: data.note)
#for card in data.cards [
  #block(breakable: false, width: 100%)[
    #grid(columns: (86mm, 1fr), gutter: 6mm,
      rect(width: 86mm, height: 54mm, radius: 3mm, stroke: 0.8pt, inset: 4mm)[
        #grid(columns: (1fr, 29mm), gutter: 2mm,
          [#text(size: 15pt, weight: "bold")[居民卡] \\ #text(size: 17pt)[#card.name] \\
           #text(size: 9pt)[卡号] \\ #text(size: 15pt)[#card.number] \\ #text(size: 9pt)[#card.place] \\
           #text(size: 11pt)[#card.telephone]],
          image(bytes(card.qr), format: "svg", width: 29mm, alt: "二维码"))
      ],
      rect(width: 100%, height: 54mm, stroke: (dash: "dashed", thickness: 0.5pt), inset: 4mm)[
        #text(size: 11pt)[#card.name 的密码条] \\ #v(2mm) #text(size: 26pt)[#card.pin] \\ #v(2mm)
        #text(size: 9pt)[剪下来和卡分开放。到社区用卡不用密码；在家扫码要用。谁打电话来要密码都别说。]
      ])
  ]
]
"""


def sheet(issued: Sequence[Issued], request: Request) -> HttpResponse:
    """Return the printable sheet of new cards."""
    community = Division.objects.filter(pk=issued[0].card.community_id).select_related("county", "town").first()
    points = [point for point in nearby(community) if point.telephone][:1] if community else []
    rows = [
        {
            "name": str(one.card.person), "number": one.card.spoken, "pin": " ".join(one.pin),
            "place": community.name if community else "", "telephone": points[0].telephone if points else "",
            "qr": pdf.qr(request.build_absolute_uri(reverse("card", args=[one.token]))),
        }
        for one in issued
    ]  # fmt: skip
    data = {"title": _("居民卡"), "note": _("打印以后请当面交给本人"), "cards": rows}
    made = HttpResponse(pdf.render(SHEET, data), content_type="application/pdf")
    made["Content-Disposition"] = 'attachment; filename="cards.pdf"'
    return made


@never_cache
@require_safe
@staff(*KEEPERS)
def person_card(request: Request, pk: UUID) -> HttpResponse:
    """Show whether somebody has a card, and what can be done with it."""
    person = _person(request, pk)
    locks.demand(person, request.actor, writing=True)
    looked("person.card", [person.pk], by=request.actor, county=person.county_id, fields=["card"])
    card = person.cards.filter(revoked_at=None).first()
    return render(request, "people/card.html", {"person": person, "card": card})


@never_cache
@require_POST
@staff(*KEEPERS)
def card_issue(request: Request, pk: UUID) -> HttpResponse:
    """Issue a card and give out its sheet; the earlier one is revoked with it."""
    return sheet(cards.issue_cards([_person(request, pk)], by=request.actor), request)


@require_POST
@staff(*KEEPERS)
def card_end(request: Request, pk: UUID) -> HttpResponse:
    """Revoke (``do=revoke``) or unlock (``do=unlock``) the card of a person."""
    person = _person(request, pk)
    card = person.cards.filter(revoked_at=None).first()
    if card is None:
        messages.info(request, _("这位居民现在没有卡。"))
    elif request.POST.get("do") == "unlock":
        cards.unlock_card(card, by=request.actor)
        messages.success(request, _("锁打开了，密码还是原来的。"))
    else:
        cards.revoke_card(card, by=request.actor)
        messages.success(request, _("这张卡作废了，谁拿着都进不来。"))
    return redirect("person_card", person.pk)


@never_cache
@staff(*KEEPERS)
def card_sheet(request: Request) -> HttpResponse:
    """Offer one sheet of cards for elders of one's own area who have none; POST prints it."""
    limits = born_between("70-79", timezone.localdate())
    rows = Person.objects.visible_to(request.actor).filter(died_on=None, restricted_at=None)
    rows = rows.filter(birth_date__lte=limits[1] if limits else None)
    held = ResidentCard.objects.filter(person=OuterRef("pk"), revoked_at=None)
    without = list(rows.exclude(Exists(held)).defer("search").order_by("sort_key", "id")[:ON_SHEET])
    county = without[0].county_id if without else None
    looked("cards", [row.pk for row in without], by=request.actor, county=county, fields=["name"])
    if request.method == "POST" and without:
        return sheet(cards.issue_cards(without, by=request.actor), request)
    return render(request, "people/cards.html", {"people": without})


def _person(request: Request, pk: UUID) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.actor).defer("search"), pk=pk)


urlpatterns = [
    path("w/people/<uuid:pk>/card/", person_card, name="person_card"),
    path("w/people/<uuid:pk>/card/issue/", card_issue, name="card_issue"),
    path("w/people/<uuid:pk>/card/end/", card_end, name="card_end"),
    path("w/cards/", card_sheet, name="card_sheet"),
]
