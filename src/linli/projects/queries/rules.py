"""The counting rule of an indicator: read back as a definition, said in words, tried on the records of a place."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from linli.kernel.period import Period
from linli.people.packs import category_name
from linli.places.models import Division
from linli.projects.models import Indicator
from linli.records import counting
from linli.records.definitions import Definition, Measure
from linli.records.models import Beneficiary, Kind, Method, ServiceRecord, Undertaking

FILTERS = ("method", "kind", "undertaking", "category", "age_band", "service_point")


def definition_of(indicator: Indicator) -> Definition:
    """Return the frozen rule of an indicator as a definition of the records room."""
    return read(indicator.rule, str(indicator.pk), indicator.name, indicator.unit)


def read(rule: dict[str, Any], code: str = "", label: str = "", unit: str = "") -> Definition:
    """Return a rule's plain data as a definition."""
    filters: dict[str, Any] = {name: tuple(rule.get(name, ())) for name in FILTERS}
    return Definition(
        code=code, label=label, part="", measure=Measure(rule["measure"]), unit=unit, source="", headline=False,
        **filters,
    )  # fmt: skip


def spoken(rule: dict[str, Any]) -> str:
    """Say in words what a rule looks for."""
    if not rule:
        return _("由满意度调查给出")
    told = [str(Measure(rule["measure"]).label)]
    kinds, methods, works = dict(Kind.choices), dict(Method.choices), dict(Undertaking.Kind.choices)
    if rule.get("kind"):
        told.append(_("只数%(what)s") % {"what": "、".join(str(kinds.get(one, one)) for one in rule["kind"])})
    elif rule.get("method"):
        told.append(_("只数%(what)s") % {"what": "、".join(str(methods.get(one, one)) for one in rule["method"])})
    if rule.get("undertaking"):
        told.append(_("属于%(what)s") % {"what": "、".join(str(works.get(one, one)) for one in rule["undertaking"])})
    if rule.get("category"):
        told.append(_("服务的是%(what)s") % {"what": "、".join(category_name(one) for one in rule["category"])})
    if rule.get("age_band"):
        told.append(_("年龄段 %(what)s") % {"what": "、".join(rule["age_band"])})
    return "，".join(told)


def matched(place: Division, rule: dict[str, Any], period: Period) -> bool:
    """Tell whether a single record of a place and period passes a rule; asks for one row and no more."""
    asked = read(rule)
    found = ServiceRecord.objects.filter(counting.within(place, period) & counting.passes(asked))
    if asked.about_persons:
        found = found.filter(Exists(Beneficiary.objects.filter(counting.people(asked), record=OuterRef("pk"))))
    return found.exists()
