"""What a request rests on, put together in one piece: contract, milestone, indicators, evaluation, money."""

import hashlib
from datetime import datetime
from typing import Any

from django.utils import timezone

from linli.directory.money import yuan
from linli.projects import packs
from linli.projects.evaluation import queries as evaluation
from linli.projects.models import ServiceProject
from linli.projects.payment.queries.conditions import EVALUATED, name_of
from linli.projects.payment.queries.money import trail
from linli.projects.queries import delivery
from linli.projects.queries.delivery import Due
from linli.proofs.canonical import canonical


def dues(project: ServiceProject) -> list[Due]:
    """Return the milestones of a project with their money."""
    return delivery.milestones(project, packs.rules(packs.region_of(project.place)), timezone.localdate())


def assembled(project: ServiceProject, due: Due) -> dict[str, Any]:
    """Return what a request for a tranche rests on, as plain data: whole numbers, texts and lists."""
    rules, today = packs.rules(packs.region_of(project.place)), timezone.localdate()
    indicators = delivery.indicators_of([project]).get(project.pk, [])
    rows = delivery.rows(project, indicators, rules, today)
    figure = getattr(project, "figure", None)
    return {
        "contract": {
            "number": project.contract, "agency": project.organisation.name if project.organisation else "",
            "signed_on": str(project.signed_on or ""), "filed_on": str(project.filed_on or ""),
            "price": project.worth, "price_shown": yuan(project.worth),
        },
        "milestone": {
            "name": due.milestone.name, "position": due.milestone.position, "percent": due.milestone.percent,
            "condition": due.condition, "planned_on": str(due.milestone.planned_on), "amount": due.amount,
            "amount_shown": yuan(due.amount),
        },
        "counted_at": timezone.localtime(figure.made_at).strftime("%Y-%m-%d %H:%M") if figure else "",
        "records": figure.records if figure else 0,
        "indicators": [
            {
                "id": str(row.indicator.pk), "name": row.indicator.name, "unit": row.indicator.unit,
                "target": row.target_shown, "done": row.done_shown, "expected": row.expected_shown, "red": row.red,
                "records": row.records, "short": row.short, "survey": row.is_survey,
            }
            for row in rows
        ],
        "evaluation": _evaluation(project, due, rules),
        "lines": [line.plain() for line in trail(project)],
    }  # fmt: skip


def _evaluation(project: ServiceProject, due: Due, rules: packs.Rules) -> dict[str, Any] | None:
    kind = due.milestone.condition
    found = evaluation.outcome(project, kind if kind in EVALUATED else "mid_term")
    if found is None:
        return None
    return {
        "id": str(found.evaluation_id), "name": name_of(found.kind), "score": str(found.score),
        "grade": rules.grades.get(found.grade, found.grade), "passed": found.passed,
        "finished_on": str(found.finished_on), "owed": found.owed, "owed_until": str(found.owed_until or ""),
        "mending": [
            {
                "id": str(row.pk), "what": row.what, "due_on": str(row.due_on), "answer": row.answer,
                "answered_on": _day(row.answered_at), "settled_on": _day(row.settled_at),
            }
            for row in evaluation.owed(found.evaluation_id)
        ],
    }  # fmt: skip


def _day(moment: datetime | None) -> str:
    return str(timezone.localdate(moment)) if moment is not None else ""


def digest(told: dict[str, Any]) -> str:
    """Return the hash of what a request rests on."""
    return hashlib.sha256(canonical(told)).hexdigest()
