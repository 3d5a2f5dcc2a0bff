"""What a survey told is published as a notice, to which anybody may object; the notice leads to the survey's page."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require
from linli.surveys import figures, policies
from linli.surveys.models import Survey
from linli.transparency import actions as transparency
from linli.transparency.models import Kind as Notices
from linli.transparency.models import PublicNotice


@dataclass(frozen=True)
class Announcement:
    """Who publishes, how she is reached, on what it rests, and until when it stands."""

    publisher: str
    telephone: str
    basis: str
    ends_on: date


@action
def announce(survey: Survey, told: Announcement, *, by: Actor) -> PublicNotice:
    """Publish what a closed survey told: every figure whole, and where the method stands. Raises :class:`Refused`."""
    survey = Survey.objects.select_for_update(of=("self",)).select_related("place", "result").get(pk=survey.pk)
    require(policies.announce(by, survey))
    words = transparency.Words(
        kind=Notices.SATISFACTION, title=_("%(title)s：结果") % {"title": survey.title}, body=_body(survey),
        basis=told.basis, publisher=told.publisher, telephone=told.telephone, ends_on=told.ends_on,
    )  # fmt: skip
    made = transparency.publish(words, place=survey, by=by, subject_kind=policies.SUBJECT, subject=survey.pk)
    audit.record("survey.announced", survey, by=by, notice=str(made.pk))
    return made


def _body(survey: Survey) -> str:
    """Return the notice: who was asked by whom about when, the figures that can be printed, where the rest stands."""
    content = survey.result.content
    told = [
        _("%(agency)s做的%(kind)s：%(place)s，问的是 %(since)s 到 %(until)s。") % {
            "agency": survey.agency, "kind": content["kind_name"], "place": content["place"],
            "since": content["since"], "until": content["until"],
        }
    ]  # fmt: skip
    shares = [(one["text"], figures.of(one["result"])) for one in content["questions"] if one.get("result")]
    if shares:
        told.append(_("算满意的是：%(levels)s。") % {"levels": "、".join(content["satisfied"])})
    told += [_("%(question)s %(figure)s") % {"question": text, "figure": str(share)} for text, share in shares]
    if not shares:
        told.append(_("答的人太少，没有能公布的比例。"))
    told.append(_("怎么抽的样、每道题答了什么、怎么自己重抽一遍，都在这次调查的页上。"))
    return "\n".join(told)
