"""谁? From a community to a door to the people behind it, one big tile at a time; or by name, telephone, address."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.desk.quick_record.state import State, uuid
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.people import locks
from linli.people import queries as people
from linli.people.models import Household, Person
from linli.places.models import Building, Division, Dwelling, Estate, Level
from linli.records.models import Kind

MOST_DOORS = 90  # more than that and the entrance is asked first
MINOR = 18


@dataclass(frozen=True)
class Tile:
    """One thing to tap: ``value`` is what the page sends back."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One person on the page."""

    id: str
    label: str
    note: str
    picked: bool


@dataclass
class Who:
    """What the section shows: the steps taken, the tiles of the next step in groups, the people, and what was found."""

    trail: list[Tile] = field(default_factory=list)
    question: str = ""
    groups: list[tuple[str, list[Tile]]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    found: list[Row] = field(default_factory=list)
    searched: bool = False
    sentence: str = ""
    can_name: bool = False
    minor: bool = False
    seen: list[UUID] = field(default_factory=list)


def communities(actor: Actor) -> list[Division]:
    """Return the communities an actor works in."""
    rows = Division.objects.current().filter(level=Level.COMMUNITY)
    if actor.scope.organisation is not None:
        return list(rows.filter(county__in=_counties(actor)).order_by("code"))
    if actor.scope.column == "grid_id":
        return list(rows.filter(children__in=actor.scope.areas).distinct())
    column = {"community_id": "pk__in", "town_id": "town__in", "county_id": "county__in"}[actor.scope.column]
    return list(rows.filter(**{column: actor.scope.areas}).order_by("code"))


def _counties(actor: Actor) -> list[int]:
    found = Organisation.objects.filter(pk__in=[actor.scope.organisation]).values_list("county_id", flat=True)
    return [county for county in found if county is not None]


def doors(actor: Actor) -> QuerySet[Dwelling]:
    """Return the doors in an actor's reach."""
    return Dwelling.objects.filter(actor.scope.q()) if actor.scope.organisation is None else Dwelling.objects.none()


def pick(state: State, choice: str, actor: Actor) -> State:
    """Take one step: ``choice`` is ``kind:value``. What is not there, or not in reach, changes nothing."""
    kind, _colon, value = choice.partition(":")
    step = STEPS.get(kind)
    return step(state, value, actor) if step else state


def _kind(state: State, value: str, actor: Actor) -> State:
    return replace(state, kind=value) if value in Kind.values else state


def _up(state: State, value: str, actor: Actor) -> State:
    order = ("community", "estate", "building", "stairwell", "dwelling", "household")
    if value not in order:
        return state
    blank: dict[str, object] = dict.fromkeys(order[order.index(value) :], "")
    if "community" in blank:
        blank["community"] = 0
    return replace(state, persons=[], **blank)  # type: ignore[arg-type]


def _community(state: State, value: str, actor: Actor) -> State:
    known = {str(place.pk): place.pk for place in communities(actor)}
    return replace(_up(state, "community", actor), community=known[value]) if value in known else state


def _estate(state: State, value: str, actor: Actor) -> State:
    here = uuid(value) and Estate.objects.filter(pk=value, community_id=state.community).exists()
    return replace(_up(state, "estate", actor), estate=value) if here else state


def _building(state: State, value: str, actor: Actor) -> State:
    found = Building.objects.filter(pk=value, estate__community_id=state.community).first() if uuid(value) else None
    if found is None:
        return state
    return replace(_up(state, "building", actor), estate=str(found.estate_id), building=value)


def _stairwell(state: State, value: str, actor: Actor) -> State:
    here = uuid(value) and doors(actor).filter(stairwell_id=value, community_id=state.community).exists()
    return replace(_up(state, "stairwell", actor), stairwell=value) if here else state


def _dwelling(state: State, value: str, actor: Actor) -> State:
    if not uuid(value) or not doors(actor).filter(pk=value).exists():
        return state
    state = replace(_up(state, "dwelling", actor), dwelling=value)
    homes = list(Household.objects.visible_to(actor).filter(dwelling_id=value)[:2])
    return _household(state, str(homes[0].pk), actor) if len(homes) == 1 else state


def _household(state: State, value: str, actor: Actor) -> State:
    home = Household.objects.visible_to(actor).filter(pk=value).first() if uuid(value) else None
    if home is None:
        return state
    met = [str(pk) for pk in Person.objects.visible_to(actor).filter(household=home)[:2].values_list("pk", flat=True)]
    return replace(
        state, household=value, dwelling=str(home.dwelling_id or ""), community=home.community_id,
        persons=met if len(met) == 1 else [],
    )  # fmt: skip


def _person(state: State, value: str, actor: Actor) -> State:
    found = next(iter(people.meant([value], by=actor).values()), None) if uuid(value) else None
    if found is None:
        return state
    value = str(found.pk)
    if state.is_gathering:
        return replace(state, persons=[*dict.fromkeys([*state.persons, value])], q="", community=found.community_id)
    if found.household_id is not None:
        state = _household(state, str(found.household_id), actor)
    else:
        state = replace(_up(state, "estate", actor), community=found.community_id)
    return replace(state, persons=[value], q="")


STEPS = {
    "kind": _kind, "up": _up, "community": _community, "estate": _estate, "building": _building,
    "stairwell": _stairwell, "dwelling": _dwelling, "household": _household, "person": _person,
}  # fmt: skip


def show(state: State, actor: Actor, today: date) -> Who:
    """Return what the section shows for a state. ``seen`` are the persons whose names are on it."""
    who = Who()
    _steps(who, state, actor)
    _people(who, state, actor, today)
    if state.q.strip():
        _search(who, state, actor, today)
    who.can_name = bool(state.dwelling or state.community) and not state.is_gathering
    return who


def _steps(who: Who, state: State, actor: Actor) -> None:
    places = communities(actor)
    here = next((place for place in places if place.pk == state.community), None)
    if here is None and len(places) == 1:
        here = places[0]
    if here is None:
        who.question = _("在哪个社区？")
        who.groups = [("", [Tile(f"community:{place.pk}", place.name) for place in places])]
        return
    if len(places) > 1:
        who.trail.append(Tile("up:community", here.name))
    if state.is_gathering:
        return
    if state.dwelling:
        _behind_a_door(who, state, actor)
    elif state.building:
        _doors(who, state, actor)
    else:
        _houses(who, state, here)


def _houses(who: Who, state: State, here: Division) -> None:
    estates = list(Estate.objects.filter(community=here).order_by("name"))
    chosen = next((one for one in estates if str(one.pk) == state.estate), None)
    if chosen is None and len(estates) == 1:
        chosen = estates[0]
    if chosen is None:
        who.question = _("哪个小区？") if estates else ""
        who.groups = [("", [Tile(f"estate:{one.pk}", one.name) for one in estates])] if estates else []
        return
    if len(estates) > 1:
        who.trail.append(Tile("up:estate", chosen.name))
    houses = Building.objects.filter(estate=chosen)
    who.question = _("哪一栋？")
    who.groups = [("", [Tile(f"building:{house.pk}", house.name) for house in houses])]


def _doors(who: Who, state: State, actor: Actor) -> None:
    building = Building.objects.select_related("estate").get(pk=state.building)
    who.trail += [Tile("up:estate", building.estate.name), Tile("up:building", building.name)]
    rows = doors(actor).filter(stairwell__building=building).select_related("stairwell")
    if state.stairwell:
        rows = rows.filter(stairwell_id=state.stairwell)
    groups: dict[UUID, tuple[str, list[Tile]]] = {}
    for door in rows.order_by("stairwell__position", "stairwell__name", "name"):
        name, tiles = groups.setdefault(door.stairwell_id, (door.stairwell.name, []))
        tiles.append(Tile(f"dwelling:{door.pk}", door.name))
    if sum(len(tiles) for _name, tiles in groups.values()) > MOST_DOORS and len(groups) > 1:
        who.question = _("哪个单元？")
        who.groups = [("", [Tile(f"stairwell:{pk}", name) for pk, (name, _tiles) in groups.items()])]
        return
    who.question = _("哪一户？")
    who.groups = list(groups.values())


def _behind_a_door(who: Who, state: State, actor: Actor) -> None:
    door = Dwelling.objects.select_related("stairwell__building__estate").get(pk=state.dwelling)
    well = door.stairwell
    who.trail += [
        Tile("up:estate", well.building.estate.name), Tile("up:building", well.building.name),
        Tile("up:dwelling", f"{well.name} {door.name}"),
    ]  # fmt: skip
    homes = list(Household.objects.visible_to(actor).filter(dwelling=door).order_by("created_at"))
    if len(homes) > 1 and not state.household:
        who.question = _("这扇门里有几户，是哪一户？")
        who.groups = [("", [Tile(f"household:{home.pk}", str(home)) for home in homes])]


def _people(who: Who, state: State, actor: Actor, today: date) -> None:
    picked = set(state.persons)
    rows = Person.objects.visible_to(actor).defer("search")
    home = state.household if not state.is_gathering else ""
    shown = list(rows.filter(household_id=home).order_by("birth_date", "id")[:30]) if home else []
    missing = picked - {str(person.pk) for person in shown}
    shown += list(rows.filter(pk__in=missing).order_by("sort_key")[:200])
    told = locks.unveil(shown, actor)
    who.rows = [_row(person, today, picked=str(person.pk) in picked) for person in told]
    who.minor = any(str(person.pk) in picked and _is_minor(person, today) for person in shown)
    who.seen += [person.pk for person in shown]


def _search(who: Who, state: State, actor: Actor, today: date) -> None:
    who.searched = True
    try:
        found = people.people(people.Wanted(text=state.q[:60]), by=actor, day=today, size=8).rows
    except Refused as refused:
        who.sentence = refused.sentence
        return
    who.found = [_row(person, today, picked=False) for person in locks.unveil(found, actor)]
    who.seen += [person.pk for person in found]


def _row(person: Person, today: date, *, picked: bool) -> Row:
    age = _age(person, today)
    parts: Iterable[str] = (_("%(age)d岁") % {"age": age} if age is not None else "", person.actual_address)
    return Row(str(person.pk), str(person), " · ".join(part for part in parts if part), picked)


def _is_minor(person: Person, today: date) -> bool:
    age = _age(person, today)
    return age is not None and age < MINOR


def _age(person: Person, today: date) -> int | None:
    born = person.birth_date
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
