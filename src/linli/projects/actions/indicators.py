"""Indicators are said with their rule; a rule that matches no record is told before it is kept."""

from dataclasses import asdict
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.kernel.policy import Refused, action, require
from linli.projects import policies
from linli.projects.models import Indicator, ServiceProject
from linli.projects.queries import rules
from linli.projects.told import IndicatorTold
from linli.projects.words import held, text
from linli.records import definitions
from linli.records.definitions import Measure
from linli.records.models import METHOD_OF, Kind, Undertaking

How = Indicator.How
UNDERTAKEN = {"case": Undertaking.Kind.CASE, "group": Undertaking.Kind.GROUP}


@action
def say_indicator(
    project: ServiceProject, told: IndicatorTold, *, by: Actor, row: Indicator | None = None
) -> Indicator:
    """Add an indicator, or say ``row`` anew. Raises ``Refused`` naming the field.

    A rule that no record of the place matched within a year is refused with what was looked for, unless the purchaser
    says that she knows (``told.knowing``).
    """
    project = held(project)
    require(policies.say_indicator(by, project))
    _hangs_together(project, told, row)
    if told.how != How.SURVEY and not told.knowing:
        _matches_something(project, told)
    position = row.position if row is not None else _last(project) + 1
    if row is not None:
        Indicator.objects.filter(pk=row.pk, project=project).delete()
    made = write(project, told, position)
    audit.record("service_project.amended", project, by=by, part="indicators")
    return made


@action
def drop_indicator(row: Indicator, *, by: Actor) -> None:
    """Take an indicator out of a draft."""
    project = held(row.project)
    require(policies.drop_indicator(by, project))
    Indicator.objects.filter(pk=row.pk).delete()
    audit.record("service_project.amended", project, by=by, part="indicators")


def write(project: ServiceProject, told: IndicatorTold, position: int) -> Indicator:
    """Write an indicator with its rule resolved and frozen."""
    rule = rule_of(project, told)
    return Indicator.objects.create(
        project=project, position=position, nature=told.nature, how=told.how, rule=rule, kinds=list(told.kinds),
        name=text(told.name, 60, "name", ask=_("请写指标的名称。")), definition=told.definition,
        meaning=text(told.meaning, 300, "meaning", ask=_("请写什么算一个。")), target=told.target,
        unit=text(told.unit, 10, "unit", ask=_("请写单位。")), measure=rule.get("measure", ""),
        proof=text(told.proof, 300, "proof", ask=_("请写拿什么作证。")), source=text(told.source, 300, "source"),
        min_acts=told.min_acts, min_heads=told.min_heads, starts_on=told.starts_on, ends_on=told.ends_on,
    )  # fmt: skip


def rule_of(project: ServiceProject, told: IndicatorTold) -> dict[str, Any]:
    """Return how an indicator is counted, as the plain data of a definition; {} for what a survey tells."""
    if told.how == How.SURVEY:
        return {}
    if told.how == How.DEFINITION:
        found = definitions.of(project.place).find(told.definition)
        if found is None:
            raise Refused(_("请选一个统一口径。"), "definition")
        plain = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(found).items()}
        return {**plain, "version": definitions.of(project.place).key}
    facts: dict[str, Any] = {"measure": told.measure, **told.rule}
    if told.kinds:
        facts["kind"] = list(told.kinds)
        facts.setdefault("method", sorted({METHOD_OF[Kind(kind)].value for kind in told.kinds}))
    if told.measure == Measure.UNDERTAKINGS:
        wanted = sorted({UNDERTAKEN.get(one, Undertaking.Kind.COMMUNITY_PROJECT).value for one in facts["method"]}) \
            if facts.get("method") else []  # fmt: skip
        facts.setdefault("undertaking", wanted)
    return {name: value for name, value in facts.items() if value not in ([], "")}


def _hangs_together(project: ServiceProject, told: IndicatorTold, row: Indicator | None) -> None:
    others = project.indicators.exclude(pk=row.pk) if row is not None else project.indicators.all()
    if told.nature not in Indicator.Nature.values:
        raise Refused(_("请选是产出还是成效。"), "nature")
    if told.how not in How.values:
        raise Refused(_("请选怎么数。"), "how")
    if others.filter(name=told.name.strip()).exists():
        raise Refused(_("已经有同名的指标。"), "name")
    if told.target <= 0:
        raise Refused(_("目标要大于 0。"), "target")
    if told.how == How.OWN:
        _own(told)
    if (told.starts_on is None) != (told.ends_on is None):
        raise Refused(_("开始和结束两个日期要么都写，要么都不写（不写就是整个项目期）。"), "ends_on")
    if told.starts_on and told.ends_on:
        if told.ends_on < told.starts_on:
            raise Refused(_("结束早于开始。"), "ends_on")
        if told.starts_on < project.starts_on or told.ends_on > project.ends_on:
            raise Refused(_("指标的日期要在项目期里。"), "starts_on")


def _own(told: IndicatorTold) -> None:
    if told.measure not in Measure.values:
        raise Refused(_("请选数什么。"), "measure")
    if unknown := set(told.kinds) - set(Kind.values):
        raise Refused(_("没有“%(kind)s”这一类记录。") % {"kind": "、".join(sorted(unknown))}, "kinds")
    counted_once = told.measure in (Measure.UNDERTAKINGS, Measure.RECORDS)
    if (told.min_acts or told.min_heads) and not counted_once:
        raise Refused(_("“至少几次、几人次”只用在数个案、小组、项目或记录条数的时候。"), "min_acts")
    if told.min_acts > 1 and told.measure == Measure.RECORDS:
        raise Refused(_("数记录条数的时候，一条就是一次，“至少几次”请留空。"), "min_acts")


def _matches_something(project: ServiceProject, told: IndicatorTold) -> None:
    today = timezone.localdate()
    period = Period(today.replace(year=today.year - 1, day=min(today.day, 28)), today)
    if not rules.matched(project.place, rule_of(project, told), period):
        raise Refused(
            _("过去一年在%(place)s没有一条记录对得上这个口径：%(rule)s。请换一个，或者勾选“照样这样数”。")
            % {"place": project.place.name, "rule": rules.spoken(rule_of(project, told))},
            "kinds" if told.how == How.OWN else "definition",
        )


def _last(project: ServiceProject) -> int:
    return project.indicators.aggregate(last=Max("position"))["last"] or 0
