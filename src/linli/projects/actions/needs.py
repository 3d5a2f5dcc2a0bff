"""Needs: a number picked from the records with its period and definition, or a sentence with its source."""

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.kernel.policy import Refused, action, require
from linli.projects import policies
from linli.projects.models import Need, ServiceProject
from linli.projects.words import held, text
from linli.records import counting, definitions, tallies


@action
def pick_need(project: ServiceProject, indicator: str, period: Period, *, by: Actor, said: str = "") -> Need:
    """Take a number of the place from the records, frozen with its period, its definition and the moment."""
    project = held(project)
    require(policies.pick_need(by, project))
    told = definitions.of(project.place)
    found = told.find(indicator)
    if found is None:
        raise Refused(_("请选要取哪个数。"), "indicator")
    if period.start > timezone.localdate():
        raise Refused(_("这段日子还没到，还没有记录。"), "start")
    cells = tallies.cells(project.place, period, told) or counting.count(project.place, period, [found])
    cell = next(one for one in cells if one.code == indicator)
    need = Need.objects.create(
        project=project, kind=Need.Kind.RECORDS, text=text(said, 500, "said") or found.label, indicator=indicator,
        definitions=told.key, place_id=project.place_id, starts_on=period.start, ends_on=period.end,
        value=cell.amount, unit=found.unit, counted_at=timezone.now(),
        source=_("%(place)s的服务记录，口径第 %(version)d 版") % {"place": project.place.name, "version": told.version},
    )  # fmt: skip
    audit.record("service_project.amended", project, by=by, part="needs")
    return need


@action
def say_need(project: ServiceProject, said: str, source: str, *, by: Actor, survey: bool = False) -> Need:
    """Write a need down with where it is known from (a survey, an inquiry, a meeting)."""
    project = held(project)
    require(policies.say_need(by, project))
    need = Need.objects.create(
        project=project, kind=Need.Kind.SURVEY if survey else Need.Kind.SAID,
        text=text(said, 500, "said", ask=_("请写是什么需求。")),
        source=text(source, 300, "source", ask=_("请写出处：哪次调查、哪次会，或者谁反映的。")),
    )  # fmt: skip
    audit.record("service_project.amended", project, by=by, part="needs")
    return need


@action
def drop_need(need: Need, *, by: Actor) -> None:
    """Take a need out of a draft."""
    project = held(need.project)
    require(policies.drop_need(by, project))
    Need.objects.filter(pk=need.pk).delete()
    audit.record("service_project.amended", project, by=by, part="needs")
