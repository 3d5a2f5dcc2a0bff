"""Verbs of the assessment: what was found, as one more version; what a scale measured."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people.actions.areas import of_row
from linli.practice import packs, policies
from linli.practice.actions.beginnings import Changed, known
from linli.practice.actions.cases import locked, move
from linli.practice.models import Assessment, CaseFile, Risk, ScaleMeasure, State
from linli.practice.models.assessments import Urgency
from linli.practice.options import names
from linli.practice.queries.beginnings import household
from linli.practice.scales import scales, scored, version
from linli.practice.words import text

PACK = "assessment"
TEXTS = ("person", "family", "community", "danger")


@dataclass(frozen=True)
class Found:
    """What was found. ``needs``: code to urgency (1 now … 3 later); ``benefits``: a member's id to codes."""

    strengths: Collection[str] = ()
    needs: Mapping[str, int] = field(default_factory=dict)
    risk: str = ""
    risk_kinds: Collection[str] = ()
    person: str = ""
    family: str = ""
    community: str = ""
    danger: str = ""
    summary: str = ""
    benefits: Mapping[str, Collection[str]] = field(default_factory=dict)
    ties: Mapping[str, str] = field(default_factory=dict)

    @property
    def ordered(self) -> list[tuple[str, int]]:
        """The needs from the most pressing to the least, each with its urgency."""
        return sorted(self.needs.items(), key=lambda need: need[1])


def summary(found: Found) -> str:
    """Return the summary in sentences, put together from the chips: strengths first, needs by urgency, risk."""
    said = []
    if found.strengths:
        said.append(_("优势：%(told)s。") % {"told": "、".join(names(PACK, "strengths", found.strengths))})
    for level in Urgency:
        codes = [code for code, urgency in found.ordered if urgency == level]
        if codes:
            needs = "、".join(names(PACK, "needs", codes))
            said.append(_("需要（%(soon)s）：%(told)s。") % {"soon": level.label, "told": needs})
    if found.risk:
        kinds = "、".join(names(PACK, "risks", found.risk_kinds))
        about = _("（%(kinds)s）") % {"kinds": kinds} if kinds else ""
        said.append(_("风险：%(level)s%(about)s。") % {"level": Risk(found.risk).label, "about": about})
    return "".join(said)


@action
def assess(case: CaseFile, found: Found, *, base: int, by: Actor) -> Assessment:
    """Write down what was found, as one more version, set the case's risk, and go on to the plan the first time.

    ``base`` is the version it was written on (0: none). Raises :class:`Changed` when a newer one stands.
    """
    case = locked(case)
    require(policies.assess(by, case))
    latest = case.assessments.order_by("-version").first()
    if latest is not None and latest.version != base:
        raise Changed(latest)
    _fits(case, found, by)
    made = Assessment(
        case=case, version=(latest.version if latest else 0) + 1, strengths=list(found.strengths),
        needs=[code for code, _soon in found.ordered], urgency=[soon for _code, soon in found.ordered],
        risk=found.risk, risk_kinds=list(found.risk_kinds), at=timezone.now(), by_post_id=by.post, by_name=by.name,
        **of_row(case),
    )  # fmt: skip
    for name in TEXTS:
        setattr(made, name, text(getattr(found, name), 3000, name))
    made.summary = text(found.summary, 3000, "summary") or summary(found)
    told = {person: list(codes) for person, codes in found.benefits.items() if codes}
    made.benefits = json.dumps(told) if told else ""
    ties = {circle: how for circle, how in found.ties.items() if how}
    made.ties = json.dumps(ties) if ties else ""
    made.save(force_insert=True)
    case.risk = found.risk
    case.save(update_fields=["risk"])
    audit.record("case.assessed", case, by=by, version=made.version, risk=found.risk)
    if case.state == State.ASSESSMENT:
        move(case, "assess", by, days=packs.clocks()["plan_days"])
    return made


def _fits(case: CaseFile, found: Found, by: Actor) -> None:
    if not found.strengths:
        raise Refused(_("先写优势：请至少选一样这个人、这家人或周围已经有的。"), "strengths_person")
    if not found.needs:
        raise Refused(_("请至少选一样需要，说清急不急。"), "needs")
    known("strengths", found.strengths, pack=PACK, field="strengths_person")
    known("needs", found.needs, pack=PACK)
    known("risks", found.risk_kinds, pack=PACK, field="risk_kinds")
    known("circles", found.ties, pack=PACK)
    known("ties", list(found.ties.values()), pack=PACK)
    if not set(found.needs.values()) <= set(Urgency.values):
        raise Refused(_("请选每样需要急不急。"), "needs")
    if found.risk not in (Risk.LOW, Risk.MEDIUM, Risk.HIGH):
        raise Refused(_("请选风险高低。"), "risk")
    if found.risk != Risk.LOW and not found.risk_kinds:
        raise Refused(_("请选是哪方面的风险。"), "risk_kinds")
    if not set(found.benefits) <= {str(one.pk) for one in household(case, by)}:
        raise Refused(_("这位家人现在不在这一户，请刷新再选。"))
    for codes in found.benefits.values():
        known("benefits", codes, pack=PACK)


@action
def score_scale(case: CaseFile, scale: str, answers: Sequence[int | None], on: date, *, by: Actor) -> ScaleMeasure:
    """Keep one filled-in scale with its sum and band. Raises ``Refused`` naming the item at fault."""
    case = locked(case)
    require(policies.score_scale(by, case))
    asked = scales().get(scale)
    if asked is None:
        raise Refused(_("没有这份量表，请重新选。"), "scale")
    if asked.adults and policies.is_child(case.client):
        raise Refused(_("这份量表给成年人用，孩子不能用它。"), "scale")
    if not timezone.localtime(case.opened_at).date() <= on <= timezone.localdate():
        raise Refused(_("日期要在接案以后，不能晚于今天。"), "on")
    told = scored(asked, answers)
    made = ScaleMeasure(
        case=case, scale=scale, pack=version(), on=on, total=sum(told), band=asked.band(sum(told)), at=timezone.now(),
        by_post_id=by.post, by_name=by.name, **of_row(case),
    )  # fmt: skip
    made.answers = json.dumps(told)
    made.save(force_insert=True)
    audit.record("case.measured", case, by=by, scale=scale)
    return made
