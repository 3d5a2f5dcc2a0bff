"""我的: what a resident sees of herself, by account, by card, or through somebody she has let act for her."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts import queries as accounts
from linli.accounts.doors import resident
from linli.accounts.middleware import Request
from linli.audit.actions import looked
from linli.desk import progress
from linli.desk.display import display_of
from linli.desk.lunar import lunar, month_and_day, weekday
from linli.papers import pdf
from linli.people import doors, queries
from linli.people.cards import masked
from linli.people.models import Person, PriorityTag
from linli.people.packs import category_name
from linli.places.models import Division
from linli.places.queries import nearby
from linli.tasks import actions as tasks

AROUND: dict[str, Any] = {"nav": [], "door": "resident"}
ELDER_LINES = 3


def person_of(request: Request) -> Person | None:
    """Return the person a request is about; None when it is not known who she is."""
    return Person.objects.defer("search").filter(pk__in=request.actor.scope.persons).first()


def allowed(request: Request, purpose: str) -> Person:
    """Return the person when ``purpose`` was agreed to; anybody else does not learn that there is something."""
    person = person_of(request)
    if person is None or not request.standing.allows(purpose):
        raise Http404
    return person


def glance(request: Request, kind: str, person: Person, *fields: str) -> None:
    """Leave the look: by herself, or by whom she lets act for her."""
    why = "proxy" if request.actor.on_behalf_of and request.standing.may is not None else "self"
    looked(kind, [person.pk], by=request.actor, county=person.county_id, fields=fields, purpose=why)


def lines_of(request: Request, person: Person, most: int) -> list[progress.Line]:
    """Return her progress in words for whoever reads it."""
    return progress.of(person, by=request.actor, who=request.standing.called, most=most)


# What is hers: the page, the purpose a relative needs for it ('' = hers alone), the word, the picture. Most used first.
HERS = (
    ("my_messages", "progress", gettext_lazy("消息"), "letter"),
    ("my_progress", "progress", gettext_lazy("我的进度"), "clock"),
    ("my_call", "call", gettext_lazy("请社区打给我"), "phone"),
    ("family", "progress", gettext_lazy("我的家人"), "people"),
    ("my_sign_in", "", gettext_lazy("活动签到"), "today"),
    ("my_told", "records", gettext_lazy("社区记了我什么"), "note"),
    ("my_looks", "records", gettext_lazy("谁看过我的信息"), "eye"),
    ("my_rights", "rights", gettext_lazy("我的信息我做主"), "key"),
    ("my_consents", "", gettext_lazy("我同意的"), "check"),
    ("my_contact", "", gettext_lazy("怎么联系我"), "bell"),
    ("my_paper", "progress", gettext_lazy("我的一页纸"), "print"),
)
MOST_TILES = 6  # of 长辈版


def known(request: Request) -> HttpResponse | None:
    """Return where somebody is led who is not known yet: one question, then the page."""
    return None if request.actor.scope.persons else redirect("my_link")


@never_cache
@require_safe
@resident
def mine(request: Request) -> HttpResponse:
    """List what is hers; 长辈版 shows six at most, the rest behind 更多."""
    if led := known(request):
        return led
    items: list[dict[str, Any]] = [
        {"url": reverse(name), "label": label, "icon": icon}
        for name, purpose, label, icon in HERS
        if (request.standing.allows(purpose) if purpose else request.standing.may is None)
    ]
    rest = display_of(request).elder and "more" in request.GET
    if display_of(request).elder and len(items) > MOST_TILES:
        more = {"url": "?more=1", "label": _("更多"), "icon": "more"}
        items = items[MOST_TILES - 1 :] if rest else [*items[: MOST_TILES - 1], more]
    return render(request, "desk/my/mine.html", {**AROUND, "items": items, "rest": rest})


@never_cache
@require_safe
@resident
def my_progress(request: Request) -> HttpResponse:
    """Show what comes next and what was done."""
    if led := known(request):
        return led
    person = allowed(request, "progress")
    glance(request, "my.progress", person, "tasks", "records")
    lines = lines_of(request, person, ELDER_LINES if display_of(request).elder else 20)
    context = {
        "coming": [line for line in lines if line.coming],
        "done": [line for line in lines if not line.coming],
        "may_call": request.standing.allows("call"),
    }
    return render(request, "desk/my/progress.html", {**AROUND, **context})


@never_cache
@require_safe
@resident
def my_told(request: Request) -> HttpResponse:
    """Say what is recorded about her, in plain words; 长辈版 shows one part at a time."""
    if led := known(request):
        return led
    person = allowed(request, "records")
    glance(request, "my.told", person, "name", "birth_date", "address", "numbers_masked", "categories")
    if queries.is_kept_away(request.actor.user, person.pk):
        person.actual_address = person.registered_address = ""
    parts = [part for part in _parts(person) if part["rows"]]
    asked, at = request.GET.get("part", ""), 0
    if display_of(request).elder:
        at = min(int(asked), len(parts) - 1) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 0
        parts, left = parts[at : at + 1], len(parts) - at - 1
    else:
        left = 0
    context = {"parts": parts, "next": at + 1 if left else 0}
    return render(request, "desk/my/told.html", {**AROUND, **context})


def _parts(person: Person) -> list[dict[str, Any]]:
    born = person.birth_date
    who = [
        (_("姓名"), person.name), (_("称呼"), person.preferred_name),
        (_("出生"), f"{born.year}年{born.month}月{born.day}日" if born else ""), (_("住在"), person.actual_address),
        (_("提醒"), person.note),
    ]  # fmt: skip
    numbers = [(_("电话") if row.kind == "telephone" else row.label, row.number) for row in masked(person)]
    tags = person.tags.filter(ends_on=None).order_by("starts_on", "id")
    marks = [
        (category_name(tag.category), tag.authority if tag.basis == PriorityTag.Basis.RECOGNISED else _("社区看到的"))
        for tag in tags
    ]
    return [
        {"title": _("您是谁"), "rows": [row for row in who if row[1]]},
        {"title": _("电话和证件"), "rows": numbers},
        {"title": _("登记的情况"), "rows": marks},
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident
def my_call(request: Request) -> HttpResponse:
    """请社区打给我: one tap, and somebody calls by a day that is said."""
    if led := known(request):
        return led
    person = allowed(request, "call")
    wanted = doors.button(request.GET.get("about", ""))
    if request.method != "POST":
        return render(request, "desk/my/call.html", {**AROUND, "wanted": wanted, "telephone": _telephone(person)})
    community = Division.objects.get(pk=person.community_id)
    day = doors.called_back_by(timezone.localdate())
    title = _("给%(who)s打电话") % {"who": person} + (f"：{wanted.name}" if wanted else "")
    tasks.ask_for_call(
        person.pk, title, day, by=request.actor, place=person, role=accounts.answers(community)
    )  # fmt: skip
    messages.success(request, _("收到了。%(day)s以前，社区会打电话来。") % {"day": month_and_day(day)})
    return redirect("my_progress" if request.standing.allows("progress") else "home")


def _telephone(person: Person) -> str:
    own = person.telephones.filter(label__in=["", "本人"]).order_by("-id").first()
    return next((row.number for row in masked(person) if own is not None and row.id == own.pk), "")


@never_cache
@require_safe
@resident
def my_paper(request: Request) -> HttpResponse:
    """我的一页纸: the same on paper, with a code that leads back to the page."""
    if led := known(request):
        return led
    person = allowed(request, "progress")
    glance(request, "my.paper", person, "name", "tasks", "records")
    made = HttpResponse(paper(request, person), content_type="application/pdf")
    made["Content-Disposition"] = 'inline; filename="linli.pdf"'
    return made


PAPER = """
#show: paper.with(title: data.title, note: data.day, qr: data.qr)
#set text(size: 20pt)
= #data.title
#data.day
#for part in data.parts [
  == #part.title
  #for line in part.lines [ - #line
  ]
]
"""


def paper(request: Request, person: Person) -> bytes:
    """Return a person's page as a PDF in large print."""
    today = timezone.localdate()
    lines = progress.of(person, by=request.actor, who=request.standing.called, most=8)
    community = Division.objects.filter(pk=person.community_id).select_related("county", "town").first()
    points = [point for point in nearby(community) if point.telephone][:2] if community else []
    data = {
        "title": _("%(name)s的一页纸") % {"name": person},
        "day": " ".join(filter(None, [month_and_day(today), weekday(today), lunar(today)])),
        "parts": [
            {"title": _("进度"), "lines": progress.sentences(lines, 8)},
            {"title": _("打电话"), "lines": [f"{point.name} {point.telephone}" for point in points]},
        ],
        "qr": pdf.qr(request.build_absolute_uri(reverse("my_progress"))),
    }
    return pdf.render(PAPER, data)


urlpatterns = [
    path("my/", mine, name="mine"),
    path("my/progress/", my_progress, name="my_progress"),
    path("my/told/", my_told, name="my_told"),
    path("my/call/", my_call, name="my_call"),
    path("my/paper/", my_paper, name="my_paper"),
]
