"""What came of a project, as everybody reads it: evaluations whose report is final, and what those served have said.

A draft is never here, nor a word that somebody wrote: score, grade, days and how the sample was drawn. A satisfaction
is told whole (n, interval, response rate) and with its method, or not at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.projects import packs
from linli.projects.models import ServiceProject
from linli.projects.models.evaluation import SETTLED, Evaluation, EvaluationKind, EvaluationStratum, Rectification
from linli.surveys import figures
from linli.surveys import queries as surveys
from linli.surveys.models import Survey

WRITTEN = ("report", "reply", "seed_sealed")  # never read here


@dataclass(frozen=True)
class Verdict:
    """The result of an evaluation by a third party, with its method; of what is to be put right only how much."""

    evaluation: Evaluation
    grade: str
    strata: int
    items: int
    mended: int

    @property
    def name(self) -> str:
        """Which evaluation."""
        return str(self.evaluation.get_kind_display())

    @property
    def on(self) -> date:
        """The day on which the report was made final."""
        assert self.evaluation.finished_on is not None
        return self.evaluation.finished_on

    @property
    def result(self) -> str:
        """Score, grade and whether it is what the milestone waits for."""
        met = _("达到里程碑的要求") if self.evaluation.passed else _("没有达到里程碑的要求")
        return _("%(score)s 分，%(grade)s，%(met)s") % {"score": self.evaluation.score, "grade": self.grade, "met": met}

    @property
    def method(self) -> str:
        """How the records were drawn that were looked at."""
        return _("从 %(frame)d 条计入项目的记录里抽了 %(drawn)d 条，按社区和类别分 %(strata)d 层") % {
            "frame": self.evaluation.frame_size or 0, "drawn": self.evaluation.drawn or 0, "strata": self.strata,
        }  # fmt: skip

    @property
    def mending(self) -> str:
        """How much was to be put right, and how much of it was."""
        if not self.items:
            return _("没有要整改的")
        return _("%(items)d 项，办结 %(mended)d 项") % {"items": self.items, "mended": self.mended}

    @property
    def sentence(self) -> str:
        """Everything in one sentence."""
        parts = [
            self.result, self.method, _("整改：%(told)s") % {"told": self.mending},
            _("种子 %(seed)s，承诺 %(commitment)s") % {
                "seed": self.evaluation.seed_shown, "commitment": self.evaluation.commitment,
            },
        ]  # fmt: skip
        return "；".join(parts)


@dataclass(frozen=True)
class Said:
    """What those said whom a project served: the figure with all it stands on, or '' where too few have answered."""

    survey: Survey
    figure: str

    @property
    def on(self) -> date:
        """The day on which the survey closed."""
        assert self.survey.closed_at is not None
        return timezone.localdate(self.survey.closed_at)

    @property
    def method(self) -> str:
        """Who asked whom, and how they were chosen."""
        told = {
            "agency": self.survey.agency, "since": self.survey.since, "until": self.survey.until, "on": self.on,
            "frame": self.survey.frame_size or 0, "drawn": self.survey.drawn or 0,
        }  # fmt: skip
        asked = _("%(agency)s问 %(since)s 到 %(until)s 服务过的人，%(on)s 结束") % told
        return asked + _("；名单 %(frame)d 人，按社区和年龄段分层，抽到 %(drawn)d 人") % told


def settled() -> QuerySet[Evaluation]:
    """Return the evaluations by third parties whose report is final, the first first."""
    owed = _count(Rectification.objects.filter(settled_at=None))
    rows = Evaluation.objects.filter(state__in=sorted(one.value for one in SETTLED)).exclude(kind=EvaluationKind.SELF)
    counted = rows.annotate(
        strata=_count(EvaluationStratum.objects.all()), items=_count(Rectification.objects.all()), owed=owed
    )
    return counted.select_related("organisation").defer(*WRITTEN).order_by("finished_on", "pk")


def _count(rows: QuerySet[Any]) -> Coalesce:
    of_one = rows.filter(evaluation=OuterRef("pk")).order_by().values("evaluation").annotate(n=Count("pk"))
    return Coalesce(Subquery(of_one.values("n"), output_field=IntegerField()), 0)


def verdicts(project: ServiceProject) -> list[Verdict]:
    """Return the results of a project; those that came with it (``judged``), or in one question."""
    found = vars(project).get("judged")
    rows: Iterable[Any] = found if found is not None else settled().filter(project=project)
    grades = packs.rules(packs.region_of(project.place)).grades
    return [
        Verdict(row, str(grades.get(row.grade, row.grade)), row.strata, row.items, row.items - row.owed) for row in rows
    ]


def said_of(projects: Iterable[ServiceProject]) -> dict[UUID, Said]:
    """Return of each project the last closed survey of those it served, in one question however many there are."""
    programmes = {one.programme_id: one.pk for one in projects if one.programme_id is not None}
    if not programmes:
        return {}
    asked = Q(programme__in=list(programmes), closed_at__isnull=False)
    rows = surveys.public().filter(asked).select_related("result").order_by("closed_at", "id")
    return {programmes[row.programme_id]: Said(row, figure_of(row.result.content)) for row in rows}  # type: ignore[index]


def figure_of(content: dict[str, Any]) -> str:
    """Return the first figure of a survey with what it stands on; '' when too few have answered."""
    whole = (figures.of(one["result"]) for one in content["questions"] if one.get("result"))
    return str(next(whole, ""))
