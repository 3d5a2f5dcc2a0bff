"""From the form to the fact: what was told becomes one record, with the neighbour nobody had written down yet."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.desk.quick_record.choices import place_of
from linli.desk.quick_record.state import State, day, number, uuid
from linli.desk.quick_record.who import doors
from linli.directory.models import Programme
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refused
from linli.outreach import actions as outreach
from linli.outreach.actions import BLANK, Filled, Next
from linli.outreach.questions import visit_form
from linli.people import actions as people
from linli.people.models import Household, Person
from linli.people.queries import meant
from linli.places.models import Division, Dwelling, Level, ServicePoint
from linli.records import actions as records
from linli.records.entries import Entry
from linli.records.models import Kind, Provenance, ServiceRecord, Undertaking

CHANNEL = {Kind.HOME_VISIT: Channel.DOOR, Kind.PHONE_VISIT: Channel.PHONE, Kind.VIDEO_VISIT: Channel.PHONE}


def finish(state: State, key: UUID, *, by: Actor, today: date) -> ServiceRecord:
    """Make the record of a form, once per ``key``. Raises ``Refused`` naming the part of the form at fault."""
    kind = Kind(state.kind)
    place = place_of(state, by)
    if place is None:
        raise Refused(_("先选在哪里。"), "who")
    by = by.via(CHANNEL.get(kind, by.channel))
    household, persons = _met(state, place, by)
    opened = _undertaking(state, key, place, by)
    if not (persons or household or state.is_gathering or state.needs_undertaking):
        raise Refused(_("还差一步：选一户人家，或者先记个称呼。"), "who")
    entry = Entry(
        kind=kind, key=key, place=_spot(place, household), household=household, persons=persons,
        narrative=state.note, undertaking=opened, **_told(state, today), **_heads(state, persons),
    )  # fmt: skip
    then = _then(state)
    if state.is_visit:
        filled = Filled(visit_form().version, state.answers) if state.answers else BLANK
        return outreach.visit(entry, state.codes, by=by, then=then, filled=filled)
    made = records.record(entry, by=by)
    return outreach.arrange(made, then, by=by) if then != outreach.NOTHING else made


def _met(state: State, place: Division, by: Actor) -> tuple[Household | None, list[Person]]:
    """Return household and persons; somebody only known by a 称呼 is registered with it."""
    known = uuid(state.household) and not state.is_gathering
    household = Household.objects.visible_to(by).filter(pk=state.household).first() if known else None
    found = meant(state.persons, by=by)
    if len(found) < len(set(state.persons)):
        raise Refused(_("选的人里有人已经不在您负责的范围里，请再看一眼是谁。"), "who")
    persons = list(dict.fromkeys(found.values()))
    if state.call.strip() and not state.is_gathering:
        door = doors(by).filter(pk=state.dwelling).first() if uuid(state.dwelling) else None
        persons.append(_new(state.call, place, household, door, by))
        household = household or persons[-1].household
    elif uuid(state.dwelling) and not (household or persons or state.is_gathering or state.needs_undertaking):
        door = doors(by).filter(pk=state.dwelling).first()
        raise Refused(_("%(door)s 还没有登记住户。写一个称呼就行，比如“张阿姨”。") % {"door": door or ""}, "call")
    return household, persons


def _new(call: str, place: Division, household: Household | None, door: Dwelling | None, by: Actor) -> Person:
    grid = place if place.level == Level.GRID else None
    community = place.parent if grid is not None and place.parent is not None else place
    try:
        return people.register(
            by=by, community=community, grid=grid, name=call, preferred_name=call, household=household,
            dwelling=None if household else door,
        )  # fmt: skip
    except Refused as refused:
        raise Refused(refused.sentence, "call") from refused


def _spot(place: Division, household: Household | None) -> Division:
    """Return the grid of the household where there is one, else the place."""
    if household is not None and household.grid_id and household.grid_id != place.pk:
        return Division.objects.get(pk=household.grid_id)
    return place


def _told(state: State, today: date) -> dict[str, Any]:
    happened = day(state.happened_on) if state.happened_on.strip() else today
    if happened is None:
        raise Refused(_("日期写成 2024-05-06 这样。"), "happened_on")
    return {
        "happened_on": happened,
        "provenance": Provenance.ON_THE_SPOT if happened == today else Provenance.MANUAL,
        "minutes": _minutes(state),
        "title": "" if state.is_visit else state.title,
        "programme": Programme.objects.filter(pk=state.programme).first() if uuid(state.programme) else None,
        "service_point": _point(state),
        "protected": state.needs_undertaking,
    }


def _point(state: State) -> ServicePoint | None:
    if not (state.is_gathering and uuid(state.service_point)):
        return None
    return ServicePoint.objects.filter(pk=state.service_point).first()


def _undertaking(state: State, key: UUID, place: Division, by: Actor) -> Undertaking | None:
    """Return the case or group of a session; one that was named just now is opened with it."""
    if not state.needs_undertaking:
        return None
    if state.opens.strip():
        kind = Undertaking.Kind.GROUP if state.kind == Kind.GROUP_SESSION else Undertaking.Kind.CASE
        begun = day(state.happened_on) or timezone.localdate()
        return records.undertake(kind, state.opens, place, by=by, source="records", source_id=str(key), opened_on=begun)
    rows = Undertaking.objects.visible_to(by)
    found = rows.filter(pk=state.undertaking).first() if uuid(state.undertaking) else None
    if found is None:
        raise Refused(_("选一下它属于哪个个案或小组。"), "undertaking")
    return found


def _minutes(state: State) -> int | None:
    typed = state.minutes_other.strip() or state.minutes.strip()
    if not typed:
        return None
    if (found := number(typed)) is None:
        raise Refused(_("时长写整数，比如 40。"), "minutes_other")
    return found


def _heads(state: State, persons: list[Person]) -> dict[str, Any]:
    if not state.is_gathering:
        return {"head_count": max(len(persons), 1)}
    heads = _count(state.head_count, "head_count", _("来了多少人，写一个整数。"))
    if not heads and not persons:
        raise Refused(_("写一下来了多少人，或者点上来的人。"), "head_count")
    servers = _count(state.server_count, "server_count", _("多少人在服务，写一个整数。"))
    return {"head_count": heads or len(persons), "server_count": servers}


def _count(typed: str, where: str, sentence: str) -> int:
    if not typed.strip():
        return 0
    found = number(typed)
    if found is None or not 0 <= found <= 100_000:
        raise Refused(sentence, where)
    return found


def _then(state: State) -> Next:
    again = state.again_on.strip() or (state.after.removeprefix("again:") if state.after.startswith("again:") else "")
    if not again:
        return Next(hand_over=state.after == "hand_over")
    chosen = day(again)
    if chosen is None:
        raise Refused(_("“再来”的日期写成 2024-05-06 这样。"), "again_on")
    return Next(again_on=chosen)
