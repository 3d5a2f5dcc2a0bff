"""The residents' door: what day it is, who is near, which number to ring. Readable without an account."""

from django.db.models import Case, Q, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from linli.accounts.doors import public
from linli.accounts.models import Post
from linli.desk.display import display_of
from linli.desk.lunar import lunar, month_and_day, weekday
from linli.desk.navigation import opens
from linli.kernel.actor import STRANGER
from linli.places.models import Level, PointKind, ServicePoint, ServicePointQuerySet
from linli.places.queries import nearby

ON_HOME, ON_HOME_ELDER = 4, 2  # 长辈版 says less on one page
ON_HELP = 60
AROUND: dict[str, object] = {"door": "resident", "nav": [], "bar": []}  # residents see the residents' page, staff too


def _to_ring(request: HttpRequest) -> tuple[list[ServicePoint], bool]:
    """Return the points that answer a telephone, and whether they are near the visitor (her place is known)."""
    post: Post | None = getattr(request, "post", None)
    if post is not None and post.place is not None and post.place.level == Level.COMMUNITY:
        return [point for point in nearby(post.place) if point.telephone], True
    heads = _open_points().filter(kind__in=[PointKind.CENTRE, PointKind.STATION]).exclude(telephone="")
    return list(heads.order_by("kind", "town__code", "name")[:ON_HOME]), False


def _open_points() -> ServicePointQuerySet:
    return ServicePoint.objects.open_on(timezone.localdate()).select_related("town", "community")


@public("the first page a resident opens; shows the day and the service points")
def home(request: HttpRequest) -> HttpResponse:
    """Show the day, the way in, and the stations that can be rung up."""
    today = timezone.localdate()
    role = getattr(request, "actor", STRANGER).role
    points, near = _to_ring(request)
    context = {
        **AROUND,
        "day": month_and_day(today),
        "weekday": weekday(today),
        "moon": lunar(today),
        "points": points[: ON_HOME_ELDER if display_of(request).elder else ON_HOME],
        "near": near,
        "login_url": opens("login", role),
        "work_url": opens("today", role) or opens("reports", role) or opens("me", role),
    }
    return render(request, "desk/home.html", context)


@public("telephone and opening hours of every service point")
def find_help(request: HttpRequest) -> HttpResponse:
    """List the service points with telephone and hours; ``?q=`` looks in name, town, community and address."""
    wanted = request.GET.get("q", "").strip().replace("\x00", "")[:50]
    tier = Case(*(When(kind=kind, then=rank) for rank, kind in enumerate(PointKind.values)), default=len(PointKind))
    rows = _open_points().order_by(tier, "town__code", "community__code", "name")
    for word in wanted.split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(address__icontains=word)
            | Q(town__name__icontains=word)
            | Q(community__name__icontains=word)
        )
    found = list(rows[: ON_HELP + 1])
    context = {**AROUND, "points": found[:ON_HELP], "more": len(found) > ON_HELP, "wanted": wanted}
    return render(request, "desk/find_help.html", context)
