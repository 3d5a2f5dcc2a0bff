"""季报: list and generate, the report itself, the list behind each number, its road."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.audit import actions as audit
from linli.insights import actions, answers, lists, policies, showing
from linli.insights.forms import Preset, places_of
from linli.insights.models import Report
from linli.kernel.paging import page
from linli.kernel.policy import Refused, require
from linli.people.models import Person
from linli.records.models import ServiceRecord

READERS = (
    Role.STATION_LEAD,
    Role.SOCIAL_WORKER,
    Role.STREET_OFFICER,
    Role.COUNTY_OFFICER,
    Role.EVALUATOR,
)
open_to = staff(*READERS)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to
def reports(request: Request) -> HttpResponse:
    """Show the reports in reach; make one of a period."""
    form = Preset(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.generate(form.cleaned_data["place"], form.cleaned_data["period"], by=request.actor)
            return redirect("report", made.pk)
        except Refused as refused:
            form.add_error(None, refused.sentence)
    shown = page(
        Report.objects.visible_to(request.actor).select_related("place"), "-created_at", "-pk",
        after=request.GET.get("after", ""), size=40,
    )  # fmt: skip
    first = places_of(request.actor).first()
    context = {
        "form": form if first is not None and policies.generate(request.actor, first) is None else None,
        "rows": [(row, showing.period_name(row.period)) for row in shown.rows],
        "next": shown.next,
        "sees_answers": request.actor.role in answers.SEES,
    }
    return render(request, "insights/reports.html", context, status=422 if form.errors else 200)


@require_safe
@open_to
def report(request: Request, pk: UUID) -> HttpResponse:
    """Show one report."""
    found = find(request, pk)
    context = showing.page(found, request.actor)
    if context["gaps"] is not None:
        first = context["gaps"].first
        homes = {gap.record.household_id for gap in first if gap.record.household_id}
        named = {one.pk for gap in first for one in gap.usual}
        named |= set(Person.objects.visible_to(request.actor).filter(household__in=homes).values_list("pk", flat=True))
        audit.looked(
            "report.gaps", named, by=request.actor, county=found.county_id, fields=["name"], purpose=_("季报核对")
        )
    return render(request, "insights/report.html", context)


@require_safe
@open_to
def report_cell(request: Request, pk: UUID, code: str) -> HttpResponse:
    """Show exactly the records behind a number."""
    found = find(request, pk)
    cell = showing.numbers_of(found).cell(code)
    if cell is None:
        raise Http404
    records = lists.behind(found, cell.definition, request.actor)
    by_thing = lists.counts_things(cell.definition) and request.GET.get("by") != "records"
    context = {
        "report": found,
        "cell": cell,
        "number": showing.written(cell.value),
        "title": showing.period_name(found.period),
        "sums": lists.sums(records),
        "by_thing": by_thing,
        "counts_things": lists.counts_things(cell.definition),
        "opens": request.actor.role in getattr(resolve(reverse("record", args=[pk])).func, "door", ()),
    }
    after = request.GET.get("after", "")
    if by_thing:
        things = lists.things(found, cell.definition, request.actor, after)
        audit.looked(
            "report.cell", things.persons, by=request.actor, county=found.county_id, fields=["name"], purpose=cell.label
        )
        context |= {"things": things.rows, "next": things.next}
    else:
        shown = page(records, "-happened_on", "-pk", after=after, size=50)
        context |= {"records": shown.rows, "next": shown.next}
    return render(request, "insights/cell.html", context)


@require_POST
@open_to
def report_move(request: Request, pk: UUID, verb: str) -> HttpResponse:
    """Take a report one step further, or back."""
    found = find(request, pk)
    if "remark" in request.POST and policies.remark(request.actor, found) is None:
        found = actions.remark(found, request.POST["remark"], by=request.actor)
    sentence = request.POST.get("sentence", "")
    match verb:
        case "remark":
            pass
        case "seal":
            actions.seal(found, by=request.actor, knowing=_numbers(request.POST.getlist("knowing")))
        case "revise":
            actions.revise(found, by=request.actor, reason=sentence)
            return redirect("report_versions", pk)
        case "confirm" | "sum_up" | "receive" | "send_back":
            getattr(actions, verb)(found, by=request.actor, sentence=sentence)
        case _unknown:
            raise Http404
    return redirect("report", pk)


@require_POST
@open_to
def report_gap(request: Request, pk: UUID, record: UUID) -> HttpResponse:
    """Fill what one record lacks."""
    found = find(request, pk)
    lacking = get_object_or_404(ServiceRecord.objects.visible_to(request.actor), pk=record)
    minutes = request.POST.get("minutes", "")
    if minutes and not (minutes.isascii() and minutes.isdigit() and len(minutes) < 5):
        raise Refused(_("时长填 1 到 1440 分钟之间的数。"), "minutes")
    actions.fill_gap(
        found, lacking, by=request.actor, minutes=int(minutes) if minutes else None,
        persons=_ids(request.POST.getlist("person")),
    )  # fmt: skip
    return redirect(f"{request.path.split('gaps/')[0]}#gaps")


def _numbers(told: list[str]) -> list[int]:
    return [int(one) for one in told if one.isascii() and one.isdigit() and len(one) < 10]


def _ids(told: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in told]
    except ValueError:
        return []


@require_safe
@open_to
def report_versions(request: Request, pk: UUID) -> HttpResponse:
    """Show the sealed versions of a report, and what differs from one to the next."""
    found = find(request, pk)
    versions = list(found.snapshots.order_by("version"))
    if not versions:
        raise Http404
    pairs = [(versions[n - 1] if n else None, version) for n, version in enumerate(versions)]
    rows = [
        {
            "version": new, "old": old, "left_out": showing.left_out(new.content),
            "differences": showing.differences(old.content, new.content) if old else [],
        }
        for old, new in reversed(pairs)
    ]  # fmt: skip
    context = {"report": found, "title": showing.period_name(found.period), "rows": rows}
    return render(request, "insights/versions.html", context)


def find(request: Request, pk: UUID) -> Report:
    """Return a report in reach, or answer 404. Raises ``Refused`` for one of days that nothing can be counted in."""
    seen = Report.objects.visible_to(request.actor).select_related("place", "place__county")
    found = get_object_or_404(seen, pk=pk)
    require(policies.countable(found.period))
    return found
