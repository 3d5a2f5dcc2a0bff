"""OCDS 1.1: a project as one release that tells all of it so far, and releases as a package.

A part that is not known is left out, never guessed. Nobody's name is in it: organisations and places are the parties.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.directory.models import Organisation
from linli.directory.money import FEN
from linli.kernel import packs
from linli.places.models import Division
from linli.projects.models import DELIVERED, OURS, Indicator, ProjectMove, ServiceProject, State, TenderAward
from linli.projects.publication.procedures import Bought
from linli.projects.publication.queries import dues, latest, moment
from linli.projects.publication.results import Said, verdicts
from linli.records.definitions import Measure

VERSION, CURRENCY, LANGUAGE = "1.1", "CNY", "zh"
PLACEHOLDER = "ocds-000000"  # stands where no prefix has been registered
Told = dict[str, Any]


def registered() -> bool:
    """Tell whether the prefix of our numbers is one's own, or the placeholder."""
    return bool(settings.OCDS_PREFIX != PLACEHOLDER)


def ocid(project: ServiceProject) -> str:
    """Return the number of a contracting process."""
    return f"{settings.OCDS_PREFIX}-{project.pk}"


def package(releases: Iterable[Told], address: str, made: datetime, publisher: str, following: str = "") -> Told:
    """Return a release package; ``following`` is the address of the next one where there are more."""
    told: Told = {
        "uri": settings.SITE + address, "version": VERSION, "publishedDate": made.isoformat(),
        "publisher": {"name": publisher}, "releases": list(releases),
    }  # fmt: skip
    if settings.OPEN_DATA_LICENCE:
        told["license"] = settings.OPEN_DATA_LICENCE
    if following:
        told["links"] = {"next": settings.SITE + following}
    return told


def release(project: ServiceProject, bought: Bought | None = None, said: Said | None = None) -> Told:
    """Return what a project (of ``queries.whole``) has come to so far; ``id`` changes whenever anything in it does.

    ``bought`` is the procedure it was bought in, where it was bought in one here; ``said`` what those it served said.
    """
    told: Told = {
        "ocid": ocid(project), "date": latest(project).isoformat(), "tag": _tags(project, bought),
        "initiationType": "tender", "language": LANGUAGE, "parties": _parties(project, bought),
        "buyer": _ref(project.place), "planning": _planning(project), "tender": _tender(project, bought),
    }  # fmt: skip
    if _is_won(project):
        told["awards"] = [_award(project)]
    elif bought is not None and bought.award is not None:
        told["awards"] = [_proposed(project, bought.award)]
    if State(project.state) in DELIVERED:
        told["contracts"] = [_contract(project, said)]
    digest = hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return told | {"id": f"{ocid(project)}-{digest[:16]}"}


def _is_won(project: ServiceProject) -> bool:
    return State(project.state) in OURS and project.awarded_on is not None


def _tags(project: ServiceProject, bought: Bought | None) -> list[str]:
    tags = ["planning", "tender"]
    if project.state == State.CALLED_OFF:
        return [*tags, "tenderCancellation"]
    if _is_won(project) or (bought is not None and bought.award is not None):
        tags.append("award")
    if State(project.state) in DELIVERED:
        tags += ["contract", "implementation"]
    return [*tags, "contractTermination"] if project.state == State.ENDED else tags


def _value(amount: int) -> Told:
    """Return 分 as yuan with the currency; a whole number where there are no 分."""
    return {"amount": amount // FEN if amount % FEN == 0 else amount / FEN, "currency": CURRENCY}


def _period(start: date, end: date) -> Told:
    return {"startDate": moment(start), "endDate": moment(end), "durationInDays": (end - start).days + 1}


def _scheme(kind: str) -> str:
    return str(packs.load("ocds")["identifiers"][kind])


def _key(party: Organisation | Division) -> str:
    if isinstance(party, Division):
        return f"{_scheme('place')}-{party.code}"
    return f"{_scheme('organisation')}-{party.credit_code}" if party.credit_code else f"organisation-{party.pk}"


def _ref(party: Organisation | Division) -> Told:
    return {"id": _key(party), "name": party.name}


def _party(party: Organisation | Division, roles: list[str]) -> Told:
    told: Told = {**_ref(party), "roles": roles}
    kind, code = ("place", party.code) if isinstance(party, Division) else ("organisation", party.credit_code)
    if code:
        told["identifier"] = {"scheme": _scheme(kind), "id": code, "legalName": party.name}
    return told


def _parties(project: ServiceProject, bought: Bought | None) -> list[Told]:
    roles = ["buyer", "procuringEntity"]
    paid = any(row.paid_on for row in project.milestones.all())
    told = [_party(project.place, [*roles, "payer"] if paid else roles)]
    winner = project.organisation if _is_won(project) else None
    if winner is not None:
        told.append(_party(winner, ["tenderer", "supplier", *(["payee"] if paid else [])]))
    bidders = bought.bidders if bought is not None else ()
    proposed = bought.award.bid.organisation if bought is not None and bought.award is not None else None
    for one in bidders:
        if one != winner:
            told.append(_party(one, ["tenderer", *(["supplier"] if winner is None and one == proposed else [])]))
    return told


def _planning(project: ServiceProject) -> Told:
    told: Told = {
        "budget": {"amount": _value(project.total), "project": project.name, "projectID": project.number},
    }  # fmt: skip
    return told | ({"rationale": project.objective} if project.objective else {})


def _tender(project: ServiceProject, bought: Bought | None) -> Told:
    told: Told = {
        "id": f"{project.number}-tender", "title": project.name, "status": _status(project),
        "procuringEntity": _ref(project.place), "value": _value(project.total), "mainProcurementCategory": "services",
        "contractPeriod": _period(project.starts_on, project.ends_on),
        "items": [_item(row) for row in project.indicators.all()],
    }  # fmt: skip
    if project.standards:
        told["description"] = project.standards
    if bought is not None:
        return told | _procedure(bought)
    if way := _way(project):
        told["procurementMethodDetails"] = way
    return told


def _procedure(bought: Bought) -> Told:
    """Return how it was bought in a procedure here; who bid is told once somebody is proposed."""
    tender = bought.tender
    told: Told = {"procurementMethodDetails": bought.method.name}
    if code := packs.load("ocds")["methods"].get(tender.method):
        told["procurementMethod"] = code
    if tender.published_at is not None:
        told["tenderPeriod"] = {
            "startDate": timezone.localtime(tender.published_at).isoformat(),
            "endDate": timezone.localtime(tender.closes_at).isoformat(),
        }  # fmt: skip
    if bought.bidders:
        told |= {"numberOfTenderers": len(bought.bidders), "tenderers": [_ref(one) for one in bought.bidders]}
    return told


def _status(project: ServiceProject) -> str:
    """Return where the tender stands; approved again after bidders were asked: it came to nothing."""
    known = {State.TENDERING: "active", State.CALLED_OFF: "cancelled", State.APPROVED: "unsuccessful"}
    return "complete" if _is_won(project) else known.get(State(project.state), "planned")


def _way(project: ServiceProject) -> str:
    """Return how it was bought, in the words that the award was noted with."""
    road: list[ProjectMove] = vars(project).get("road", [])
    return next((row.sentence for row in reversed(road) if row.verb == "award" and row.sentence), "")


def _item(row: Indicator) -> Told:
    unit = _("小时") if row.measure == Measure.HOURS else row.unit
    return {
        "id": str(row.pk),
        "description": f"{row.name}：{row.meaning}",
        "quantity": row.target,
        "unit": {"name": unit},
    }


def _award(project: ServiceProject) -> Told:
    told: Told = {"id": f"{project.number}-award", "title": project.name, "status": "active"}
    if project.awarded_on is not None:
        told["date"] = moment(project.awarded_on)
    if project.organisation is not None:
        told["suppliers"] = [_ref(project.organisation)]
    return told | {"value": _value(project.worth)}


def _proposed(project: ServiceProject, award: TenderAward) -> Told:
    """Return who is to win while the notice of it runs."""
    return {
        "id": f"{project.number}-award", "title": project.name, "status": "pending", "value": _value(award.price),
        "date": timezone.localtime(award.proposed_at).isoformat(), "suppliers": [_ref(award.bid.organisation)],
    }  # fmt: skip


def _contract(project: ServiceProject, said: Said | None) -> Told:
    told: Told = {
        "id": project.contract or f"{project.number}-contract", "awardID": f"{project.number}-award",
        "title": project.name, "status": "terminated" if project.state == State.ENDED else "active",
        "period": _period(project.starts_on, project.ends_on), "value": _value(project.worth),
        "implementation": _implementation(project, said),
    }  # fmt: skip
    return told | ({"dateSigned": moment(project.signed_on)} if project.signed_on else {})


def _implementation(project: ServiceProject, said: Said | None) -> Told:
    """Return what was due, what was paid, and what came of it; the page with the figures is its document."""
    milestones, transactions = [], []
    paid = {row.milestone_id: row.amount for row in vars(project).get("paid", ())}
    for due in dues(project):
        row = due.milestone
        one: Told = {
            "id": str(row.pk), "title": row.name, "type": "financing", "dueDate": moment(row.planned_on),
            "description": f"{row.percent}% · {due.condition}", "status": "met" if row.paid_on else "scheduled",
        }  # fmt: skip
        if row.paid_on:
            one["dateMet"] = moment(row.paid_on)
            transactions.append(_transaction(project, str(row.pk), row.paid_on, paid.get(row.pk, due.amount)))
        milestones.append(one)
    page = reverse("open_project", args=[project.pk])
    documents = [_document("progress", _("做到哪里了"), page) | {"documentType": "physicalProgressReport"}]
    if said is not None and said.figure:
        documents.append(_heard(said))
    told: Told = {"milestones": [*milestones, *_assessments(project)], "documents": documents}
    return told | ({"transactions": transactions} if transactions else {})


def _document(key: str, title: str, path: str) -> Told:
    return {"id": key, "title": title, "url": settings.SITE + path, "format": "text/html", "language": LANGUAGE}


def _heard(said: Said) -> Told:
    """Return what those served have said: a document, as the standard has no field for it; the figure never alone."""
    shown = _document("satisfaction", said.survey.title, reverse("survey_public", args=[said.survey.pk]))
    return shown | {"description": f"{said.figure}；{said.method}", "datePublished": moment(said.on)}


def _assessments(project: ServiceProject) -> list[Told]:
    """Return the evaluations whose report is final; one that was not passed is a milestone that was not met."""
    milestones = []
    for one in verdicts(project):
        row, on = one.evaluation, moment(one.on)
        met: Told = {"status": "met", "dateMet": on} if row.passed else {"status": "notMet"}
        told = {"id": str(row.pk), "title": one.name, "type": "assessment", "description": one.sentence}
        milestones.append({**told, **met, "dateModified": on})
    return milestones


def _transaction(project: ServiceProject, key: str, on: date, amount: int) -> Told:
    told: Told = {"id": f"{key}-paid", "date": moment(on), "value": _value(amount), "payer": _ref(project.place)}
    return told | ({"payee": _ref(project.organisation)} if project.organisation else {})


def publisher(projects: Iterable[ServiceProject]) -> str:
    """Return who publishes: the counties whose projects they are."""
    names = {row.county_id: (row.place.county or row.place).name for row in projects}
    return "、".join(names.values())


def of_county(code: str) -> Q:
    """Return the filter for the projects of a county and its towns; '' is everywhere."""
    return Q(place__code=code) | Q(place__county__code=code) if code else Q()
