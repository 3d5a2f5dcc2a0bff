"""What everybody may know: which surveys run, whether a call is true, what a closed one tells and how it was made."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from linli.accounts.doors import public
from linli.accounts.middleware import Request
from linli.kernel.paging import page
from linli.surveys import figures, queries
from linli.surveys.models import Stage, Survey
from linli.surveys.policies import SUBJECT
from linli.surveys.questions import Type
from linli.transparency import queries as notices


@require_safe
@public("which surveys run, and whether a number that calls belongs to one: made to be asked by anybody")
def surveys_public(request: Request) -> HttpResponse:
    """List the surveys that run and those that are over; ``number`` is twelve digits to be checked."""
    number = request.GET.get("number", "")[:40]
    shown = page(queries.public(), "-opened_at", "-id", after=request.GET.get("after", ""), size=20)
    context = {
        "rows": shown.rows, "older": f"?after={shown.next}" if shown.next else "", "number": number,
        "true": queries.answering(number) if number else None,
    }  # fmt: skip
    return render(request, "surveys/public.html", context)


@require_safe
@public("the method of a survey while it runs, its figures once it is over; nobody's answers")
def survey_public(request: Request, pk: UUID) -> HttpResponse:
    """Show what was committed to; and, once it has closed, every figure with what it stands on."""
    found = get_object_or_404(queries.public().select_related("version", "result", "place", "programme"), pk=pk)
    over = found.stage == Stage.CLOSED
    content = found.result.content if over else None
    context = {"survey": found, "over": over, "content": content, "questions": told(content) if content else []}
    known = notices.about(SUBJECT, found.pk) if over else None
    context["notice"] = known.notice if known is not None and known.notice.withdrawn_at is None else None
    return render(request, "surveys/result.html", context)


def told(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the questions of a result as a page shows them: a figure whole, or the sentence that there is none."""
    return [
        {
            "text": one["text"], "n": one["n"], "chosen": one["chosen"],
            "result": figures.of(one["result"]) if one.get("result") else None,
            "figure": one["type"] == Type.FIVE, "words": one["type"] in (Type.SHORT, Type.LONG),
            "communities": [
                {"name": row["name"], "cells": figures.of(row["result"]).cells}
                for row in one.get("communities", ())
                if not row.get("few")
            ],
            "few": sum(bool(row.get("few")) for row in one.get("communities", ())),
        }
        for one in content["questions"]
    ]  # fmt: skip


@require_safe
@public("seed, frame and sample of a closed survey, in codes that are nobody's: anybody may draw it again")
def survey_replay(request: Request, pk: UUID) -> HttpResponse:
    """Hand out the file that ``./linli survey replay`` reads; there is none before the closing."""
    found: Survey = get_object_or_404(queries.public(), pk=pk)
    if found.stage != Stage.CLOSED:
        raise Http404
    answer = JsonResponse(queries.replay_file(found), json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = 'attachment; filename="draw.json"'
    return answer
