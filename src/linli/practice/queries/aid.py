"""What a desk of aid reads: the application and its facts; a name where it is needed, and nothing else of a case."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.scope import seeing
from linli.people import locks
from linli.practice import packs
from linli.practice.models import AidApplication, CaseFile
from linli.practice.models.aid import ROLE_OF, Desk
from linli.practice.queries.household import identity


@dataclass(frozen=True)
class Shown:
    """The lines of an application as one reader sees them; ``named`` when name and address are among them."""

    lines: list[str]
    named: bool


def case_of(row: AidApplication, by: Actor) -> CaseFile:
    """Return the case of an application that an actor may read; a desk is in no team, so that it is asked by place."""
    with seeing(by.scope.by_place):
        return CaseFile.objects.select_related("client").defer("client__search").get(pk=row.case_id)


def shown(row: AidApplication, by: Actor) -> Shown:
    """Return what a reader sees of who it is for: the whole name and address where they are due, else a surname."""
    named = is_named(row, by)
    client = row.case.client
    who = identity(client) if named else [_("姓名：%(name)s") % {"name": locks.veiled(client).name}]
    return Shown([*who, *row.facts.splitlines()], named)


def is_named(row: AidApplication, by: Actor) -> bool:
    """Tell whether a reader is due the name (docs/adr/0026): the desk it lies on; who pays, while she pays; the team.

    Of a child whose file is shut no desk reads the name before there is something to pay, and of the team only those
    to whom it was opened.
    """
    if by.role not in ROLE_OF.values():
        return not locks.shut([row.case.client], by)
    if row.state == Desk.GRANTED and row.decided_on is not None:
        days = timedelta(days=packs.clocks()["aid_pay_days"])
        return by.role == Role.COUNTY_OFFICER and timezone.localdate() <= row.decided_on + days
    if ROLE_OF.get(row.state) != by.role:
        return False
    return not locks.locked([row.case.client], timezone.localdate())
