"""Workers of the register for tests of doors and of sealed columns."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.directory.models import Organisation
from linli.kernel.fields import put_indexes
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.places.models import ServicePoint
from linli.workforce.models import Agency, AgencyFact, AgencyPaper, Credential, GrowthEntry, StandardCheck, Worker


def worker(place: dict[str, Any], **facts: Any) -> Worker:
    """Make a worker who lies in a place; ``user_id`` makes the row hers, ``organisation_id`` an agency's."""
    areas = {name: place.get(name) for name in ("county_id", "town_id")}
    made = Worker(
        name="示范社工", sort_key="shifan", joined_at=timezone.now(), holder=facts.get("user_id"), **areas, **facts
    )
    made.phone = f"+8619{new_id().int % 10**9:09d}"
    put_indexes(made)
    with acting():
        made.save(force_insert=True)
    return made


def credential(of: Worker) -> Credential:
    """Make a certificate that waits."""
    told = Credential(worker=of, grade="worker", said_at=timezone.now(), **where(of))
    told.number = f"ZS{new_id().int % 10**12:012d}"
    put_indexes(told)
    told.scan = "AAAA"
    with acting():
        told.save(force_insert=True)
    return told


def growth(of: Worker) -> GrowthEntry:
    """Make something learnt that waits."""
    with acting():
        return GrowthEntry.objects.create(
            worker=of, kind="tour", title="参访", on=timezone.localdate(), said_at=timezone.now(), **where(of)
        )


def agency(of: Organisation) -> Agency:
    """Make what an agency says of itself, waiting to be looked at."""
    facts = {"form": "service", "representative": "示范", "authority": "示范民政局", "said_at": timezone.now()}
    with acting():
        return Agency.objects.get_or_create(organisation=of, defaults=facts)[0]


def paper(of: Organisation) -> AgencyPaper:
    """Make a paper of an agency."""
    made = AgencyPaper(organisation=of, kind="licence", title="登记证书", said_at=timezone.now())
    made.scan = "AAAA"
    with acting():
        made.save(force_insert=True)
    return made


def fact(of: Organisation) -> AgencyFact:
    """Make a fact about an agency."""
    now = timezone.now()
    with acting():
        return AgencyFact.objects.create(
            organisation=of,
            kind="other",
            text="示范事实",
            on=now.date(),
            source="示范文号",
            noted_name="示范",
            noted_at=now,
        )


def check(of: ServicePoint) -> StandardCheck:
    """Make a check of one item, with its photograph."""
    now = timezone.now()
    made = StandardCheck(
        point=of, code="sign", label="示范条目", source="示范规范", met=True, on=now.date(), noted_at=now
    )
    made.photo = "AAAA"
    with acting():
        made.save(force_insert=True)
    return made


def where(of: Worker) -> dict[str, Any]:
    """Return what a claim has from its worker."""
    names = ("county_id", "town_id", "organisation_id", "holder")
    found: dict[str, UUID | int | None] = {name: getattr(of, name) for name in names}
    return found


def rows(place: dict[str, Any]) -> None:
    """Make a row of each sealed table."""
    credential(worker(place))
    paper(Organisation.objects.create(name=f"示范机构{new_id()}", kind="agency", county_id=place["county_id"]))
    check(ServicePoint.objects.create(name=f"示范场地{new_id()}", kind="venue", county_id=place["county_id"]))
