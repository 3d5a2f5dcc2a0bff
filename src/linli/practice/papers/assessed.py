"""Sources of what was found out before the plan: the newest assessment, its needs, the scales that were filled in."""

from linli.kernel.actor import Actor
from linli.practice.ecomap import ecomap
from linli.practice.models import CaseFile, ScaleMeasure
from linli.practice.options import names
from linli.practice.papers.words import Row, day, moment
from linli.practice.queries.assessments import assessment as newest
from linli.practice.queries.assessments import needs_told
from linli.practice.queries.beginnings import household, mapping
from linli.practice.scales import scales

PACK = "assessment"


def assessment(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell the newest assessment over the three systems, strengths first."""
    one = newest(case)
    if one is None:
        return []
    return [
        {
            "number": str(one.version), "at": moment(one.at), "by": one.by_name, "risk": str(one.get_risk_display()),
            "strengths": "、".join(names(PACK, "strengths", one.strengths)), "person": one.person,
            "family": one.family, "community": one.community, "danger": one.danger, "summary": one.summary,
        }
    ]  # fmt: skip


def needs(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell the needs of the newest assessment, the most pressing first."""
    one = newest(case)
    if one is None:
        return []
    return [
        {"order": str(place), "need": name, "urgency": soon}
        for place, (name, soon) in enumerate(needs_told(one), start=1)
    ]


def benefits(case: CaseFile, by: Actor) -> list[Row]:
    """Tell which policies each of the household already has, as the newest assessment says; nobody who is shut."""
    one = newest(case)
    if one is None:
        return []
    told = mapping(one.benefits)
    return [
        {"name": who.name, "benefits": "、".join(names(PACK, "benefits", told[str(who.pk)]))}
        for who in household(case, by)
        if told.get(str(who.pk))
    ]


def ties(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell the ecomap of the newest assessment as a table."""
    one = newest(case)
    return [{"circle": tie.circle, "how": tie.how} for tie in ecomap(mapping(one.ties))] if one else []


def measures(case: CaseFile, _by: Actor) -> list[Row]:
    """Tell what the scales came to, the first first."""
    known = scales()
    rows = ScaleMeasure.objects.filter(case=case).defer("answers_sealed").order_by("on", "id")
    return [
        {
            "on": day(one.on), "scale": known[one.scale].name if one.scale in known else one.scale,
            "total": str(one.total), "band": one.band,
        }
        for one in rows
    ]  # fmt: skip
