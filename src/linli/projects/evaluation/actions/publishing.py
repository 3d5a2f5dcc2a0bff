"""A result that stands is told to everybody as a public notice; objections are answered there."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import action, require
from linli.projects.evaluation import policies
from linli.projects.evaluation.actions.road import held
from linli.projects.evaluation.policies import RESULT
from linli.projects.models.evaluation import Evaluation
from linli.projects.packs import region_of, rules
from linli.transparency import actions as notices
from linli.transparency.actions import Words
from linli.transparency.models import PublicNotice


@dataclass(frozen=True)
class Publishing:
    """Who publishes, on what basis, which telephone answers, until which day."""

    publisher: str
    telephone: str
    basis: str
    ends_on: date


@action
def publish_result(evaluation: Evaluation, told: Publishing, *, by: Actor) -> PublicNotice:
    """Publish score, grade and how the sample was drawn; nobody is named. Raises ``Refused`` naming the field."""
    evaluation = held(evaluation)
    require(policies.publish_result(by, evaluation))
    title = _("%(name)s：%(kind)s结果") % {
        "name": evaluation.project.name[:70], "kind": evaluation.get_kind_display(),
    }  # fmt: skip
    words = Words("result", title, _body(evaluation), told.basis, told.publisher, told.telephone, told.ends_on)
    return notices.publish(words, place=evaluation.project, by=by, subject_kind=RESULT, subject=evaluation.pk)


def _body(evaluation: Evaluation) -> str:
    project, grades = evaluation.project, rules(region_of(evaluation.project.place)).grades
    ours = project.organisation.name if project.organisation else ""
    facts = [
        _("项目：%(number)s %(name)s") % {"number": project.number, "name": project.name},
        _("承接机构：%(ours)s") % {"ours": ours},
        _("评估机构：%(theirs)s") % {"theirs": evaluation.organisation.name},
        _("结果：%(score)s 分，%(grade)s") % {"score": evaluation.score, "grade": grades[evaluation.grade]},
        _("抽样：从 %(frame)d 条记录里抽 %(drawn)d 条，种子 %(seed)s，承诺 %(commitment)s") % {
            "frame": evaluation.frame_size, "drawn": evaluation.drawn, "seed": evaluation.seed_shown,
            "commitment": evaluation.commitment,
        },
        _("整改：%(n)d 项") % {"n": evaluation.rectifications.count()},
    ]  # fmt: skip
    return "\n".join(facts)
