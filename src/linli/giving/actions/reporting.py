"""One act is reported to several and paid by one."""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.giving import policies, queries
from linli.giving.actions.applications import held
from linli.giving.models import Application, Reporting
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require

MOST = 500


@action
def report(application: Application, records: Collection[UUID], *, by: Actor) -> int:
    """Put activities to an application, as a whole: those not named any more leave it; return how many stand in it.

    The same activity may stand in the applications to other funders. Raises ``Refused``.
    """
    row = held(application)
    require(policies.report(by, row))
    wanted = set(records)
    if len(wanted) > MOST:
        raise Refused(_("一份申请最多附%(n)d个活动。") % {"n": MOST}, "records")
    found = {queries.act_of(one): one for one in queries.activities(row).filter(pk__in=wanted)}
    if len(found) != len(wanted):
        raise Refused(_("有的活动不在这些日子、这个地方，或者更正过了，请再选一次。"), "records")
    row.reportings.exclude(act__in=found).delete()
    now = timezone.now()
    Reporting.objects.bulk_create(
        [
            Reporting(application=row, record=one, act=act, reported_at=now, reported_by=by.user)
            for act, one in found.items()
        ],
        ignore_conflicts=True,
    )
    audit.record("application.reported", row, by=by, records=len(found))
    return len(found)


@action
def pays(reporting: Reporting, *, by: Actor) -> None:
    """Say that this funder pays for what was reported to it. The first has it; a second is told who that is."""
    application = held(reporting.application)
    rows = Reporting.objects.select_for_update(of=("self",)).select_related("record__programme")
    row = rows.get(pk=reporting.pk, application=application)
    require(policies.pays(by, application, row.record))
    if row.paid_at is not None:
        return
    try:
        with transaction.atomic():
            row.paid_at, row.paid_by = timezone.now(), by.user
            row.save(update_fields=["paid_at", "paid_by"])
    except IntegrityError as error:
        first = queries.payer_of(row.act)
        told = {"day": row.record.happened_on, "name": first.application.source.name if first else _("别处")}
        raise Refused(_("%(day)s 的这个活动已经由“%(name)s”付了，一个活动只由一家付。") % told, "records") from error
    audit.record("application.pays", application, by=by, record=str(row.record_id))


@action
def no_longer_pays(reporting: Reporting, *, by: Actor) -> None:
    """Mend a mistake: this funder does not pay for it, another may."""
    application = held(reporting.application)
    require(policies.no_longer_pays(by, application))
    row = Reporting.objects.select_for_update().get(pk=reporting.pk, application=application)
    row.paid_at, row.paid_by = None, None
    row.save(update_fields=["paid_at", "paid_by"])
    audit.record("application.no_longer_pays", application, by=by, record=str(row.record_id))
