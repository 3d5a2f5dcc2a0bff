"""What a station offers, whether it is as it should be, who came to see it."""

from datetime import date
from typing import IO

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.papers import pictures
from linli.people.words import line
from linli.places.models import ServicePoint
from linli.tasks import actions as tasks
from linli.workforce import policies
from linli.workforce.models import PointService, StandardCheck, StationVisit
from linli.workforce.network import rules_at

AFTER_VISIT = "station_visit"


@action
def list_service(
    point: ServicePoint, *, by: Actor, code: str = "", name: str = "", how: str = "", times: str = ""
) -> PointService:
    """Put something on the service list of a point: from the list of the pack, or in one's own words."""
    require(policies.list_service(by, point))
    offered = rules_at(point.county).services
    if code and code not in offered:
        raise Refused(_("请从清单里选，或者自己写。"), "code")
    called = line(name, 60, "name") or offered.get(code, "")
    if not called:
        raise Refused(_("请选一项服务，或者写出来。"), "name")
    service = PointService(
        point=point, code=code, name=called, how=line(how, 200, "how"), times=line(times, 100, "times"),
        listed_on=timezone.localdate(), noted_by=by.user, noted_name=by.name[:50], noted_at=timezone.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            service.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("清单里已经有“%(name)s”。") % {"name": called}, "name") from error
    audit.record("station.service_listed", service, by=by, county=point.county_id, point=str(point.pk))
    return service


@action
def end_service(service: PointService, *, by: Actor) -> None:
    """Take something off the list from today on; that it was there stays."""
    row = PointService.objects.select_for_update(of=("self",)).select_related("point").get(pk=service.pk)
    require(policies.end_service(by, row))
    row.ended_on = timezone.localdate()
    row.save(update_fields=["ended_on"])
    audit.record("station.service_ended", row, by=by, county=row.point.county_id, point=str(row.point_id))


@action
def note_check(
    point: ServicePoint, code: str, *, met: bool, on: date, by: Actor, note: str = "", photo: IO[bytes] | None = None
) -> StandardCheck:
    """Hold a room against one item of its county's standard; a photograph may stand with it, none is demanded.

    Raises ``Refused``: an item that the standard does not have, a day to come, not met without a word what is missing.
    """
    require(policies.note_check(by, point))
    standard = rules_at(point.county).standard
    if code not in standard.items:
        raise Refused(_("本县的规范里没有这一条。"), "code")
    said = line(note, 300, "note")
    if not met and not said:
        raise Refused(_("没有达到的，写一句差什么。"), "note")
    check = StandardCheck(
        point=point, code=code, label=standard.items[code], source=standard.name, met=met, on=_past(on), note=said,
        noted_by=by.user, noted_name=by.name[:50], noted_at=timezone.now(),
    )  # fmt: skip
    if photo is not None:
        check.photo = pictures.kept(pictures.photograph(photo, "photo"))
    check.save(force_insert=True)
    audit.record("station.checked", check, by=by, county=point.county_id, point=str(point.pk), met=met)
    return check


@action
def note_visit(
    point: ServicePoint, *, on: date, who: str, found: str, by: Actor, advised: str = "", todo: str = "",
    due_on: date | None = None,
) -> StationVisit:  # fmt: skip
    """Write down a visit: who came, what was found and advised; ``todo`` goes to the head of the station by a day."""
    require(policies.note_visit(by, point))
    told = {
        "on": _past(on), "who": _said(who, 100, "who", _("请写谁去的。")),
        "found": _said(found, 500, "found", _("请写看到了什么。")), "advised": line(advised, 500, "advised"),
    }  # fmt: skip
    asked, task = line(todo, 120, "todo"), None
    if asked:
        if due_on is None or due_on < timezone.localdate():
            raise Refused(_("请选从今天起的一个日子：哪天以前办好。"), "due_on")
        if point.town_id is None:
            raise Refused(_("总站没有站长，待办请交给人，不从这里交。"), "todo")
        task = tasks.open_task(AFTER_VISIT, asked, due_on, by=by, place=point, role=Role.STATION_LEAD, subject=point)
    visit = StationVisit.objects.create(
        point=point, task=task, noted_by=by.user, noted_name=by.name[:50], noted_at=timezone.now(), **told
    )
    audit.record("station.visited", visit, by=by, county=point.county_id, point=str(point.pk), todo=task is not None)
    return visit


def _said(text: str, longest: int, field: str, wanted: str) -> str:
    if not (told := line(text, longest, field)):
        raise Refused(wanted, field)
    return told


def _past(day: date) -> date:
    if day > timezone.localdate():
        raise Refused(_("这一天还没有到。"), "on")
    return day
