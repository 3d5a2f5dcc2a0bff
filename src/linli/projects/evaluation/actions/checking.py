"""The evaluator checks: what she found of each record, whom she spoke with, what she scores, her draft."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused, action, require
from linli.projects.evaluation import policies, queries
from linli.projects.evaluation.actions.road import REPLY, ask_provider, held, move
from linli.projects.evaluation.packs import terms
from linli.projects.evaluation.queries import scores
from linli.projects.models import Criterion
from linli.projects.models.evaluation import Answer, Evaluation, Interview, SampledRecord, Score
from linli.projects.packs import region_of
from linli.projects.procurement.promises import of_winner
from linli.projects.words import text


@action
def verify(sampled: SampledRecord, found: Mapping[str, str], *, by: Actor, remark: str = "") -> SampledRecord:
    """Say what was found of one record: an answer to each question of the pack; a no asks for a remark."""
    sampled = SampledRecord.objects.select_for_update(of=("self",)).get(pk=sampled.pk)
    sampled.evaluation = Evaluation.objects.select_related("project__place__county").get(pk=sampled.evaluation_id)
    require(policies.verify(by, sampled))
    asked = terms(region_of(sampled.evaluation.project.place)).questions
    if set(found) != {one.code for one in asked} or not set(found.values()) <= set(Answer.values):
        raise Refused(_("每一问都要答。"), "found")
    told = text(remark, 200, "remark")
    if Answer.NO in found.values() and not told:
        raise Refused(_("有一项不是，请写一句看到了什么。"), "remark")
    sampled.found, sampled.remark, sampled.checked_at = dict(found), told, timezone.now()
    sampled.save(update_fields=["found", "remark_sealed", "checked_at"])
    county = sampled.evaluation.project.county_id
    audit.record("evaluation.record_checked", sampled, by=by, county=county, found=dict(found))
    return sampled


@action
def interview(evaluation: Evaluation, with_whom: str, said: str, *, by: Actor, on: date) -> Interview:
    """Keep notes of an interview, sealed; whom it was with is told in general. Raises ``Refused``."""
    evaluation = held(evaluation)
    require(policies.interview(by, evaluation))
    if with_whom not in Interview.With.values:
        raise Refused(_("请选访谈了谁。"), "with_whom")
    if on > timezone.localdate():
        raise Refused(_("日期还没到。"), "on")
    made = Interview(evaluation=evaluation, with_whom=with_whom, held_on=on, at=timezone.now())
    made.text = text(said, 2000, "said", ask=_("请写记下了什么。"))
    made.save(force_insert=True)
    audit.record("evaluation.interviewed", made, by=by, county=evaluation.project.county_id, with_whom=with_whom)
    return made


@action
def score(evaluation: Evaluation, criterion: Criterion, points: Decimal, *, by: Actor, reason: str) -> Score:
    """Score one item by hand, and say why; an item that records tell is counted and not scored. Raises ``Refused``."""
    evaluation = held(evaluation)
    require(policies.score(by, evaluation, criterion, points))
    if criterion.project_id != evaluation.project_id:
        raise Refused(_("这一项不在本项目的评估方案里。"), "points")
    if scores.figures(evaluation, criterion):
        raise Refused(_("这一项由记录数出来，不用打分。"), "points")
    if criterion.bands and points not in {band["points"] for band in criterion.bands}:
        raise Refused(_("这一项只能打档位里的分。"), "points")
    said = text(reason, 500, "reason", ask=_("请写打这个分的依据。"))
    made, _fresh = Score.objects.update_or_create(
        evaluation=evaluation, criterion=criterion,
        defaults={"points": points, "reason": said, "counted": False, "figures": [], "at": timezone.now()},
    )  # fmt: skip
    audit.record("evaluation.scored", made, by=by, county=evaluation.project.county_id, points=str(points))
    return made


@action
def count_scores(evaluation: Evaluation, offered: Mapping[str, int], *, by: Actor) -> list[Score]:
    """Score every item that records tell, against the plan and what the bid promised (indicator → amount).

    What the bid that won here promises is taken from it; ``offered`` says it of a project that was bought elsewhere.
    """
    evaluation = held(evaluation)
    require(policies.count_scores(by, evaluation))
    known = {str(pk) for pk in evaluation.project.indicators.values_list("pk", flat=True)}
    promised = of_winner(evaluation.project)
    if promised is not None:
        if offered:
            raise Refused(_("投标书的承诺从中标的投标里取，不用写。"), "offered")
        offered = {str(pk): amount for pk, amount in promised.items()}
    if not set(offered) <= known or any(amount <= 0 for amount in offered.values()):
        raise Refused(_("投标书的承诺写大于 0 的整数。"), "offered")
    evaluation.offered = dict(offered)
    evaluation.save(update_fields=["offered"])
    made = []
    for criterion in evaluation.project.criterions.all():
        if not (figures := scores.figures(evaluation, criterion)):
            continue
        points = scores.points(criterion, figures)
        told = {"points": points, "counted": True, "figures": [one.told() for one in figures], "at": timezone.now()}
        row, _fresh = Score.objects.update_or_create(
            evaluation=evaluation, criterion=criterion, defaults=told | {"reason": ""}
        )
        made.append(row)
    audit.record("evaluation.counted", evaluation, by=by, county=evaluation.project.county_id, items=len(made))
    return made


@action
def hand_in(evaluation: Evaluation, report: str, *, by: Actor) -> Evaluation:
    """Hand the draft in: every record checked, every item scored, an opinion written. A self-evaluation ends with it.

    The provider has some working days to reply. Raises ``Refused`` with what is missing.
    """
    evaluation = held(evaluation)
    require(policies.hand_in(by, evaluation, queries.missing(evaluation)))
    evaluation.report = text(report, 4000, "report", ask=_("请写评估意见。"))
    told = terms(region_of(evaluation.project.place))
    if evaluation.is_self:
        scores.settle(evaluation, told)
        fields = ["report", "score", "grade", "passed", "closed_at", "finished_on"]
        return move(evaluation, "keep", by, fields=fields, score=str(evaluation.score))
    evaluation.reply_due = working_days_on(timezone.localdate(), told.reply_days)
    evaluation.score = scores.sum_of(evaluation)
    move(evaluation, "hand_in", by, fields=["report", "reply_due", "score"], score=str(evaluation.score))
    title = _("%(number)s %(kind)s出了初稿，请回应") % {
        "number": evaluation.project.number, "kind": evaluation.get_kind_display(),
    }  # fmt: skip
    ask_provider(evaluation, REPLY, title, evaluation.reply_due, by)
    return evaluation
