"""An application goes up with figures out of the records, is answered, brings money, is accounted for."""

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.giving import packs, policies, queries
from linli.giving.actions import money, words
from linli.giving.models import MOVES, Application, ApplicationMove, MoneySource, Receipt, State
from linli.kernel.actor import Actor
from linli.kernel.period import Period
from linli.kernel.policy import Refused, action, require
from linli.people.words import line
from linli.places.models import Division

LONGEST_YEARS = 5
EVENTS = {
    "send": "application.sent", "take_back": "application.taken_back", "grant": "application.granted",
    "grant_part": "application.partly_granted", "refuse": "application.refused", "receive": "application.money_came",
    "account": "application.accounted",
}  # fmt: skip


@action
def open_application(
    place: Division, source: MoneySource, *, title: str, purpose: str, asked: int, year: int, period: Period,
    codes: Sequence[str], by: Actor,
) -> Application:  # fmt: skip
    """Begin an application; ``codes`` are indicators of the place, counted over ``period`` when it is sent."""
    require(policies.open_application(by, place))
    areas = words.areas(place)
    if source.county_id != areas["county_id"]:
        raise Refused(_("请从本县的资金来源里选。"), "source")
    if not packs.kinds_at(place)[source.kind].applied:
        raise Refused(_("这一类资金不用申请，直接登记一笔。"), "source")
    made = Application(
        place=place, source=source, noted_by=by.user, noted_name=by.name[:50], noted_at=timezone.now(), **areas,
        **_checked(place, title=title, purpose=purpose, asked=asked, year=year, period=period, codes=codes),
    )  # fmt: skip
    made.save(force_insert=True)
    audit.record("application.opened", made, by=by, asked=asked)
    return made


@action
def amend(
    application: Application, *, title: str, purpose: str, asked: int, year: int, period: Period, codes: Sequence[str],
    by: Actor,
) -> Application:  # fmt: skip
    """Write a draft anew. Raises ``Refused`` naming the field."""
    row = held(application)
    require(policies.amend(by, row))
    facts = _checked(row.place, title=title, purpose=purpose, asked=asked, year=year, period=period, codes=codes)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save(update_fields=list(facts))
    audit.record("application.amended", row, by=by)
    return row


def _checked(place: Division, **told: Any) -> dict[str, Any]:
    period, codes = told["period"], list(told["codes"])
    if period.end > timezone.localdate():
        raise Refused(_("数据只能到今天，后面的日子还没有记录。"), "ends_on")
    if period.end.year - period.start.year > LONGEST_YEARS:
        raise Refused(_("附的数据最多跨%(n)d年。") % {"n": LONGEST_YEARS}, "starts_on")
    if not codes:
        raise Refused(_("至少选一个数：拿记录里的数说话。"), "codes")
    if len(queries.picked(place, codes).indicators) != len(set(codes)):
        raise Refused(_("请从本县的指标里选。"), "codes")
    return {
        "title": words.said(told["title"], 100, "title", _("请写申请的名称。")),
        "purpose": words.text(told["purpose"], 2000, "purpose", _("请写钱做什么用。")),
        "asked": words.amount(told["asked"], "asked"), "year": words.year(told["year"]), "starts_on": period.start,
        "ends_on": period.end, "codes": codes,
    }  # fmt: skip


@action
def send(application: Application, *, by: Actor) -> Application:
    """Send it up: its figures are counted over the records now and never change afterwards. Raises ``Refused``."""
    row = held(application)
    require(policies.send(by, row))
    now = timezone.now()
    told = queries.picked(row.place, row.codes)
    if not told.indicators:
        raise Refused(_("选过的指标县里已经不用了，请改一改再报。"), "codes")
    found = queries.figures(row.place, row.period, told, now)
    if not any(figure["records"] for figure in found):
        raise Refused(_("这些日子里一条记录也没有，报上去的会全是0。请核对日期和指标。"), "starts_on")
    row.figures, row.definitions, row.sent_at = found, told.told(), now
    row.digest = digest(row)
    _step(row, "send", by, ["figures", "definitions", "sent_at", "digest"])
    return row


def digest(row: Application) -> str:
    """Return the hash over an application's figures, their definitions, place, days and moment."""
    told = [
        row.figures, row.definitions, row.place_id, str(row.starts_on), str(row.ends_on),
        row.sent_at.isoformat() if row.sent_at else "",
    ]  # fmt: skip
    return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@action
def take_back(application: Application, sentence: str, *, by: Actor) -> Application:
    """Take it back before it is answered, with a reason."""
    row = held(application)
    require(policies.take_back(by, row))
    _step(row, "take_back", by, [], words.said(sentence, 500, "sentence", _("请写一句为什么撤回。")))
    return row


@action
def answer(
    application: Application, granted: int, on: date, *, by: Actor, answer: str = "", paper: str = ""
) -> Application:
    """Write down what the funder answered: so much (all, part, or 0 with its reason). Granted money becomes a sum."""
    row = held(application)
    require(policies.answer(by, row))
    sent_on = timezone.localdate(row.sent_at) if row.sent_at else on
    if words.past(on, "on") < sent_on:
        raise Refused(_("%(day)s才报上去，答复不会更早。") % {"day": sent_on}, "on")
    row.answered_on, row.answer = on, line(answer, 500, "answer")
    if granted == 0:
        if not row.answer:
            raise Refused(_("没有批的，写一句对方怎么说。"), "answer")
        _step(row, "refuse", by, ["answered_on", "answer"], row.answer)
        return row
    row.granted = words.amount(granted, "granted")
    row.paper = words.said(paper, 200, "paper", _("批了的，请写批复文号。"))
    areas = {"county_id": row.county_id, "town_id": row.town_id}
    row.line = money.write_line(
        row.source, areas, name=row.title, year=row.year, amount=granted, paper=row.paper, by=by
    )
    verb = "grant" if granted >= row.asked else "grant_part"
    _step(row, verb, by, ["answered_on", "answer", "granted", "paper", "line"], row.answer)
    return row


@action
def receive_granted(application: Application, amount: int, on: date, voucher: str, *, by: Actor) -> Receipt:
    """Enter what came of a grant, whole or in parts."""
    row = held(application)
    require(policies.receive_granted(by, row))
    assert row.line is not None
    receipt = money.enter_receipt(money.held(row.line), amount, on, voucher, by=by)
    if State(row.state) in MOVES["receive"][0]:
        _step(row, "receive", by, [])
    return receipt


@action
def account(application: Application, told: str, *, by: Actor) -> Application:
    """Tell the funder how its money was used; what is left goes back to it, by an entry. Raises ``Refused``."""
    row = held(application)
    require(policies.account(by, row))
    assert row.line is not None
    row.account = words.text(told, 2000, "account", _("请写钱是怎么用的。"))
    row.used, rest = money.give_rest_back(money.held(row.line), by=by)
    _step(row, "account", by, ["account", "used"])
    audit.record("application.rest", row, by=by, used=row.used, returned=rest)
    return row


def held(application: Application) -> Application:
    """Return an application, held until the transaction ends."""
    rows = Application.objects.select_for_update(of=("self",)).select_related("place__county", "source", "line")
    return rows.get(pk=application.pk)


def _step(row: Application, verb: str, by: Actor, fields: list[str], sentence: str = "") -> None:
    came_from, row.state = row.state, MOVES[verb][1]
    row.save(update_fields=["state", *fields])
    ApplicationMove.objects.create(
        application=row, verb=verb, came_from=came_from, to=row.state, sentence=sentence[:500], at=timezone.now(),
        by_user=by.user, by_name=by.name[:50],
    )  # fmt: skip
    audit.record(EVENTS[verb], row, by=by)
