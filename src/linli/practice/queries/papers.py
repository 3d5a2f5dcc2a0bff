"""Forms in force, what was filled in, papers and templates, as pages and papers read them."""

import json
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.kernel.actor import Actor
from linli.practice.definitions import Form, every, read, shipped
from linli.practice.models import CaseFile, Dossier, FormAnswer, FormVersion, PaperTemplate, PrintedPaper, ReturnedSheet


def changed(county: int) -> dict[str, FormVersion]:
    """Return the newest version in force of every form that a county has changed."""
    rows = FormVersion.objects.filter(county=county, starts_on__lte=timezone.localdate())
    return {row.code: row for row in rows.order_by("code", "number")}


def forms_of(county: int, of: str = "case") -> dict[str, Form]:
    """Return the forms in force in a county, of a case in the order of the whole file, or of a group or an activity."""
    own = changed(county)
    return {code: read(json.loads(own[code].content)) if code in own else form for code, form in shipped(of).items()}


def form_of(county: int, code: str) -> Form | None:
    """Return a form in force in a county, whatever it is of, or None."""
    form = every().get(code)
    return forms_of(county, form.of)[code] if form else None


def versions(county: int, code: str) -> list[FormVersion]:
    """Return every version of a form in a county, the newest first."""
    return list(FormVersion.objects.filter(county=county, code=code).order_by("-number"))


def answers(case: CaseFile) -> QuerySet[FormAnswer]:
    """Return what was filled in about a case, the newest first, each with the version it was given to."""
    return FormAnswer.objects.filter(case=case).select_related("version").order_by("-filed_at", "-id")


def in_force(case: CaseFile) -> dict[str, FormAnswer]:
    """Return the newest answer of each form of a case."""
    return {one.code: one for one in answers(case).filter(replaced_at=None)}


def template(county: int, code: str) -> bytes | None:
    """Return a county's newest Word template of a form, or None when it has none of its own."""
    found = PaperTemplate.objects.filter(county=county, code=code).order_by("-uploaded_at").first()
    return bytes(found.content) if found else None


def templates(county: int) -> dict[str, PaperTemplate]:
    """Return a county's newest Word template of each form, without its bytes."""
    rows = PaperTemplate.objects.filter(county=county).defer("content").order_by("code", "uploaded_at")
    return {row.code: row for row in rows}


def papers(case: CaseFile) -> QuerySet[PrintedPaper]:
    """Return the papers of a case that left, the newest first."""
    return PrintedPaper.objects.filter(case=case).order_by("-printed_at", "-id")


def paper_of(code: str, actor: Actor) -> PrintedPaper | None:
    """Return the paper with a code, when its case opens to the actor: nobody else learns whose it is."""
    rows = PrintedPaper.objects.visible_to(actor).select_related("case__client", "answer")
    return rows.defer("case__client__search").filter(code=code).first()


def dossier_of(pk: UUID, actor: Actor) -> Dossier | None:
    """Return a whole file that the actor asked for, or None."""
    rows = Dossier.objects.visible_to(actor).filter(Q(paper__by_post=actor.post) if actor.post else Q(pk=None))
    rows = rows.select_related("case__client", "paper").defer("content_sealed", "case__client__search")
    return rows.filter(pk=pk).first()


def codes_ever(county: int, code: str) -> set[str]:
    """Return every code of a question that a form ever had in a county: none is used again for something else."""
    told = {field.code for field in every()[code].fields}
    for row in versions(county, code):
        told |= {field.code for field in read(json.loads(row.content)).fields}
    return told


def returned(case: CaseFile) -> list[ReturnedSheet]:
    """Return the sheets of a case that came back signed, the newest first, without their photographs."""
    rows = ReturnedSheet.objects.filter(case=case).select_related("paper").defer("picture_sealed")
    return list(rows.order_by("-at", "-id")[:60])
