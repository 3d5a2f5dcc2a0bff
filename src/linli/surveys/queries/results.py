"""What a survey tells once it is over: the figures, the answers without a person, the file to draw it again."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.matching import draws
from linli.surveys import figures
from linli.surveys.figures import NotWhole, Reach, Result
from linli.surveys.models import Answer, Kind, Respondent, State, Stratum, Survey
from linli.surveys.packs import Ways, ways
from linli.surveys.questions import LEVELS, Question, Type, parse, shown
from linli.surveys.weighing import Layer, estimate

SCHEMA = "linli.survey-result/1"
Told = dict[str, Any]


def counted(survey: Survey) -> Told:
    """Count a survey that is being closed: every figure whole, by community only where enough have answered.

    Called inside the closing; nobody sees a figure before.
    """
    lines, asked = ways(), parse(survey.asks.questions)
    strata = list(Stratum.objects.filter(survey=survey).select_related("community").order_by("community__code", "band"))
    kept = Respondent.objects.filter(survey=survey)
    rows: list[Told] = [dict(row) for row in kept.values("pk", "stratum_id", "state", "reached", "coached")]
    values = _values(survey)
    told = {
        "schema": SCHEMA, "title": survey.title, "agency": survey.agency, "kind": survey.kind,
        "kind_name": str(Kind(survey.kind).label), "place": survey.place.name, "since": survey.since.isoformat(),
        "until": survey.until.isoformat(), "questionnaire": {
            "version": survey.asks.number, "digest": survey.asks.digest,
        },
        "commitment": survey.commitment, "seed": survey.seed, "frame_digest": survey.frame_digest,
        "frame": survey.frame_size, "drawn": survey.drawn, "coached": sum(row["coached"] for row in rows),
        "satisfied": [str(LEVELS[level]) for level in lines.satisfied], "least": lines.least,
        "states": {str(label): sum(row["state"] == code for row in rows) for code, label in State.choices},
    }  # fmt: skip
    told["questions"] = [_question(one, strata, rows, values, lines) for one in asked]
    return told


def _values(survey: Survey) -> dict[str, dict[Any, Any]]:
    """Return question → respondent → what was chosen, for those who chose something."""
    told: dict[str, dict[Any, Any]] = {}
    kept = Answer.objects.filter(survey=survey, value__isnull=False)
    for question, respondent, value in kept.values_list("question", "respondent_id", "value"):
        told.setdefault(question, {})[respondent] = value
    return told


def _question(one: Question, strata: list[Stratum], rows: list[Told], values: Told, lines: Ways) -> Told:
    """Return what is told of one question: of five levels the weighted share, of all what was chosen how often."""
    given = values.get(one.code, {})
    told: Told = {"code": one.code, "type": str(one.type), "text": one.text, "n": len(given)}
    told["chosen"] = _chosen(one, given.values())
    if one.type == Type.FIVE:
        told["result"] = _result(strata, rows, given, lines)
        told["communities"] = [
            _community(name, [row for row in strata if row.community_id == key], rows, given, lines)
            for key, name in {row.community_id: row.community.name for row in strata}.items()
        ]
    return told


def _chosen(one: Question, given: Iterable[Any]) -> list[Told]:
    counts: Counter[str] = Counter()
    for value in given:
        counts.update([str(part) for part in value] if isinstance(value, list) else [str(value)])
    labels = one.offered() or [(value, value) for value in sorted(counts)]
    return [{"code": code, "label": label, "count": counts[code]} for code, label in labels]


def _result(strata: list[Stratum], rows: list[Told], given: Told, lines: Ways) -> Told | None:
    """Return the figure of some strata, or None where there is none to be told."""
    keys = {row.pk for row in strata}
    here = [row for row in rows if row["stratum_id"] in keys]
    layers = [_layer(row, here, given, lines) for row in strata]
    reach = Reach(
        frame=sum(row.size for row in strata), drawn=len(here), reached=sum(row["reached"] for row in here),
        answered=sum(row["state"] == State.ANSWERED for row in here),
    )  # fmt: skip
    try:
        return Result(estimate(layers, lines.confidence), reach, lines.confidence).told
    except NotWhole:
        return None


def _layer(stratum: Stratum, rows: list[Told], given: Told, lines: Ways) -> Layer:
    levels = [given[row["pk"]] for row in rows if row["stratum_id"] == stratum.pk and row["pk"] in given]
    yes = sum(level in lines.satisfied for level in levels)
    return Layer(stratum.community.code, stratum.band, stratum.size, len(levels), yes)


def _community(name: str, strata: list[Stratum], rows: list[Told], given: Told, lines: Ways) -> Told:
    told = _result(strata, rows, given, lines)
    if told is None or told["n"] < lines.least:
        return {"name": name, "few": True}
    return {"name": name, "result": told}


@dataclass(frozen=True)
class Heard:
    """What those said whom a programme served: the whole figure of the survey's first scale, and where it stands."""

    survey: UUID
    on: date
    result: Result


def heard(programmes: Collection[UUID]) -> dict[UUID, Heard]:
    """Return for each programme what its last closed survey told; nothing where none did, or too few answered."""
    rows = Survey.objects.filter(programme__in=programmes, closed_at__isnull=False).select_related("result")
    last = {row.programme_id: row for row in rows.order_by("closed_at", "id")}
    found = {}
    for programme, row in last.items():
        scale = next((one for one in row.result.content["questions"] if one["type"] == Type.FIVE), None)
        if programme is not None and scale is not None and scale["result"] is not None:
            assert row.closed_at is not None
            found[programme] = Heard(row.pk, timezone.localdate(row.closed_at), figures.of(scale["result"]))
    return found


def raw(survey: Survey, respondents: Iterable[Respondent]) -> list[Told]:
    """Return the answers of some respondents, line by line, in the words of the questions."""
    rows = list(respondents)
    asked = parse(survey.asks.questions)
    kept: dict[Any, dict[str, Answer]] = {}
    for answer in Answer.objects.filter(respondent__in=rows):
        kept.setdefault(answer.respondent_id, {})[answer.question] = answer
    return [
        {
            "respondent": row,
            "answers": [
                (one.text, shown(one, given.value, given.text) if given else "")
                for one in asked
                for given in [kept.get(row.pk, {}).get(one.code)]
            ],
        }
        for row in rows
    ]


def few(survey: Survey) -> set[int]:
    """Return the communities of which no answer is shown, not even without a name: too few have answered."""
    counts: Counter[int] = Counter()
    for community, answered in Stratum.objects.filter(survey=survey).values_list("community_id", "answered"):
        counts[community] += answered
    return {community for community, answered in counts.items() if answered < ways().raw_least}


def replay_file(survey: Survey) -> Told:
    """Return everything that is needed to draw the sample again, by anybody; codes that are nobody's any more."""
    strata = list(Stratum.objects.filter(survey=survey).select_related("community"))
    return {
        "schema": draws.SCHEMA, "title": survey.title, "seed": survey.seed_shown, "commitment": survey.commitment,
        "frame_digest": survey.frame_digest, "total": survey.size, "least": survey.least,
        "frame": {row.name: row.codes.split("\n") for row in sorted(strata, key=lambda row: row.name)},
        "sample": {row.name: row.sample.split("\n") for row in strata if row.sample},
        "note": _("代码是加了钥匙的摘要，钥匙在调查结束时销毁，认不出是谁。"),
    }  # fmt: skip
