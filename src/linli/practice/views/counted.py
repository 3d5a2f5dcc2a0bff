"""还不算数的服务: what of a year does not count yet under the county's contract, and why."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.kernel.period import Period
from linli.places.models import Division
from linli.practice.counting import What
from linli.practice.packs import contracts
from linli.practice.queries.counted import uncounted as short


@require_safe
@staff(Role.STATION_LEAD, Role.SUPERVISOR)
def uncounted(request: Request) -> HttpResponse:
    """List what falls short of one kind (``?what=``) in a year (``?year=``)."""
    kinds = [
        (What.GROUP, _("小组")),
        (What.CASE, _("个案")),
        (What.LARGE, _("大型活动")),
        (What.SMALL, _("中小型活动")),
    ]
    asked, this = request.GET.get("what", ""), timezone.localdate().year
    what = next((one for one, _label in kinds if one == asked), What.GROUP)
    years = [this, this - 1, this - 2]
    year = next((one for one in years if str(one) == request.GET.get("year", "")), this)
    contract = next(iter(contracts(_county(request))), None) or next(iter(contracts()), None)
    context = {"kinds": kinds, "what": what, "years": years, "year": year, "contract": contract}
    if contract is not None:
        period = Period(date(year, 1, 1), date(year, 12, 31))
        after = request.GET.get("after", "")
        context["rows"], following = short(what, contract, period, request.actor, after=after)
        context["older"] = f"?what={what}&year={year}&after={following}" if following else ""
    return render(request, "practice/uncounted.html", context)


def _county(request: Request) -> str:
    """Return the code of the county in which the post lies: its contracts are those that count."""
    place = Division.objects.filter(pk__in=request.actor.scope.areas).select_related("county").first()
    return (place.county or place).code if place is not None else ""
