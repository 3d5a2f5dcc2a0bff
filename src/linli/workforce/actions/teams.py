"""An agency declares the team it means to send, out of its own people on the register."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import Scope, seeing
from linli.people.words import line
from linli.workforce import policies, queries
from linli.workforce.models import TeamMember, Worker

MOST = 200
UNDER_SEAL = 0  # no county: what is declared there is read by the agency alone, until it is placed


@action
def declare_team(
    organisation: Organisation, kind: str, subject: UUID, parts: Mapping[UUID, str], *, county: int, by: Actor
) -> list[TeamMember]:
    """Declare who works on ``subject`` (of ``kind``, such as ``projects.bid``); what was declared before is replaced.

    ``parts`` is worker → what she does there. ``county`` is the county of whoever buys: the rows lie there, and there
    they are read (``UNDER_SEAL``: nowhere, until :func:`place_team`). What each has today (certificates in force,
    fields) is kept with the row. Raises ``Refused``.
    """
    require(policies.declare_team(by, organisation))
    if len(parts) > MOST:
        raise Refused(_("一个团队最多%(most)s人。") % {"most": MOST}, "team")
    rows = Worker.objects.filter(pk__in=parts, organisation=organisation, left_at=None)
    workers = list(rows.order_by("sort_key", "id"))
    if len(workers) != len(parts):
        raise Refused(_("团队里有人不在本机构的人才库名单里，请先请他们登记。"), "team")
    held = queries.in_force(workers, timezone.localdate())
    TeamMember.objects.filter(subject_kind=kind, subject=subject, organisation=organisation).delete()
    made = TeamMember.objects.bulk_create(
        TeamMember(
            worker=one, holder=one.user_id, organisation=organisation, county_id=county, subject_kind=kind,
            subject=subject, name=one.name, part=line(parts[one.pk], 40, "team"), grades=held[one.pk],
            fields=one.fields, declared_by=by.user, declared_at=timezone.now(),
        )
        for one in workers
    )  # fmt: skip
    audit.record("team.declared", organisation, by=by, county=county, kind=kind, of=str(subject), count=len(made))
    return made


@action
def place_team(organisation: Organisation, kind: str, subject: UUID, *, place: object, by: Actor) -> int:
    """Lay a team that was declared under seal where whoever buys reads it; return how many are in it.

    ``place`` is anything with the area columns, within the actor's reach.
    """
    require(policies.place_team(by, place))
    areas = {name: getattr(place, name, None) for name in ("county_id", "town_id")}
    told = {key for key in areas.values() if key}
    with seeing(Scope(column="county_id", areas=tuple(sorted(told)), organisation=organisation.pk)):
        rows = TeamMember.objects.filter(subject_kind=kind, subject=subject, organisation=organisation)
        count = rows.update(**areas)
    audit.record("team.placed", organisation, by=by, county=areas["county_id"], kind=kind, of=str(subject), count=count)
    return count
