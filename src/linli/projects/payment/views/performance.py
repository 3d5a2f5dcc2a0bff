"""绩效目标表 and 自评表 on the screen, as Word and Excel; why an indicator came to something else is said here."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from linli.accounts.middleware import Request
from linli.kernel.policy import Refused
from linli.people.forms import refuse
from linli.projects import packs
from linli.projects.models import Indicator
from linli.projects.payment import actions, performance, policies
from linli.projects.payment.forms import ReasonForm
from linli.projects.payment.views.money import uuid_of
from linli.projects.payment.views.payments import XLSX, as_file
from linli.projects.views.found import PAGE, asked, readers, sought

MIME = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "xlsx": XLSX}


@PAGE
@readers
def project_performance(request: Request, pk: UUID) -> HttpResponse:
    """Show both tables of a project, hand them out as files, take the reason of a deviation."""
    found = sought(request, pk)
    if policies.take_performance(request.actor, found) is not None:
        return redirect("project", found.pk)
    form, kind = request.GET.get("form", ""), request.GET.get("as", "")
    if kind:
        if form not in performance.FORMS or kind not in MIME:
            raise Http404
        content = actions.take_performance(found, form, kind, by=request.actor)
        return as_file(content, MIME[kind], f"{performance.FORMS[form]}-{found.number}.{kind}")
    said = ReasonForm(request.POST or None)
    if said.is_valid():
        row = get_object_or_404(Indicator, pk=uuid_of(request.POST.get("indicator", "")), project=found)
        try:
            actions.explain_deviation(row, said.cleaned_data["sentence"], by=request.actor)
        except Refused as refused:
            refuse(said, refused)
        else:
            return redirect("project_performance", found.pk)
    table = performance.table(found)
    return asked(request, "performance", {
        "project": found, "table": table, "rows": [(row, row.shown) for row in table.rows], "form": said,
        "points": performance.hundredths(table.points), "score": performance.hundredths(table.score),
        "may_explain": policies.explain_deviation(request.actor, found) is None,
        "source": performance.rules(packs.region_of(found.place)).source, "forms": performance.FORMS.items(),
    }, said)  # fmt: skip
