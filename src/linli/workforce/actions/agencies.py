"""Agencies say who they are and show their papers; others verify, note ratings and facts; the agency replies."""

from datetime import date
from decimal import Decimal
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.papers import pictures
from linli.people.words import line
from linli.workforce import bands, policies
from linli.workforce.models import Agency, AgencyFact, AgencyPaper, Checked, Rating


@action
def describe_agency(
    organisation: Organisation, *, form: str, representative: str, authority: str, by: Actor,
    registered_on: date | None = None, business: str = "", address: str = "",
) -> Agency:  # fmt: skip
    """Write, or write anew, what an agency says of itself; whatever was verified waits to be looked at again."""
    require(policies.describe_agency(by, organisation))
    if form not in Agency.Form.values:
        raise Refused(_("请选登记类型。"), "form")
    told = {
        "form": form, "representative": _said(representative, 50, "representative", _("请写法定代表人。")),
        "authority": _said(authority, 100, "authority", _("请写登记机关。")), "registered_on": _past(registered_on),
        "business": line(business, 500, "business"), "address": line(address, 200, "address"),
    }  # fmt: skip
    again = {"state": Checked.WAITING, "checked_by": None, "checked_name": "", "checked_at": None, "why_back": ""}
    facts: dict[str, Any] = {**told, **again, "said_by": by.user, "said_at": timezone.now()}
    agency, _new = Agency.objects.update_or_create(organisation=organisation, defaults=facts)
    audit.record("agency.described", organisation, by=by)
    return agency


@action
def add_paper(
    organisation: Organisation, *, kind: str, title: str, by: Actor, photo: IO[bytes] | None = None,
    valid_until: date | None = None,
) -> AgencyPaper:  # fmt: skip
    """Add a paper with its photograph; it waits to be verified."""
    require(policies.add_paper(by, organisation))
    if kind not in AgencyPaper.Kind.values:
        raise Refused(_("请选证照的类别。"), "kind")
    paper = AgencyPaper(
        organisation=organisation, kind=kind, title=_said(title, 100, "title", _("请写名称或文号。")),
        valid_until=valid_until, said_by=by.user, said_at=timezone.now(),
    )  # fmt: skip
    if photo is None:
        raise Refused(_("请附上证照的照片。"), "photo")
    paper.scan = pictures.kept(pictures.photograph(photo, "photo"))
    paper.save(force_insert=True)
    audit.record("agency.paper_added", paper, by=by, county=organisation.county_id, kind=kind)
    return paper


@action
def verify_agency(agency: Agency, *, by: Actor) -> None:
    """Find what an agency says of itself right."""
    row = Agency.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=agency.pk)
    require(policies.verify_agency(by, row))
    _look(row, Checked.VERIFIED, by)
    audit.record("agency.verified", row, by=by, county=row.organisation.county_id)


@action
def send_back_agency(agency: Agency, why: str, *, by: Actor) -> None:
    """Send it back with a sentence."""
    row = Agency.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=agency.pk)
    require(policies.send_back_agency(by, row))
    _look(row, Checked.BACK, by, why)
    audit.record("agency.sent_back", row, by=by, county=row.organisation.county_id)


@action
def verify_paper(paper: AgencyPaper, *, by: Actor) -> None:
    """Find a paper right."""
    row = AgencyPaper.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=paper.pk)
    require(policies.verify_paper(by, row))
    _look(row, Checked.VERIFIED, by)
    audit.record("agency.paper_verified", row, by=by, county=row.organisation.county_id)


@action
def send_back_paper(paper: AgencyPaper, why: str, *, by: Actor) -> None:
    """Send a paper back with a sentence."""
    row = AgencyPaper.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=paper.pk)
    require(policies.send_back_paper(by, row))
    _look(row, Checked.BACK, by, why)
    audit.record("agency.paper_sent_back", row, by=by, county=row.organisation.county_id)


def _look(row: Agency | AgencyPaper, state: str, by: Actor, why: str = "") -> None:
    reason = _said(why, 200, "why", _("请写一句为什么退回。")) if state == Checked.BACK else ""
    row.state, row.why_back = state, reason
    row.checked_by, row.checked_name, row.checked_at = by.user, by.name[:50], timezone.now()
    row.save(update_fields=["state", "why_back", "checked_by", "checked_name", "checked_at"])


@action
def note_rating(
    organisation: Organisation, *, grade: str, given_on: date, giver: str, source: str, by: Actor,
    points: Decimal | None = None, scheme: str = "", valid_until: date | None = None,
) -> Rating:  # fmt: skip
    """Note a grade that was given; points must stand in the band of their scheme. Raises ``Refused``."""
    require(policies.note_rating(by, organisation))
    _past(given_on, "given_on")
    if (wrong := bands.wrong(grade, points, scheme)) is not None:
        raise Refused(*wrong)
    if valid_until is not None and valid_until < given_on:
        raise Refused(_("有效期早于评定日期。"), "valid_until")
    rating = Rating.objects.create(
        organisation=organisation, grade=grade, points=points, scheme=scheme, given_on=given_on,
        valid_until=valid_until or bands.until(scheme, given_on), noted_by=by.user, noted_at=timezone.now(),
        giver=_said(giver, 100, "giver", _("请写谁评的。")),
        source=_said(source, 200, "source", _("请写文号或公告：没有出处的不登记。")),
    )  # fmt: skip
    audit.record("agency.rated", rating, by=by, county=organisation.county_id, grade=grade)
    return rating


@action
def note_fact(organisation: Organisation, *, kind: str, text: str, on: date, source: str, by: Actor) -> AgencyFact:
    """Note what happened, when, and where that is written. A fact without a source is refused."""
    require(policies.note_fact(by, organisation))
    if kind not in AgencyFact.Kind.values:
        raise Refused(_("请选类别。"), "kind")
    _past(on, "on")
    fact = AgencyFact.objects.create(
        organisation=organisation, kind=kind, text=_said(text, 500, "text", _("请写什么事。")), on=on,
        source=_said(source, 200, "source", _("请写文号、公告或合同：没有出处的不登记。")), noted_by=by.user,
        noted_name=by.name[:50], noted_at=timezone.now(),
    )  # fmt: skip
    audit.record("agency.fact_noted", fact, by=by, county=organisation.county_id, kind=kind)
    return fact


@action
def reply_to_fact(fact: AgencyFact, words: str, *, by: Actor) -> None:
    """Put the agency's own words beside a fact, once."""
    row = AgencyFact.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=fact.pk)
    require(policies.reply_to_fact(by, row))
    row.reply = _said(words, 500, "words", _("请写说明。"))
    row.replied_by, row.replied_at = by.user, timezone.now()
    row.save(update_fields=["reply", "replied_by", "replied_at"])
    audit.record("agency.fact_replied", row, by=by, county=row.organisation.county_id)


@action
def withdraw_fact(fact: AgencyFact, why: str, *, by: Actor) -> None:
    """Take back a fact that was wrong: it stays to be read, with the reason."""
    row = AgencyFact.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=fact.pk)
    require(policies.withdraw_fact(by, row))
    row.withdrawn_why = _said(why, 200, "why", _("请写一句为什么撤回。"))
    row.withdrawn_by, row.withdrawn_at = by.user, timezone.now()
    row.save(update_fields=["withdrawn_why", "withdrawn_by", "withdrawn_at"])
    audit.record("agency.fact_withdrawn", row, by=by, county=row.organisation.county_id)


def _said(text: str, longest: int, field: str, wanted: str) -> str:
    told = line(text, longest, field)
    if not told:
        raise Refused(wanted, field)
    return told


def _past(day: date | None, field: str = "registered_on") -> date | None:
    if day is not None and day > timezone.localdate():
        raise Refused(_("这一天还没有到。"), field)
    return day
