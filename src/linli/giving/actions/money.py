"""Sources and sums are entered; money comes in, is set aside, paid out, put back: each an entry of the ledger."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.directory.models import Organisation
from linli.directory.money import yuan
from linli.giving import packs, policies, queries
from linli.giving.actions import words
from linli.giving.models import Allotment, FundLine, MoneySource, Receipt
from linli.giving.queries import ALLOTMENT, LINE, MONEY, OUTSIDE, SPENT
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.ledger import actions as ledger
from linli.ledger.actions import Leg, Terms
from linli.ledger.models import Unit
from linli.people.words import line as one_line
from linli.places.models import Division


@action
def open_source(
    county: Division, *, kind: str, name: str, by: Actor, organisation: Organisation | None = None, note: str = ""
) -> MoneySource:
    """Enter where money comes from. Raises ``Refused`` for a kind that is none and a name that is taken."""
    require(policies.open_source(by, county))
    if kind not in packs.kinds_at(county):
        raise Refused(_("请选资金来源的类别。"), "kind")
    source = MoneySource(
        county_id=county.pk, kind=kind, name=words.said(name, 100, "name", _("请写来源的名称。")),
        organisation=organisation, note=one_line(note, 200, "note"), noted_by=by.user, noted_name=by.name[:50],
        noted_at=timezone.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            source.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("本县已经登记了“%(name)s”。") % {"name": source.name}, "name") from error
    audit.record("money.source_opened", source, by=by, kind=kind)
    return source


@action
def open_line(
    source: MoneySource, place: Division, *, name: str, year: int, amount: int, paper: str, by: Actor
) -> FundLine:
    """Enter a sum that was promised without an application (an appropriation, self-raised). Raises ``Refused``."""
    require(policies.open_line(by, place))
    _same_county(source, place)
    made = write_line(source, words.areas(place), name=name, year=year, amount=amount, paper=paper, by=by)
    audit.record("money.line_opened", made, by=by, amount=amount, year=year)
    return made


def _same_county(source: MoneySource, place: Division) -> None:
    if source.county_id != words.areas(place)["county_id"]:
        raise Refused(_("请从本县的资金来源里选。"), "source")


def write_line(
    source: MoneySource, areas: dict[str, int | None], *, name: str, year: int, amount: int, paper: str, by: Actor
) -> FundLine:
    """Write a sum and open its accounts; called by verbs that have asked their policy."""
    made = FundLine(
        source=source, name=words.said(name, 100, "name", _("请写这笔资金的名称。")), year=words.year(year),
        amount=words.amount(amount), paper=words.said(paper, 200, "paper", _("请写文号：没有出处的资金不登记。")),
        noted_by=by.user, noted_name=by.name[:50], noted_at=timezone.now(), **areas,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("%(year)s年已经有同名的一笔。") % {"year": year}, "name") from error
    _account(LINE, made.pk, MONEY, made, by)
    return made


@action
def receive(line: FundLine, amount: int, on: date, voucher: str, *, by: Actor) -> Receipt:
    """Enter what came in, by its voucher; never more than was promised, never one voucher twice. Raises ``Refused``."""
    row = held(line)
    require(policies.receive(by, row))
    return enter_receipt(row, amount, on, voucher, by=by)


def enter_receipt(row: FundLine, amount: int, on: date, voucher: str, *, by: Actor) -> Receipt:
    """Write what came into a sum that is held; called by verbs that have asked their policy."""
    words.past(on, "on")
    state = queries.states([row])[0]
    if words.amount(amount) > state.coming:
        told = {"all": yuan(row.amount), "came": yuan(state.received), "left": yuan(state.coming)}
        raise Refused(_("这笔资金一共%(all)s元，已经到了%(came)s元，最多还能到%(left)s元。") % told, "amount")
    receipt = Receipt(
        line=row, amount=amount, on=on, voucher=words.said(voucher, 40, "voucher", _("请写凭证号。")),
        noted_by=by.user, noted_at=timezone.now(),
    )  # fmt: skip
    if row.receipts.filter(voucher=receipt.voucher).exists():
        raise Refused(_("这张凭证已经登记过了。"), "voucher")
    outside = _account(LINE, row.pk, OUTSIDE, row, by, floor=None)
    legs = [Leg(outside, -amount), Leg(_account(LINE, row.pk, MONEY, row, by), amount)]
    receipt.entry = ledger.transfer("fund.received", legs, key=f"fund.receipt:{receipt.pk}", place=row, by=by).transfer
    receipt.save(force_insert=True)
    audit.record("money.received", row, by=by, amount=amount)
    return receipt


@action
def allot(
    line: FundLine, amount: int, *, by: Actor, name: str, subject_kind: str = "", subject: UUID | None = None
) -> Allotment:
    """Set part of what came in aside for something; what is not there cannot be set aside twice. Raises ``Refused``."""
    row = held(line)
    require(policies.allot(by, row))
    free = queries.balances(LINE, [row.pk])[row.pk]
    if words.amount(amount) > free:
        raise Refused(_("这笔资金现在还能安排%(free)s元。") % {"free": yuan(free)}, "amount")
    made = Allotment(
        line=row, subject_kind=subject_kind, subject=subject, amount=amount,
        name=words.said(name, 100, "name", _("请写用在哪里。")), noted_by=by.user, noted_name=by.name[:50],
        noted_at=timezone.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("这笔资金已经给“%(name)s”安排过了。") % {"name": made.name}, "subject") from error
    source, target = _account(LINE, row.pk, MONEY, row, by), _account(ALLOTMENT, made.pk, MONEY, row, by)
    legs = [Leg(source, -amount), Leg(target, amount)]
    ledger.transfer("fund.allotted", legs, key=f"fund.allotment:{made.pk}", place=row, by=by)
    audit.record("money.allotted", row, by=by, amount=amount, set_aside=str(subject or ""))
    return made


@action
def draw(allotment: Allotment, amount: int, *, key: str, by: Actor) -> bool:
    """Pay out part of what was set aside; False when the same ``key`` (the caller's own) has paid it. ``Refused``."""
    row = _locked(allotment)
    require(policies.draw(by, row))
    target = _account(LINE, row.line_id, SPENT, row.line, by, floor=None)
    fresh = _out(row, amount, target, "fund.drawn", queries.draw_key(row.pk, key), by)
    if fresh:
        audit.record("money.drawn", row.line, by=by, amount=amount)
    return fresh


@action
def put_back(allotment: Allotment, amount: int, *, key: str, by: Actor) -> bool:
    """Put part of what was set aside back into its sum; the same ``key`` again does nothing. Raises ``Refused``."""
    row = _locked(allotment)
    require(policies.put_back(by, row))
    target = _account(LINE, row.line_id, MONEY, row.line, by)
    fresh = _out(row, amount, target, "fund.put_back", f"fund.back:{row.pk}:{key}", by)
    if fresh:
        audit.record("money.put_back", row.line, by=by, amount=amount)
    return fresh


def _out(row: Allotment, amount: int, target: UUID, kind: str, key: str, by: Actor) -> bool:
    source = _account(ALLOTMENT, row.pk, MONEY, row.line, by)
    legs = [Leg(source, -words.amount(amount)), Leg(target, amount)]
    return ledger.transfer(kind, legs, key=key, place=row.line, by=by).fresh


def give_rest_back(line: FundLine, *, by: Actor) -> tuple[int, int]:
    """Close a sum: return what was used and what goes back to its source; called by the verb that accounts for it.

    Raises ``Refused`` while something set aside has not been paid out or put back.
    """
    for part in queries.parts(line):
        if part.left:
            told = {"name": part.allotment.name, "left": yuan(part.left)}
            raise Refused(_("“%(name)s”还有%(left)s元没有付，先付完或退回。") % told, "account")
    state = queries.states([line])[0]
    if state.free:
        mine = _account(LINE, line.pk, MONEY, line, by)
        outside = _account(LINE, line.pk, OUTSIDE, line, by, floor=None)
        legs = [Leg(mine, -state.free), Leg(outside, state.free)]
        ledger.transfer("fund.returned", legs, key=f"fund.rest:{line.pk}", place=line, by=by)
    line.closed_at = timezone.now()
    line.save(update_fields=["closed_at"])
    return state.received - state.free, state.free


def held(line: FundLine) -> FundLine:
    """Return a sum, held until the transaction ends: two at once come one after the other."""
    return FundLine.objects.select_for_update(of=("self",)).select_related("source").get(pk=line.pk)


def _locked(allotment: Allotment) -> Allotment:
    line = held(allotment.line)
    row = Allotment.objects.get(pk=allotment.pk)
    row.line = line
    return row


def _account(kind: str, holder: UUID, purpose: str, place: FundLine, by: Actor, floor: int | None = 0) -> UUID:
    return ledger.open_account(kind, holder, Terms(Unit.FEN, purpose, floor), place=place, by=by)
