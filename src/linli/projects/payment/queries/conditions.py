"""Whether a tranche may be asked for: None, or the sentence that says what is lacking and what heals it."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.kernel.policy import Refusal
from linli.projects.evaluation import queries as evaluation
from linli.projects.evaluation.queries import Outcome
from linli.projects.models import STANDING, Milestone, PaymentRequest, PaymentState, ServiceProject, TrancheRelease
from linli.projects.packs import Rules

Condition = Milestone.Condition
EVALUATED = {Condition.MID_TERM, Condition.FINAL}


def wanting(project: ServiceProject, milestone: Milestone, rules: Rules) -> Refusal:
    """Return why a tranche of a project cannot be asked for now, or None."""
    return standing(milestone) or unmet(project, milestone, rules)


def standing(milestone: Milestone) -> Refusal:
    """Return the sentence about a request that a tranche has already, or None."""
    if milestone.paid_on is not None:
        return _("“%(name)s”已经在 %(day)s 付过了。") % {"name": milestone.name, "day": milestone.paid_on}
    found = PaymentRequest.objects.filter(milestone=milestone, state__in=sorted(one.value for one in STANDING)).first()
    if found is None:
        return None
    told = {"name": milestone.name, "day": timezone.localdate(found.asked_at), "state": found.get_state_display()}
    if found.state == PaymentState.PAID:
        return _("“%(name)s”已经付过了。") % told
    return _("“%(name)s”已经申请过了，现在是“%(state)s”，不用再申请。") % told


def unmet(project: ServiceProject, milestone: Milestone, rules: Rules) -> Refusal:
    """Return why the condition of a tranche is not met, or None."""
    if project.signed_on is None or not project.is_delivered:
        return _("合同签了、项目开始执行以后，才能申请付款。")
    if milestone.condition == Condition.SIGNED or TrancheRelease.objects.filter(milestone=milestone).exists():
        return None
    if milestone.condition in EVALUATED:
        return _evaluated(project, milestone, rules)
    found = evaluation.outcome(project, Condition.MID_TERM)  # a failed mid-term withholds whatever comes next
    return _failed(found, milestone, rules) if found is not None and not found.passed else None


def withheld(project: ServiceProject, milestone: Milestone, rules: Rules) -> bool:
    """Tell whether a tranche waits because an evaluation failed, everything being put right since."""
    kind = Condition.FINAL if milestone.condition == Condition.FINAL else Condition.MID_TERM
    found = evaluation.outcome(project, kind) if milestone.condition != Condition.SIGNED else None
    released = TrancheRelease.objects.filter(milestone=milestone).exists()
    return found is not None and not released and found.owed == 0 and not _reaches(found, milestone, rules)


def _evaluated(project: ServiceProject, milestone: Milestone, rules: Rules) -> Refusal:
    found = evaluation.outcome(project, milestone.condition)
    told = {"kind": name_of(milestone.condition), "grade": rules.grades.get(milestone.grade, milestone.grade)}
    if found is None:
        return _("%(kind)s还没有评估完。定稿以后不低于“%(grade)s”，才能申请这一期。") % told
    if not _reaches(found, milestone, rules):
        return _failed(found, milestone, rules)
    if found.owed:
        return _("%(kind)s通过了，还有 %(n)d 项整改没有办结%(until)s，办结以后再申请。") % {
            **told, "n": found.owed, "until": _until(found),
        }  # fmt: skip
    return None


def _reaches(found: Outcome, milestone: Milestone, rules: Rules) -> bool:
    """Tell whether an outcome passed and has at least the milestone's grade; the best grade stands first."""
    order = list(rules.grades)
    if milestone.grade in order and found.grade in order:
        return found.passed and order.index(found.grade) <= order.index(milestone.grade)
    return found.passed


def _failed(found: Outcome, milestone: Milestone, rules: Rules) -> Refusal:
    told = {
        "kind": name_of(found.kind), "grade": rules.grades.get(found.grade, found.grade), "score": found.score,
        "day": found.finished_on, "name": milestone.name, "n": found.owed, "until": _until(found),
    }  # fmt: skip
    head = _("%(kind)s是“%(grade)s”（%(score)s 分，%(day)s），“%(name)s”先不付。") % told
    if found.owed:
        return head + _("还有 %(n)d 项整改没有办结%(until)s；都办结以后，由购买方写明理由放行，再申请。") % told
    return head + _("整改都办结了，等购买方写明理由放行以后再申请。")


def _until(found: Outcome) -> str:
    return _("（最晚 %(day)s）") % {"day": found.owed_until} if found.owed_until else ""


def name_of(kind: str) -> str:
    """Return the name of an evaluation."""
    return {Condition.MID_TERM.value: _("中期评估"), Condition.FINAL.value: _("末期评估")}.get(kind, kind)
