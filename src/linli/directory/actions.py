"""The verbs of the directory: organisations and programmes are entered, and closed when they end."""

from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.directory import policies
from linli.directory.codes import credit_code as checked
from linli.directory.models import Organisation, OrganisationKind, Programme
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.places.models import Division


@action
def register_organisation(
    place: Division,
    *,
    kind: str,
    name: str,
    by: Actor,
    credit_code: str = "",
    contact: str = "",
    telephone: str = "",
) -> Organisation:
    """Enter an organisation of a county, a town or a community. Raises ``Refused`` for a code or name that is taken.

    Agencies, social organisations and firms have a 统一社会信用代码; a filed community group has none.
    """
    require(policies.register_organisation(by, place))
    if kind not in OrganisationKind.values:
        raise Refused(_("请选机构的类别。"), "kind")
    if not (called := tidy(name)):
        raise Refused(_("请写机构的名称。"), "name")
    code = checked(credit_code)
    areas = {column: key for column, key in place.areas().items() if column != "grid_id"}
    if code and (held := Organisation.objects.filter(credit_code=code).first()):
        raise Refused(_("这个代码已经登记给“%(name)s”。") % {"name": held.name}, "credit_code")
    if Organisation.objects.filter(county_id=areas["county_id"], name=called).exists():
        raise Refused(_("本县已经有同名的机构。"), "name")
    organisation = Organisation(
        kind=kind, name=called, credit_code=code, contact=tidy(contact), telephone=tidy(telephone), **areas
    )
    try:
        with transaction.atomic():
            organisation.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("刚刚有人登记了同样的名称或代码。"), "name") from error
    audit.record("organisation.registered", organisation, by=by, kind=kind)
    return organisation


@action
def close_organisation(organisation: Organisation, *, on: date, by: Actor) -> Organisation:
    """Close an organisation from a day on; what it did stays told."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    require(policies.close_organisation(by, organisation))
    organisation.closed_on = on
    organisation.save(update_fields=["closed_on"])
    audit.record("organisation.closed", organisation, by=by)
    return organisation


@action
def open_programme(
    county: Division,
    *,
    name: str,
    starts_on: date,
    by: Actor,
    ends_on: date | None = None,
    provider: Organisation | None = None,
) -> Programme:
    """Open a funded purpose that records can be counted to."""
    require(policies.open_programme(by, county))
    if ends_on is not None and ends_on < starts_on:
        raise Refused(_("结束日期早于开始日期。"), "ends_on")
    called = tidy(name)
    if Programme.objects.filter(county_id=county.pk, name=called).exists():
        raise Refused(_("本县已经有同名的项目。"), "name")
    programme = Programme.objects.create(
        name=called, county_id=county.pk, provider=provider, starts_on=starts_on, ends_on=ends_on
    )
    audit.record("programme.opened", programme, by=by)
    return programme


@action
def close_programme(programme: Programme, *, on: date, by: Actor) -> Programme:
    """End a programme with a day; its records stay counted to it."""
    programme = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    require(policies.close_programme(by, programme))
    if on < programme.starts_on:
        raise Refused(_("结束日期早于开始日期。"), "on")
    programme.ends_on = on
    programme.save(update_fields=["ends_on"])
    audit.record("programme.closed", programme, by=by)
    return programme
