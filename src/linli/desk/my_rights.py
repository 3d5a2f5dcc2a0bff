"""我的信息我做主: a resident asks to see, copy, correct, delete or restrict what is kept of her, one by one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.accounts.doors import resident
from linli.accounts.middleware import Request
from linli.desk.looks import looks_at, told
from linli.desk.lunar import month_and_day
from linli.desk.resident import AROUND, allowed, glance, known
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.people import actions, retention, rights
from linli.people.copies import Part, register
from linli.people.handing import handed
from linli.people.models import Person, RightsRequest

Kind, Outcome = RightsRequest.Kind, RightsRequest.Outcome
MOST_LOOKS, SHOWN = 5000, 20
# What each request means, in a sentence to be read before it is made; ``asks`` where words are needed.
SAID: dict[str, tuple[str | Promise, str | Promise]] = {
    Kind.SEE: (gettext_lazy("我要看记了我什么"), gettext_lazy("社区把记着的、关于您的内容给您看。")),
    Kind.COPY: (gettext_lazy("我要一份"), gettext_lazy("社区答复以后，您在这里下载一个文件；也可以请前台打印给您。")),
    Kind.CORRECT: (gettext_lazy("有地方不对，要改"), gettext_lazy("写哪里不对、应该是什么，社区核对以后改。")),
    Kind.DELETE: (
        gettext_lazy("我要删除"),
        gettext_lazy("能删的都删，删了找不回来；法律要求留着的会告诉您是哪些。删除不影响别的服务。"),
    ),
    Kind.RESTRICT: (
        gettext_lazy("先不要再用我的信息"),
        gettext_lazy("只保存，不看、不用、不走访、不通知，直到您说可以。"),
    ),
    Kind.RELEASE: (gettext_lazy("可以再用我的信息了"), gettext_lazy("解除限制，社区又能照常为您服务。")),
}


@never_cache
@require_safe
@resident
def my_rights(request: Request) -> HttpResponse:
    """Show what she asked for and what came of it, and what she may ask for."""
    if led := known(request):
        return led
    person = allowed(request, "rights")
    glance(request, "my.rights", person, "requests")
    rows = RightsRequest.objects.filter(person=person).order_by("-asked_at", "-id")[:SHOWN]
    items = [{"url": f"{reverse('my_right_new')}?kind={kind}", "label": SAID[kind][0]} for kind in _offered(person)]
    context = {"rows": [_told(row) for row in rows], "items": items, "restricted": person.restricted_at is not None}
    return render(request, "desk/my/rights.html", {**AROUND, **context})


def _offered(person: Person) -> list[str]:
    left_out = Kind.RESTRICT if person.restricted_at else Kind.RELEASE
    return [kind for kind in Kind.values if kind != left_out]


def _told(row: RightsRequest) -> dict[str, Any]:
    """Return a request in plain words: what, by when or what came of it, why, what stays, where to complain."""
    known_classes = rights.classes()
    kept = [known_classes[code].name for code in row.kept or {} if code in known_classes]
    fetched_until = row.answered_at + rights.desk().copy if row.answered_at else None
    is_given = row.kind in (Kind.SEE, Kind.COPY) and row.outcome in (Outcome.GRANTED, Outcome.PARTLY)
    return {
        "row": row, "due": month_and_day(row.due_on), "kept": kept,
        "reason": rights.reason_name(row.reason) if row.reason else "",
        "complaint": rights.desk().complaint if row.outcome in (Outcome.PARTLY, Outcome.REFUSED) else "",
        "fetch": bool(is_given and fetched_until and timezone.now() <= fetched_until),
        "held": retention.HOLD in (row.kept or {}).values(),
    }  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident
def my_right_new(request: Request) -> HttpResponse:
    """Ask one thing: what it means, the words where they are needed, and yes."""
    if led := known(request):
        return led
    person = allowed(request, "rights")
    kind = request.GET.get("kind", "")
    if kind not in _offered(person):
        return redirect("my_rights")
    wrong, words = "", request.POST.get("words", "")
    if request.method == "POST":
        own = request.actor.user is None or request.actor.on_behalf_of is None
        asker = RightsRequest.Asker.SELF if own else RightsRequest.Asker.PROXY
        try:
            made = actions.ask_right(person, kind, by=request.actor, asker=asker, words=words)
        except Refused as refused:
            wrong = refused.sentence
        else:
            messages.success(request, _("收到了。%(day)s以前答复您。") % {"day": month_and_day(made.due_on)})
            return redirect("my_rights")
    title, says = SAID[kind]
    context = {
        "kind": kind, "title": title, "says": says, "wrong": wrong, "words": words,
        "asks": kind in (Kind.CORRECT, Kind.DELETE), "due": month_and_day(rights.due(kind, timezone.localdate())),
    }  # fmt: skip
    return render(request, "desk/my/right_new.html", {**AROUND, **context}, status=422 if wrong else 200)


@never_cache
@require_safe
@resident
def my_right_copy(request: Request, pk: UUID) -> HttpResponse:
    """Give her what was granted: the file, or the page."""
    if led := known(request):
        return led
    person = allowed(request, "rights")
    row = RightsRequest.objects.filter(pk=pk, person=person).select_related("person").defer("person__search").first()
    if row is None:
        raise Http404
    return handed(actions.take_copy(row, by=request.actor), as_page=row.kind == Kind.SEE)


def looks_part(person: Person, selves: Sequence[Any], by: Actor) -> list[Part]:
    """Return who has looked, in words: unit, role, time and kind, without names."""
    rows = told(looks_at(person, hers=by.post is None).order_by("-at", "-id")[:MOST_LOOKS])
    shown: list[Any] = [row | {"at": timezone.localtime(row["at"]).isoformat(timespec="minutes")} for row in rows]
    columns = {"at": _("时间"), "unit": _("单位"), "role": _("岗位"), "what": _("看了什么")}
    return [Part("looks", _("谁看过"), columns, shown, _("看的人的姓名没有写。") if shown else "")]


def offer() -> None:
    """Tell the desk's part of a copy; called once when the desk is loaded."""
    register(looks_part)


urlpatterns = [
    path("my/rights/", my_rights, name="my_rights"),
    path("my/rights/new/", my_right_new, name="my_right_new"),
    path("my/rights/<uuid:pk>/copy/", my_right_copy, name="my_right_copy"),
]
