"""Who has a project evaluated, who evaluates, replies, settles; the sentence that refuses, or None."""

from datetime import date
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.projects.models import ServiceProject, State
from linli.projects.models.evaluation import (
    EVALUATION_MOVES,
    Evaluation,
    EvaluationKind,
    EvaluationState,
    Rectification,
    SampledRecord,
)
from linli.projects.models.plan import Criterion
from linli.projects.policies import amend_basics, buys, provides
from linli.transparency import queries as notices

READERS = (Role.EVALUATOR, Role.PURCHASER, Role.STREET_OFFICER, Role.COUNTY_OFFICER, Role.PROVIDER_LEAD)
OUTSIDERS = (Role.EVALUATOR, Role.INTERVIEWER, Role.BID_JUDGE)
HIDDEN = _("评估定稿以前，抽到哪些记录只有评估员知道。")
PLACES = Decimal("0.01")
RESULT = "projects.evaluation"  # what a notice of a result is about


def take_scheme(by: Actor, project: ServiceProject) -> Refusal:
    """Whoever may change a plan may begin its scheme from a published one."""
    return amend_basics(by, project)


def appoint_evaluator(by: Actor, project: ServiceProject, kind: str, organisation: Organisation) -> Refusal:
    """The purchaser calls an evaluator of a third organisation to a running project, one for each evaluation."""
    if (refusal := buys(by, project) or _runs(project)) is not None:
        return refusal
    if kind not in (EvaluationKind.MID_TERM, EvaluationKind.FINAL):
        return _("请选中期评估或末期评估。")
    if organisation.pk == project.organisation_id:
        return _("承接机构不能评自己的项目，请请另一家机构。")
    if organisation.county_id not in (None, project.county_id):
        return _("请选本区县登记的评估机构。")
    return _free(project, kind)


def independent(post: Post) -> Refusal:
    """Nobody evaluates who holds a post in the county's own work, with the purchaser or with the provider."""
    others = Post.objects.in_force(timezone.localdate()).filter(user=post.user_id).exclude(role__in=OUTSIDERS)
    return _("这个人在购买方、承接方或本地单位还有岗位，不能做评估员。") if others.exists() else None


def begin_self_evaluation(by: Actor, project: ServiceProject) -> Refusal:
    """The provider evaluates its own work while the project runs."""
    return provides(by, project) or _runs(project) or _free(project, EvaluationKind.SELF)


def evaluates(by: Actor, evaluation: Evaluation) -> Refusal:
    """The post that was called, to the end of its last day; the day is asked for here as well as at the door."""
    if by.post != evaluation.post_id:
        return _("这一步由评估员来做。")
    return None if timezone.localdate() <= evaluation.until else _("评估员的期限已经过了。")


def draw(by: Actor, evaluation: Evaluation) -> Refusal:
    """The evaluator draws, once."""
    if (refusal := evaluates(by, evaluation)) is not None:
        return refusal
    if evaluation.drawn is not None:
        return _("样本已经抽过了，只能抽一次。")
    return moves(evaluation, "draw") or independent(evaluation.post)


def read_sample(by: Actor, evaluation: Evaluation) -> Refusal:
    """The sample is the evaluator's until the result stands; then both sides read it."""
    if evaluation.is_self:
        return _("自评不抽样。")
    if evaluation.is_settled and by.role != Role.EVALUATOR:
        return None
    return HIDDEN if evaluates(by, evaluation) is not None else None


def verify(by: Actor, sampled: SampledRecord) -> Refusal:
    """The evaluator says what she found, while she checks."""
    return evaluates(by, sampled.evaluation) or _checking(sampled.evaluation)


def interview(by: Actor, evaluation: Evaluation) -> Refusal:
    """The evaluator keeps notes of an interview, while she checks."""
    return evaluates(by, evaluation) or _checking(evaluation)


def score(by: Actor, evaluation: Evaluation, criterion: Criterion, points: Decimal) -> Refusal:
    """The evaluator scores by hand what no band counts, within the weight of the item."""
    if (refusal := evaluates(by, evaluation) or _checking(evaluation)) is not None:
        return refusal
    if not points.is_finite() or not 0 <= points <= criterion.weight:
        return _("这一项打 0 到 %(most)d 分。") % {"most": criterion.weight}
    return None if points == points.quantize(PLACES) else _("最多写两位小数。")


def count_scores(by: Actor, evaluation: Evaluation) -> Refusal:
    """Items with bands are counted for the evaluator, while she checks."""
    return evaluates(by, evaluation) or _checking(evaluation)


def hand_in(by: Actor, evaluation: Evaluation, missing: list[str]) -> Refusal:
    """The evaluator hands her draft in once nothing is missing in it."""
    if (refusal := evaluates(by, evaluation) or moves(evaluation, "hand_in")) is not None:
        return refusal
    return missing[0] if missing else None


def reply(by: Actor, evaluation: Evaluation) -> Refusal:
    """The provider replies to the draft, once."""
    return provides(by, evaluation.project) or moves(evaluation, "reply")


def send_back(by: Actor, evaluation: Evaluation) -> Refusal:
    """The purchaser sends a draft back to the evaluator."""
    return buys(by, evaluation.project) or _not_self(evaluation) or moves(evaluation, "send_back")


def finalise(by: Actor, evaluation: Evaluation) -> Refusal:
    """The purchaser makes a draft final once the provider has replied, or has let the day pass."""
    if (refusal := buys(by, evaluation.project) or moves(evaluation, "finalise")) is not None:
        return refusal
    waits = evaluation.state == EvaluationState.DRAFTED and (evaluation.reply_due or date.max) >= timezone.localdate()
    return _("承接方还没有回应，要等到 %(day)s。") % {"day": evaluation.reply_due} if waits else None


def call_off_evaluation(by: Actor, evaluation: Evaluation) -> Refusal:
    """The purchaser calls an evaluation off before it is final, to call another evaluator."""
    return buys(by, evaluation.project) or _not_self(evaluation) or moves(evaluation, "call_off")


def answer_rectification(by: Actor, row: Rectification) -> Refusal:
    """The provider says what was done, until the purchaser has taken it."""
    if row.settled_at is not None:
        return _("这一项已经核过了。")
    return provides(by, row.evaluation.project)


def settle_rectification(by: Actor, row: Rectification) -> Refusal:
    """The purchaser takes what was done, or asks again; once."""
    if row.settled_at is not None:
        return _("这一项刚刚已经有人核过了，请再看一眼。")
    if row.answered_at is None:
        return _("承接方还没有回复怎么改的。")
    return buys(by, row.evaluation.project)


def publish_result(by: Actor, evaluation: Evaluation) -> Refusal:
    """The purchaser tells everybody a result that stands, while no notice of it does."""
    if (refusal := buys(by, evaluation.project) or _not_self(evaluation)) is not None:
        return refusal
    if not evaluation.is_settled:
        return _("评估定稿以后才能公示结果。")
    told = notices.about(RESULT, evaluation.pk)
    return _("结果已经在公示了。") if told is not None and told.notice.withdrawn_at is None else None


def take_package(by: Actor, project: ServiceProject) -> Refusal:
    """The provider takes the package of its project, and so does the purchaser, once the contract is signed."""
    if not project.is_delivered:
        return _("合同签了以后才有材料。")
    return provides(by, project) if buys(by, project) is not None else None


def moves(evaluation: Evaluation, verb: str) -> Refusal:
    """A step is taken from where the road lets it be taken."""
    if EvaluationState(evaluation.state) in EVALUATION_MOVES[verb][0]:
        return None
    return _("评估现在是“%(state)s”，这一步还不能做。") % {"state": evaluation.get_state_display()}


def _checking(evaluation: Evaluation) -> Refusal:
    return None if evaluation.state == EvaluationState.CHECKING else moves(evaluation, "hand_in")


def _not_self(evaluation: Evaluation) -> Refusal:
    return _("自评由承接方自己来做。") if evaluation.is_self else None


def _runs(project: ServiceProject) -> Refusal:
    return None if project.state == State.RUNNING else _("项目不在执行中。")


def _free(project: ServiceProject, kind: str) -> Refusal:
    held = Evaluation.objects.filter(project=project, kind=kind).exclude(state=EvaluationState.CALLED_OFF)
    return _("这一次评估已经在做了。要换评估员，请先把原来的停下。") if held.exists() else None
