"""What ＋记一笔 offers, what it remembers from last time, and what the chips of a day are."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.desk.lunar import month_and_day, weekday
from linli.desk.quick_record.state import State
from linli.desk.quick_record.who import communities
from linli.directory.models import Programme
from linli.kernel.actor import Actor
from linli.outreach import conditions
from linli.outreach.questions import visit_form
from linli.places.models import Division, ServicePoint
from linli.records.models import METHOD_OF, Kind, Method, ServiceRecord, Undertaking
from linli.records.policies import PROFESSIONAL

ORDER = (
    Kind.HOME_VISIT, Kind.PHONE_VISIT, Kind.VIDEO_VISIT, Kind.CASE_SESSION, Kind.FOLLOW_UP, Kind.GROUP_SESSION,
    Kind.EVENT, Kind.REQUEST, Kind.WISH,
)  # fmt: skip
SHORT: dict[str, str] = {Kind.PHONE_VISIT: "电话", Kind.VIDEO_VISIT: "视频", Kind.GROUP_SESSION: "小组"}
FRIDAY = 4


@dataclass(frozen=True)
class Choice:
    """One thing to choose: value, words, chosen or not."""

    value: str
    label: str | Promise
    chosen: bool = False


def first_state(actor: Actor, today: date) -> State:
    """Return the form as it opens: kind, place, length and programme as last time."""
    last = (
        ServiceRecord.objects.visible_to(actor)
        .filter(acted_post_id=actor.post, withdrawn=False)
        .select_related("household__dwelling__stairwell__building")
        .order_by("-happened_on", "-id")
        .first()
    )
    places = communities(actor)
    if last is None:
        return State(
            community=places[0].pk if len(places) == 1 else 0,
            minutes=str(conditions.first_minutes()),
            happened_on=today.isoformat(),
        )
    told = str(last.minutes) if last.minutes in conditions.minutes() else str(conditions.first_minutes())
    home = last.household.dwelling if last.household else None
    running = last.programme is not None and last.programme.runs(today)
    return State(
        kind=last.kind,
        community=last.community_id,
        estate=str(home.stairwell.building.estate_id) if home else "",
        minutes=told,
        programme=str(last.programme_id) if running else "",
        happened_on=today.isoformat(),
    )


def kinds(actor: Actor, state: State) -> list[Choice]:
    """Return the kinds an actor records, the one in use first."""
    offered = [kind for kind in ORDER if may(actor, kind)]
    offered.sort(key=lambda kind: kind != state.kind)
    return [Choice(kind, SHORT.get(kind, kind.label), kind == state.kind) for kind in offered]


def may(actor: Actor, kind: Kind) -> bool:
    """Tell whether a kind is offered: case and group work is the social workers'."""
    return METHOD_OF[kind] not in (Method.CASE, Method.GROUP) or actor.role in PROFESSIONAL


def codes(state: State) -> list[Choice]:
    """Return the chips of what was seen."""
    return [Choice(one.code, one.name, one.code in state.codes) for one in conditions.conditions().values()]


def questions(state: State) -> list[tuple[str, list[tuple[str, str, list[Choice]]]]]:
    """Return the visit form: subjects with their items (code, name), each with its answers."""
    form, told = visit_form(), state.answers

    def answers(code: str) -> list[Choice]:
        return [Choice(option.code, option.name, told.get(code) == option.code) for option in form.options]

    return [(one.name, [(item.code, item.name, answers(item.code)) for item in one.items]) for one in form.subjects]


def minutes(state: State) -> list[Choice]:
    """Return the lengths as chips."""
    told = state.minutes
    return [Choice(str(n), _("%(n)d 分") % {"n": n}, told == str(n)) for n in conditions.minutes()]


def programmes(actor: Actor, state: State, today: date) -> list[Choice]:
    """Return the programmes running today in the counties of an actor's places."""
    counties = {place.county_id for place in communities(actor) if place.county_id is not None}
    in_force = Q(ends_on=None) | Q(ends_on__gte=today)
    running = Programme.objects.filter(in_force, starts_on__lte=today, county_id__in=counties)
    return [Choice(str(one.pk), one.name, str(one.pk) == state.programme) for one in running.order_by("name")[:50]]


def undertakings(actor: Actor, state: State) -> list[Choice]:
    """Return the open cases or groups a session may belong to."""
    if not state.needs_undertaking:
        return []
    kind = Undertaking.Kind.GROUP if state.kind == Kind.GROUP_SESSION else Undertaking.Kind.CASE
    open_ones = Undertaking.objects.visible_to(actor).filter(kind=kind, closed_on=None).order_by("-opened_on", "id")
    return [Choice(str(one.pk), one.title, str(one.pk) == state.undertaking) for one in open_ones[:60]]


def service_points(actor: Actor, state: State, today: date) -> list[Choice]:
    """Return the points where a gathering may have been: those of the place and above it."""
    places = {place.pk: place for place in communities(actor)}
    here = [places[state.community]] if state.community in places else list(places.values())
    towns, counties = {place.town_id for place in here}, {place.county_id for place in here}
    near = Q(community__in=here) | Q(community=None, town__in=towns) | Q(town=None, county__in=counties)
    found = ServicePoint.objects.open_on(today).filter(near).order_by("kind", "name")[:80]
    return [Choice(str(one.pk), one.name, str(one.pk) == state.service_point) for one in found]


def after(state: State, actor: Actor, today: date) -> list[Choice]:
    """Return what may come next: nothing, again on Friday, again in a week, or the station takes over."""
    friday = today + timedelta(days=(FRIDAY - today.weekday() - 1) % 7 + 1)
    offered = [
        Choice("", _("没有了")),
        Choice(f"again:{friday.isoformat()}", _("再来 周五(%(day)s)") % {"day": month_and_day(friday)}),
    ]
    week = today + timedelta(days=7)
    if week != friday:
        name = {"day": month_and_day(week), "weekday": weekday(week)}
        offered.append(Choice(f"again:{week.isoformat()}", _("再来 下%(weekday)s(%(day)s)") % name))
    if actor.role in (Role.GRID_WORKER, Role.COMMUNITY_WORKER):
        offered.append(Choice("hand_over", _("转给社工")))
    values = {one.value for one in offered}
    chosen = state.after if state.after in values else ""
    return [Choice(one.value, one.label, one.value == chosen) for one in offered]


def place_of(state: State, actor: Actor) -> Division | None:
    """Return where the act lies: the grid for those who work in one, else the community."""
    if actor.scope.column == "grid_id" and actor.scope.areas:
        return Division.objects.filter(pk__in=actor.scope.areas, parent_id=state.community).first()
    return next((place for place in communities(actor) if place.pk == state.community), None)


def context(actor: Actor, state: State, today: date) -> dict[str, Any]:
    """Return everything the form offers for a state."""
    return {
        "kinds": kinds(actor, state),
        "codes": codes(state) if state.is_visit else [],
        "questions": questions(state) if state.is_visit else [],
        "questions_name": visit_form().name,
        "minutes": minutes(state),
        "programmes": programmes(actor, state, today),
        "undertakings": undertakings(actor, state),
        "service_points": service_points(actor, state, today) if state.is_gathering else [],
        "after": after(state, actor, today),
    }
