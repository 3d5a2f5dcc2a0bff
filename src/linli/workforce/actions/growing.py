"""What a worker claims: a certificate, and what she learnt, taught or was thanked for."""

from datetime import date
from typing import IO

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel import crypto
from linli.kernel.actor import Actor
from linli.kernel.fields import blind_label, put_indexes
from linli.kernel.policy import Refused, action, require
from linli.papers import pictures
from linli.people.words import line
from linli.workforce import policies
from linli.workforce.facts import Certificate, plain_number
from linli.workforce.models import PLACE, Checked, Credential, GrowthEntry, Worker
from linli.workforce.reach import lying

LONGEST = 60 * 24 * 60  # minutes: a course of sixty whole days


@action
def add_credential(worker: Worker, told: Certificate, *, by: Actor, photo: IO[bytes] | None = None) -> Credential:
    """Add a certificate that now waits for somebody to verify it; its photograph is made anew.

    A certificate registered again for another term is told again, under its old number.
    """
    require(policies.add_credential(by, worker))
    credential = Credential(worker=worker, said_at=timezone.now(), **told.columns(), **where(worker))
    credential.number = plain_number(told.number)
    put_indexes(credential)
    if photo is not None:
        credential.scan = pictures.kept(pictures.photograph(photo, "photo"))
    with lying(worker.county_id):
        alike = crypto.blinds(credential.number, blind_label(Credential, "number_blind"))
        if Credential.objects.filter(worker=worker, number_blind__in=alike, state=Checked.WAITING).exists():
            raise Refused(_("这本证书已经报过了，正在等核对。"), "number")
        try:
            with transaction.atomic():
                credential.save(force_insert=True)
        except IntegrityError as error:
            raise Refused(_("这个证书编号已经登记在另一位名下，请核对后找区县经办人。"), "number") from error
    audit.record("credential.added", credential, by=by, grade=told.grade)
    return credential


@action
def note_growth(
    worker: Worker, *, kind: str, title: str, on: date, by: Actor, minutes: int = 0, giver: str = ""
) -> GrowthEntry:
    """Note what a worker learnt; it counts once somebody has confirmed it."""
    require(policies.note_growth(by, worker))
    if kind not in GrowthEntry.Kind.values:
        raise Refused(_("请选类别。"), "kind")
    if not (called := line(title, 100, "title")):
        raise Refused(_("请写内容。"), "title")
    if on > timezone.localdate():
        raise Refused(_("这一天还没有到。"), "on")
    if not 0 <= minutes <= LONGEST:
        raise Refused(_("时长不对，请核对。"), "minutes")
    if kind == GrowthEntry.Kind.COURSE and not minutes:
        raise Refused(_("继续教育按时长算，请写时长。"), "minutes")
    entry = GrowthEntry(
        worker=worker, kind=kind, title=called, on=on, minutes=minutes, giver=line(giver, 100, "giver"),
        said_at=timezone.now(), **where(worker),
    )  # fmt: skip
    with lying(worker.county_id):
        entry.save(force_insert=True)
    audit.record("growth.noted", entry, by=by, kind=kind, minutes=minutes)
    return entry


def where(worker: Worker) -> dict[str, object]:
    """Return the columns that a worker's claims share with her."""
    return {name: getattr(worker, name) for name in PLACE}
