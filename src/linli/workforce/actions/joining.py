"""A worker registers herself, takes a roster's row over, says what changed, leaves; her number is shown to few."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import User
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.fields import put_indexes
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import sort_key
from linli.workforce import policies, queries
from linli.workforce.facts import Facts
from linli.workforce.models import Credential, GrowthEntry, Worker
from linli.workforce.reach import lying, own

CLAIMS = (Credential, GrowthEntry)


@action
def join(told: Facts, *, by: Actor) -> Worker:
    """Put the actor herself on the register under her account's number. Raises ``Refused`` when it stands there."""
    require(policies.join(by, queries.worker_of(by)))
    user = User.objects.get(pk__in=[by.user])
    columns = told.columns()
    worker = Worker(user=user, holder=user.pk, joined_at=timezone.now(), sort_key=sort_key(columns["name"]), **columns)
    worker.phone = user.phone
    put_indexes(worker)
    with lying(worker.county_id):
        try:
            with transaction.atomic():
                worker.save(force_insert=True)
        except IntegrityError as error:
            raise Refused(_("这个手机号已经在人才库里，请先认领那份登记。")) from error
    audit.record("worker.joined", worker, by=by)
    return worker


@action
def claim(*, by: Actor) -> Worker:
    """Take over the row that a roster brought in under the actor's own number."""
    found = queries.claimable(by)
    with lying(found[1] if found else 0):
        rows = Worker.objects.select_for_update(of=("self",)).filter(pk=found[0], left_at=None) if found else None
        worker = rows.first() if rows is not None else None
        require(policies.claim(by, worker))
        assert worker is not None
        worker.user_id, worker.holder = by.user, by.user
        worker.save(update_fields=["user", "holder"])
        for claims in CLAIMS:
            claims.objects.filter(worker=worker).update(holder=by.user)
    audit.record("worker.claimed", worker, by=by)
    return worker


@action
def amend(worker: Worker, told: Facts, *, by: Actor) -> None:
    """Write what a worker now says of herself; her claims lie where she lies."""
    with own(by):
        require(policies.amend(by, Worker.objects.get(pk=worker.pk)))
    columns = told.columns()
    moved = {name: columns.get(name) for name in ("county_id", "town_id", "organisation")}
    with lying(worker.county_id):
        if moved["county_id"] != worker.county_id:
            raise Refused(_("换了区县请先退出，再到新的区县登记。"), "place")
        Worker.objects.filter(pk=worker.pk).update(**columns, sort_key=sort_key(columns["name"]))
        for claims in CLAIMS:
            claims.objects.filter(worker=worker).update(**moved)
    audit.record("worker.amended", worker, by=by)


@action
def leave(worker: Worker, *, by: Actor) -> None:
    """Leave the register: nobody finds her there any more, her numbers and scans are kept no longer."""
    with own(by):
        require(policies.leave(by, Worker.objects.get(pk=worker.pk)))
    with lying(worker.county_id):
        worker.left_at, worker.about, worker.user = timezone.now(), "", None
        worker.phone = ""
        put_indexes(worker)
        worker.save(update_fields=["left_at", "about", "user", "phone_sealed", "phone_blind", "phone_blind_next"])
        nothing = dict.fromkeys(("scan_sealed", "number_sealed", "number_blind", "number_blind_next"))
        Credential.objects.filter(worker=worker).update(**nothing)
    audit.record("worker.left", worker, by=by)


@action
def reveal(worker: Worker, *, by: Actor) -> str:
    """Return a worker's whole number; the caller has written the look."""
    require(policies.reveal(by, worker))
    audit.record("worker.number_shown", worker, by=by)
    return str(worker.phone)
