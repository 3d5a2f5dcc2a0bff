"""The residents' door: what day it is, who is near, which number to ring. Readable without an account."""

from django.db.models import Case, Q, When
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.doors import public
from linli.accounts.landing import landing
from linli.accounts.middleware import Request
from linli.accounts.models import Post, Role
from linli.desk import resident
from linli.desk.display import display_of
from linli.desk.lunar import lunar, month_and_day, weekday
from linli.desk.navigation import opens
from linli.people import doors
from linli.places.models import Division, Level, PointKind, ServicePoint, ServicePointQuerySet
from linli.places.queries import nearby

ON_HOME, ON_HOME_ELDER = 4, 2  # 长辈版 says less on one page
ON_HELP = 60
AROUND: dict[str, object] = {"door": "resident", "nav": [], "bar": []}  # residents see the residents' page, staff too


def _to_ring(request: Request) -> tuple[list[ServicePoint], bool]:
    """Return the points that answer a telephone, and whether they are near the visitor (her place is known)."""
    post: Post | None = getattr(request, "post", None)
    near = post.place if post is not None else None
    if (person := resident.person_of(request)) is not None:
        near = Division.objects.filter(pk=person.community_id).first()
    if near is not None and near.level == Level.COMMUNITY:
        return [point for point in nearby(near) if point.telephone], True
    heads = _open_points().filter(kind__in=[PointKind.CENTRE, PointKind.STATION]).exclude(telephone="")
    return list(heads.order_by("kind", "town__code", "name")[:ON_HOME]), False


def _open_points() -> ServicePointQuerySet:
    return ServicePoint.objects.open_on(timezone.localdate()).select_related("town", "community")


@public("the first page a resident opens; shows the day and the service points")
def home(request: Request) -> HttpResponse:
    """Show the day, the way in, and the stations that can be rung up."""
    today = timezone.localdate()
    role = request.actor.role
    points, near = _to_ring(request)
    elder = display_of(request).elder
    context = {
        **AROUND,
        "day": month_and_day(today),
        "weekday": weekday(today),
        "moon": lunar(today),
        "hello": _hello(),
        "points": points[: ON_HOME_ELDER if elder else ON_HOME],
        "buttons": _buttons(elder=elder, known=bool(role)),
        "answered": doors.answered(),
        "near": near,
        "login_url": opens("login", role),
        "work_url": opens("today", role) or (landing(role) if role not in ("", Role.RESIDENT) else ""),
    }
    return render(request, "desk/home.html", context | _own(request))


def _own(request: Request) -> dict[str, object]:
    """Return what a resident's own first page shows before everything else."""
    person = resident.person_of(request)
    if person is None:
        unknown = request.actor.role == Role.RESIDENT and request.actor.user is not None
        return {"person": None, "link_url": opens("my_link", Role.RESIDENT) if unknown else ""}
    if not request.standing.allows("progress"):
        return {"person": person, "lines": []}
    resident.glance(request, "my.home", person, "name", "tasks", "records")
    return {"person": person, "lines": resident.lines_of(request, person, 1 if display_of(request).elder else 2)}


def _hello() -> str:
    hour = timezone.localtime().hour
    return str(_("早上好") if hour < 11 else _("中午好") if hour < 13 else _("下午好") if hour < 18 else _("晚上好"))


def _buttons(*, elder: bool, known: bool) -> list[dict[str, str]]:
    """Return the six buttons: where a room is not open yet, they lead to the telephone with an honest sentence."""
    offered = [one for one in doors.buttons() if not elder or one.code != "offer"]
    help_url = reverse("find_help")
    items = [
        {"url": f"{help_url}?for={one.code}", "label": one.elder if elder else one.name, "icon": one.icon}
        for one in offered
    ]
    if elder:
        items.append({"url": reverse("mine" if known else "login"), "label": _("我的"), "icon": "me"})
    return items


@public("telephone and opening hours of every service point")
def find_help(request: Request) -> HttpResponse:
    """List the service points with telephone and hours; ``?q=`` looks in name, town, community and address.

    ``?for=`` names a button whose room is not open yet: it says so, and offers the numbers that are answered.
    """
    wanted, elder = request.GET.get("q", "").strip().replace("\x00", "")[:50], display_of(request).elder
    button = doors.button(request.GET.get("for", ""))
    context = {
        **AROUND, "wanted": wanted, "button": button, "elder": elder, "answered": doors.answered(),
        "call_url": reverse("my_call") if request.standing.allows("call") else "",
    }  # fmt: skip
    if button or (elder and not wanted and "all" not in request.GET):
        near, _known = _to_ring(request)
        context |= {"points": near[: 1 if elder else ON_HOME], "more": False, "short": True}
        return render(request, "desk/find_help.html", context)
    found = list(_matching(wanted)[: ON_HELP + 1])
    context |= {"points": found[:ON_HELP], "more": len(found) > ON_HELP}
    return render(request, "desk/find_help.html", context)


def _matching(wanted: str) -> ServicePointQuerySet:
    tier = Case(*(When(kind=kind, then=rank) for rank, kind in enumerate(PointKind.values)), default=len(PointKind))
    rows = _open_points().order_by(tier, "town__code", "community__code", "name")
    for word in wanted.split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(address__icontains=word)
            | Q(town__name__icontains=word)
            | Q(community__name__icontains=word)
        )
    return rows
