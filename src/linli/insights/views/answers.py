"""表里数的: the counted answers of a quarter on one page."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.insights import answers, showing, thresholds
from linli.kernel.period import Period, last_quarter, quarter
from linli.records.policies import FIRST_DAY


@require_safe
@staff(*answers.SEES)
def form_answers(request: Request) -> HttpResponse:
    """Show how the counted questions of forms were answered in a quarter; ``?quarter=`` names a day of it.

    Who may not open the files is shown quarters that are over alone: what changes from day to day tells of one answer.
    """
    place = request.post.place if request.post else None
    if place is None:
        raise Http404
    today, opens = timezone.localdate(), request.actor.role == Role.STATION_LEAD
    newest = quarter(today) if opens else last_quarter(today)
    period = min(_asked(request.GET.get("quarter", ""), last_quarter(today)), newest)
    context = {
        "place": place, "title": showing.period_name(period), "opens": opens, "small": thresholds.of(place).small,
        "sheets": answers.counted(place, period, request.actor),
        "earlier": period.earlier().start if period.start > FIRST_DAY else None,
        "later": period.end + timedelta(days=1) if period < newest else None,
    }  # fmt: skip
    return render(request, "insights/answers.html", context)


def _asked(told: str, usual: Period) -> Period:
    try:
        day = date.fromisoformat(told)
    except ValueError:
        return usual
    return quarter(max(day, FIRST_DAY))
