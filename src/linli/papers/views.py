"""导入: upload, match the columns, look through what was found, take in or not, take out again."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.accounts.doors import WORKERS, staff
from linli.accounts.middleware import Request
from linli.accounts.models import Role
from linli.kernel.policy import Refused
from linli.papers import actions, queries, registry, showing
from linli.papers.forms import ColumnsForm, UploadForm
from linli.papers.models import ImportBatch, State
from linli.papers.writing import workbook

open_to = staff(*WORKERS, Role.STREET_OFFICER, Role.COUNTY_OFFICER, Role.SYSTEM_ADMIN)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@open_to
def imports(request: Request) -> HttpResponse:
    """Show what can be brought in and what was; take an upload."""
    offered = registry.importers_for(request.actor)
    initial = {"kind": request.GET.get("kind")}
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*sent, importers=offered, initial=initial)
    if form.is_bound and form.is_valid():
        kind = next(found for found in offered if found.kind == form.cleaned_data["kind"])
        file = form.cleaned_data["file"]
        try:
            batch = actions.upload(file.file, file.name, kind, request.post, by=request.actor)
            return redirect("import_batch", batch.pk)
        except Refused as refused:
            form.add_error("file", refused.sentence)
    context = {"form": form, "importers": offered, "batches": queries.recent(request.actor)}
    return render(request, "papers/imports.html", context, status=422 if form.is_bound else 200)


@require_safe
@open_to
def import_template(request: Request, kind: str) -> HttpResponse:
    """Give out our own template for a kind of table."""
    found = _importer(request, kind)
    sheets = queries.template_sheets(found.columns(request.actor), str(found.title))
    return _file(workbook(sheets), _("%(title)s导入模板") % {"title": found.title})


@require_safe
@open_to
def import_batch(request: Request, pk: UUID) -> HttpResponse:
    """Show where a table stands."""
    batch = _batch(request, pk)
    if batch.work:
        stale = batch.work_since is not None and timezone.now() - batch.work_since > actions.STALE
        return render(request, "papers/working.html", _with(batch, stale=stale))
    if batch.state in (State.UPLOADED, State.MATCHED) or (request.GET.get("step") == "columns" and _open(batch)):
        return _columns(request, batch, _columns_form(request, batch))
    if batch.state == State.PREVIEWED:
        return render(request, "papers/preview.html", _with(batch, **showing.preview(request, batch)))
    kept = queries.kept(batch, request.actor) if batch.kept else []
    can_undo = batch.state == State.IMPORTED and batch.undo_until is not None and timezone.now() < batch.undo_until
    return render(request, "papers/done.html", _with(batch, kept=kept, can_undo=can_undo))


@require_POST
@open_to
def import_columns(request: Request, pk: UUID) -> HttpResponse:
    """Take the matching of columns, and check the rows."""
    batch = _batch(request, pk)
    form = _columns_form(request, batch, request.POST)
    if not form.is_valid():
        return _columns(request, batch, form, status=422)
    try:
        batch = actions.match(batch, form.mapping, by=request.actor)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return _columns(request, batch, form, status=422)
    return _start(request, batch, "examine", large=batch.rows > actions.LARGE)


@require_POST
@open_to
def import_choose(request: Request, pk: UUID) -> HttpResponse:
    """Take the choices between what is stored and what the table says: row by row, or a column at once."""
    batch = _batch(request, pk)
    if request.POST.get("all"):
        columns = request.POST.getlist("column") if request.POST["all"] == "take" else []
        actions.choose_all(batch, columns, by=request.actor)
    else:
        actions.choose(batch, _choices(request), by=request.actor)
    query = f"?show=differs&after={request.POST.get('after', '')}" if request.POST.get("after") else "?show=differs"
    return redirect(f"{_address(batch)}{query}")


@require_POST
@open_to
def import_take(request: Request, pk: UUID) -> HttpResponse:
    """Take in every row that has nothing wrong, with the choices made on the page the click came from."""
    batch = _batch(request, pk)
    if choices := _choices(request):
        batch = actions.choose(batch, choices, by=request.actor)
    return _start(request, batch, "take_in", large=batch.good > actions.LARGE)


@require_POST
@open_to
def import_again(request: Request, pk: UUID) -> HttpResponse:
    """Hand over once more what the worker did not finish."""
    batch = _batch(request, pk)
    return _start(request, batch, batch.work, large=True) if batch.work else redirect("import_batch", pk)


@require_POST
@open_to
def import_abandon(request: Request, pk: UUID) -> HttpResponse:
    """Take nothing in."""
    batch = _batch(request, pk)
    actions.abandon(batch, by=request.actor)
    return redirect("import_batch", batch.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to
def import_undo(request: Request, pk: UUID) -> HttpResponse:
    """Ask once more, then take out again what was taken in."""
    batch = _batch(request, pk)
    if request.method != "POST":
        return render(request, "papers/undo.html", _with(batch))
    return _start(request, batch, "undo", large=batch.made + batch.changed > actions.LARGE)


@require_safe
@open_to
def import_errors(request: Request, pk: UUID) -> HttpResponse:
    """Give out the rows with something wrong, as they came, with a red column that says what."""
    batch = _batch(request, pk)
    if not batch.bad or batch.cleared_at:
        raise Http404
    name = batch.file_name.rpartition(".")[0] or batch.file_name
    return _file(workbook([queries.error_sheet(batch, request.actor)]), _("错误表-%(name)s") % {"name": name})


def _start(request: Request, batch: ImportBatch, work: str, *, large: bool) -> HttpResponse:
    """Do it now, or hand it to the worker when it is long."""
    if large:
        actions.ask(batch, work, by=request.actor)
    else:
        getattr(actions, work)(batch, by=request.actor)
    return redirect("import_batch", batch.pk)


def _batch(request: Request, pk: UUID) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.visible_to(request.actor).select_related("owner"), pk=pk)


def _importer(request: Request, kind: str) -> registry.Importer:
    for found in registry.importers_for(request.actor):
        if found.kind == kind:
            return found
    raise Http404


def _open(batch: ImportBatch) -> bool:
    return batch.state in (State.UPLOADED, State.MATCHED, State.PREVIEWED)


def _address(batch: ImportBatch) -> str:
    return redirect("import_batch", batch.pk).url


def _columns_form(request: Request, batch: ImportBatch, data: Any = None) -> ColumnsForm:
    first = batch.lines.order_by("position").first()
    return ColumnsForm(
        data, columns=queries.columns_of(batch, request.actor), header=batch.header,
        sample=first.cells if first else [], initial=batch.mapping,
    )  # fmt: skip


def _columns(request: Request, batch: ImportBatch, form: ColumnsForm, status: int = 200) -> HttpResponse:
    context = _with(batch, form=form, again=queries.came_before(batch, request.actor))
    return render(request, "papers/columns.html", context, status=status)


def _with(batch: ImportBatch, **more: Any) -> dict[str, Any]:
    return {"batch": batch, "importer": registry.importer(batch.kind), "steps": showing.steps(batch), **more}


def _choices(request: Request) -> dict[UUID, list[str]]:
    """Read ``row`` (every row on the page) and ``take`` (``row:column``) from the form."""
    found: dict[UUID, list[str]] = defaultdict(list)
    try:
        for row in request.POST.getlist("row"):
            found[UUID(row)] = [
                code for code in request.POST.getlist(f"columns-{row}") if request.POST.get(f"{row}:{code}") == "take"
            ]
    except ValueError as error:
        raise Http404 from error
    return found


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    response["Cache-Control"] = "no-store"
    return response
