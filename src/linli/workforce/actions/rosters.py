"""A whole roster is put on the register in a few statements, and taken out again where nobody stands behind it yet."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel import crypto
from linli.kernel.actor import Actor
from linli.kernel.fields import blind_label, put_indexes
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import sort_key
from linli.places.models import Division
from linli.workforce import policies, queries
from linli.workforce.actions.growing import where
from linli.workforce.facts import Certificate, Enrolment, plain_number
from linli.workforce.models import Checked, Credential, Worker

PIECE = 1000


@action
def enrol(county: Division, rows: Sequence[Enrolment], *, by: Actor) -> list[Worker | str]:
    """Put the lines of a roster on the register: for each the worker, or the sentence why not.

    A line stands or falls by itself; two lines of one number or one certificate cannot both stand. Raises ``Refused``
    for all of them when one is held where the actor does not see it.
    """
    require(policies.enrol(by, county))
    known = set(queries.known_numbers(row.phone for row in rows))
    certificates = _known_certificates(rows)
    workers: list[Worker] = []
    credentials: list[Credential] = []
    told: list[Worker | str] = []
    now = timezone.now()
    for row in rows:
        try:
            number = plain_number(row.certificate.number) if row.certificate else ""
            if row.phone in known:
                raise Refused(_("这个手机号已经在人才库里。"), "phone")
            if number and number in certificates:
                raise Refused(_("这个证书编号已经登记在另一位名下。"), "number")
            worker = _worker(row, county, now)
            if row.certificate:
                credentials.append(_credential(worker, row.certificate, number, now))
        except Refused as refused:
            told.append(refused.sentence)
            continue
        known.add(row.phone)
        certificates.add(number)
        workers.append(worker)
        told.append(worker)
    try:
        with transaction.atomic():
            Worker.objects.bulk_create(workers, batch_size=PIECE)
            Credential.objects.bulk_create(credentials, batch_size=PIECE)
    except IntegrityError as error:
        raise Refused(_("名册里有手机号或证书编号登记在别的区县，或刚刚有人登记了。请核对后再导入。")) from error
    audit.record("worker.enrolled", None, by=by, county=county.pk, count=len(workers), credentials=len(credentials))
    return told


def _worker(row: Enrolment, county: Division, now: datetime) -> Worker:
    columns = row.facts.columns()
    if columns["county_id"] != county.pk:
        raise Refused(_("这个地方不在本县。"), "place")
    worker = Worker(joined_at=now, sort_key=sort_key(columns["name"]), **columns)
    worker.phone = row.phone
    put_indexes(worker)
    return worker


def _credential(worker: Worker, told: Certificate, number: str, now: datetime) -> Credential:
    credential = Credential(worker=worker, said_at=now, **told.columns(), **where(worker))
    credential.number = number
    put_indexes(credential)
    return credential


def _known_certificates(rows: Sequence[Enrolment]) -> set[str]:
    """Return the numbers among a roster's that stand on the register of the county already."""
    wanted: dict[bytes, str] = {}
    for row in rows:
        if row.certificate:
            try:
                number = plain_number(row.certificate.number)
            except Refused:
                continue
            wanted |= dict.fromkeys(crypto.blinds(number, blind_label(Credential, "number_blind")), number)
    found = Credential.objects.filter(number_blind__in=list(wanted)).exclude(state=Checked.BACK)
    return {wanted[bytes(one or b"")] for one in found.values_list("number_blind", flat=True)}


@action
def take_out(keys: Iterable[UUID], *, by: Actor) -> list[str]:
    """Take lines of a roster out again; returns for each "" or the sentence why it stays."""
    wanted = list(keys)
    rows = {one.pk: one for one in Worker.objects.select_for_update(of=("self",)).filter(pk__in=wanted)}
    told = []
    for key in wanted:
        worker = rows.get(key)
        if worker is None:
            told.append("")
            continue
        try:
            require(policies.take_out(by, worker))
        except Refused as refused:
            told.append(refused.sentence)
            continue
        worker.delete()
        told.append("")
    audit.record(
        "worker.taken_out",
        None,
        by=by,
        county=next((one.county_id for one in rows.values()), None),
        count=told.count(""),
    )
    return told
