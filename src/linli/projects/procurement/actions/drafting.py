"""The purchaser drafts a procedure, publishes it, or ends it for nothing."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.projects.actions import road
from linli.projects.models import (
    Invitation,
    ServiceProject,
    State,
    Tender,
    TenderCriterion,
    TenderState,
)
from linli.projects.procurement import notices, policies, queries
from linli.projects.procurement.actions.sheets import end_sheets
from linli.projects.procurement.actions.steps import end, held_tender, step
from linli.projects.procurement.told import CriterionTold, TenderTold
from linli.projects.queries import plan
from linli.projects.words import held, text
from linli.transparency import actions as transparency
from linli.transparency.queries import is_running

FORMULAS = ("price", "hours")


@action
def draft_tender(project: ServiceProject, told: TenderTold, *, by: Actor) -> Tender:
    """Draft how a project is bought, or draft it anew. Raises ``Refused`` naming the field."""
    project = held(project)
    tender = project.tenders.exclude(state=TenderState.FAILED).select_for_update().first()
    require(policies.draft_tender(by, project, tender))
    method = queries.rules_of(project).methods.get(told.method)
    if method is None:
        raise Refused(_("请选采购方式。"), "method")
    facts = _facts(project, told)
    _check_criteria(told.criteria, told.fixed)
    if tender is None:
        tender = Tender(project=project, number=project.tenders.count() + 1, drafted_at=timezone.now(), **facts)
        tender.save(force_insert=True)
    else:
        for name, value in facts.items():
            setattr(tender, name, value)
        tender.save(update_fields=list(facts))
        tender.tendercriterions.all().delete()
        tender.invitations.all().delete()
    TenderCriterion.objects.bulk_create(
        TenderCriterion(tender=tender, position=n, name=row.name, weight=row.weight, kind=row.kind)
        for n, row in enumerate(told.criteria, 1)
    )
    asked = told.invited if method.invited else ()
    Invitation.objects.bulk_create(Invitation(tender=tender, organisation=one) for one in dict.fromkeys(asked))
    audit.record("tender.drafted", tender, by=by, county=project.county_id, method=tender.method)
    return tender


def _facts(project: ServiceProject, told: TenderTold) -> dict[str, Any]:
    if told.closes_on < timezone.localdate():
        raise Refused(_("截止的日期已经过了。"), "closes_on")
    most = queries.rules_of(project).bond_at_most
    if told.bond_percent is not None and not 0 <= told.bond_percent <= most:
        raise Refused(_("履约保证金最多 %(n)d%%。") % {"n": most}, "bond_percent")
    midnight = datetime.combine(told.closes_on + timedelta(days=1), time())
    return {
        "method": told.method, "fixed": told.fixed, "closes_at": timezone.make_aware(midnight),
        "requirements": text(told.requirements, 4000, "requirements"), "bond_percent": told.bond_percent,
        "basis": text(told.basis, 300, "basis", ask=_("写明依据。")),
        "publisher": text(told.publisher, 100, "publisher", ask=_("写明是哪个单位公告的。")),
        "telephone": text(told.telephone, 40, "telephone", ask=_("留一个打得通的电话。")),
    }  # fmt: skip


def _check_criteria(rows: Sequence[CriterionTold], fixed: bool) -> None:
    """Refuse items that do not add up to a hundred points, or formulas that do not fit how the price is set."""
    names: set[str] = set()
    for n, row in enumerate(rows):
        text(row.name, 100, f"{n}.name", ask=_("请写评审项。"))
        if row.name in names:
            raise Refused(_("有两项叫同一个名字。"), f"{n}.name")
        names.add(row.name)
        if not 1 <= row.weight <= plan.WHOLE:
            raise Refused(_("每一项 1 到 100 分。"), f"{n}.weight")
        if row.kind in FORMULAS and sum(other.kind == row.kind for other in rows) > 1:
            raise Refused(_("按报价算、按工时算的各只能有一项。"), f"{n}.kind")
        if fixed and row.kind == "price":
            raise Refused(_("固定价的采购，报价都一样，不能按报价打分。"), f"{n}.kind")
    total = sum(row.weight for row in rows)
    if total != plan.WHOLE:
        raise Refused(plan.weight_gap(total), "criteria")
    if fixed and not any(row.kind == "hours" for row in rows):
        raise Refused(_("固定价的采购比的是工时，请加一项“按工时算”。"), "criteria")


@action
def publish_tender(tender: Tender, *, by: Actor) -> Tender:
    """Publish a procedure: from now on agencies may bid on the plan as it is now. Raises ``Refused``."""
    tender = held_tender(tender)
    require(policies.publish_tender(by, tender, queries.lacking(tender)))
    tender.content = plan.content(tender.project)
    tender.digest = plan.digest(tender.content)
    tender.published_at, tender.published_name = timezone.now(), by.name
    words = notices.announcing(tender, queries.method_of(tender), tender.last_day)
    tender.notice = transparency.publish(
        words, place=tender.project, by=by, subject_kind="projects.tender", subject=tender.pk
    )
    step(tender, "publish", "content", "digest", "published_at", "published_name", "notice")
    road.move(tender.project, "tender", by, queries.method_of(tender).name)
    audit.record("tender.published", tender, by=by, county=tender.project.county_id, digest=tender.digest)
    return tender


@action
def fail_tender(tender: Tender, *, by: Actor, reason: str) -> Tender:
    """End a procedure for nothing: bids that were not opened stay sealed, the project may be bought anew."""
    tender = held_tender(tender)
    require(policies.fail_tender(by, tender, reason))
    tender.reason = text(reason, 300, "reason")
    award = queries.award_of(tender)
    for notice in (tender.notice, award.notice if award is not None else None):
        if notice is not None and is_running(notice):
            transparency.withdraw(notice, reason=tender.reason, by=by)
    if award is not None:
        award.taken_back_at, award.taken_back_why = timezone.now(), tender.reason
        award.save(update_fields=["taken_back_at", "taken_back_why"])
    words = notices.failing(tender)
    transparency.publish(words, place=tender.project, by=by, subject_kind="projects.tender", subject=tender.pk)
    end_sheets(tender, tender.tenderjudges.all(), _("采购终止了"), by=by)
    end(tender, "fail", "reason")
    if tender.project.state == State.TENDERING:
        road.move(tender.project, "fail_tender", by, tender.reason)
    audit.record("tender.failed", tender, by=by, county=tender.project.county_id)
    return tender
