"""The verbs of places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.places import loading, policies, streets
from linli.places.models import Building, Division, Dwelling, Estate, Level, ServicePoint, Stairwell

M = TypeVar("M", bound=models.Model)
LEVEL_BELOW = {level: Level(level + 1) for level in list(Level)[:-1]}


@action
def load_divisions(files: list[Path], *, year: int, source: str, since: date, by: Actor) -> loading.Loaded:
    """Merge the national files as the state of ``year``; what changed since an earlier year is kept as closed rows."""
    require(policies.load_divisions(by))
    done = loading.load(files, year, source, since)
    if not done.is_nothing:
        audit.record("divisions.loaded", None, by=by, year=year, **vars(done))
    return done


@action
def load_streets(files: list[Path], *, by: Actor) -> streets.Loaded:
    """Make the streets those of the extracts; what they no longer show is taken out."""
    require(policies.load_streets(by))
    done = streets.load(files)
    if not done.is_nothing:
        audit.record("streets.loaded", None, by=by, **vars(done))
    return done


@action
def open_division(
    parent: Division | None, *, code: str, name: str, by: Actor, year: int, source: str = "", level: Level | None = None
) -> Division:
    """Open one division below ``parent`` (a county of its own when there is none). A code in force is refused."""
    require(policies.open_division(by, parent))
    if Division.objects.current().filter(code=code).exists():
        raise Refused(_("代码 %(code)s 已经有了。") % {"code": code}, "code")
    level = level or (LEVEL_BELOW[Level(parent.level)] if parent else Level.COUNTY)
    division = Division.objects.create(
        code=code,
        name=tidy(name),
        level=level,
        parent=parent,
        county_id=parent.areas()["county_id"] if parent else None,
        town_id=parent.areas()["town_id"] if parent else None,
        path=f"{parent.path if parent else loading.ROOT}.{code}",
        year=year,
        source=source,
    )
    if level == Level.COUNTY:
        division.county = division
    if level == Level.TOWN:
        division.town = division
    division.save(update_fields=["county", "town"])
    audit.record("division.opened", division, by=by, code=code)
    return division


@action
def close_division(division: Division, *, on: date, by: Actor) -> Division:
    """Close a division from ``on``; its rows stay where they are."""
    division = Division.objects.select_for_update(of=("self",)).get(pk=division.pk)
    require(policies.close_division(by, division))
    division.valid_to = on
    division.save(update_fields=["valid_to"])
    audit.record("division.closed", division, by=by, code=division.code)
    return division


@action
def open_estate(community: Division, *, name: str, by: Actor) -> Estate:
    """Open an estate in a community."""
    require(policies.open_estate(by, community))
    estate = _create(Estate(community=community, name=tidy(name)), _("这个社区已经有同名的小区。"))
    audit.record("estate.opened", estate, by=by, county=community.county_id)
    return estate


@action
def open_building(estate: Estate, *, name: str, position: int = 0, by: Actor) -> Building:
    """Open a building in an estate."""
    require(policies.open_building(by, estate))
    building = _create(Building(estate=estate, name=tidy(name), position=position), _("这个小区已经有同名的楼栋。"))
    audit.record("building.opened", building, by=by, county=estate.community.county_id)
    return building


@action
def open_stairwell(building: Building, *, name: str, position: int = 0, by: Actor) -> Stairwell:
    """Open an entrance in a building."""
    require(policies.open_stairwell(by, building))
    stairwell = _create(Stairwell(building=building, name=tidy(name), position=position), _("这栋楼已经有同名的单元。"))
    audit.record("stairwell.opened", stairwell, by=by, county=building.estate.community.county_id)
    return stairwell


@action
def open_dwelling(stairwell: Stairwell, *, name: str, by: Actor, grid: int | None = None) -> Dwelling:
    """Open a door in an entrance."""
    require(policies.open_dwelling(by, stairwell))
    community = stairwell.building.estate.community
    dwelling = _create(_door(community, stairwell, tidy(name), grid), _("这个单元已经有同号的房屋。"))
    audit.record("dwelling.opened", dwelling, by=by, county=community.county_id)
    return dwelling


@action
def locate(home: Estate | Building | Dwelling, latitude: Decimal, longitude: Decimal, *, by: Actor) -> None:
    """Say where an estate, a building or a door stands (degrees, WGS-84); rounds are walked by it."""
    require(policies.locate(by, home))
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refused(_("纬度在 -90 到 90 之间，经度在 -180 到 180 之间。"), "latitude")
    home.latitude, home.longitude = latitude, longitude
    home.save(update_fields=["latitude", "longitude"])
    audit.record("home.located", home, by=by, county=policies.community_of(home).county_id)


@dataclass(frozen=True)
class Door:
    """One door by its words: 示范家苑 · 3栋 · 2单元 · 502. ``grid`` is the key of its grid."""

    estate: str
    building: str
    stairwell: str
    name: str
    grid: int | None = None


@action
def open_homes(community: Division, doors: Iterable[Door], *, by: Actor) -> dict[Door, Dwelling]:
    """Open many doors with whatever stands above them; doors that are there already are found, not refused."""
    require(policies.open_homes(by, community))
    wanted = list(dict.fromkeys(doors))
    estates = _ensure(Estate, [{"community": community, "name": door.estate} for door in wanted])
    buildings = _ensure(Building, [{"estate": estates[community.pk, d.estate], "name": d.building} for d in wanted])
    stairwells = _ensure(
        Stairwell,
        [{"building": buildings[estates[community.pk, d.estate].pk, d.building], "name": d.stairwell} for d in wanted],
    )
    found: dict[Door, Dwelling] = {}
    for door in wanted:
        building = buildings[estates[community.pk, door.estate].pk, door.building]
        found[door] = _door(community, stairwells[building.pk, door.stairwell], door.name, door.grid)
    here = Dwelling.objects.filter(community_id=community.pk)
    known = {(one.stairwell_id, one.name): one for one in here}
    fresh = [one for one in found.values() if (one.stairwell_id, one.name) not in known]
    Dwelling.objects.bulk_create(fresh)
    if fresh:
        audit.record("homes.opened", community, by=by, doors=len(fresh))
    return {door: known.get((one.stairwell_id, one.name), one) for door, one in found.items()}


@action
def open_service_point(place: Division, *, kind: str, name: str, by: Actor, **facts: Any) -> ServicePoint:
    """Open a point in a division; its county, town and community follow from the place. ``facts`` are its fields."""
    require(policies.open_service_point(by, place))
    areas = {name: key for name, key in place.areas().items() if name != "grid_id"}
    point = ServicePoint(kind=kind, name=tidy(name), **areas, **facts)
    _check(point)
    point.save(force_insert=True)
    audit.record("service_point.opened", point, by=by, kind=kind)
    return point


@action
def edit_service_point(point: ServicePoint, *, by: Actor, changes: Mapping[str, Any]) -> ServicePoint:
    """Change what a point says of itself (not where it stands: a move is a closing and an opening)."""
    point = ServicePoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
    require(policies.edit_service_point(by, point))
    moved = [name for name, value in changes.items() if getattr(point, name) != value]
    for name in moved:
        setattr(point, name, changes[name])
    if moved:
        _check(point)
        point.save(update_fields=moved)
        audit.record("service_point.edited", point, by=by, fields=moved)
    return point


@action
def close_service_point(point: ServicePoint, *, on: date, by: Actor) -> ServicePoint:
    """Close a point from ``on``: its records stay, new ones are not taken there."""
    point = ServicePoint.objects.select_for_update(of=("self",)).get(pk=point.pk)
    require(policies.close_service_point(by, point))
    point.closed_on = on
    point.save(update_fields=["closed_on"])
    audit.record("service_point.closed", point, by=by)
    return point


def _door(community: Division, stairwell: Stairwell, name: str, grid: int | None) -> Dwelling:
    building = stairwell.building
    areas: dict[str, Any] = {**community.areas(), "grid_id": grid}
    return Dwelling(
        stairwell=stairwell,
        name=name,
        **areas,
        address=f"{community.name}{building.estate.name}{building.name}{stairwell.name}{name}",
    )


def _create(row: M, taken: str) -> M:
    """Insert a row, turning its one unique name into a sentence."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(taken, "name") from error
    return row


def _check(point: ServicePoint) -> None:
    """Ask the model's own rules (ranges, kinds, names that are one) and answer with the first sentence."""
    try:
        point.full_clean()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise Refused(sentences[0], "" if field == "__all__" else field) from error


def _ensure(model: Any, rows: list[dict[str, Any]]) -> dict[tuple[Any, str], Any]:
    """Find or make rows known by (row above, name); return them by (key of the row above, name)."""
    above = next(iter(rows[0])) if rows else ""
    wanted = {(row[above].pk, row["name"]): row for row in rows}
    known = {
        (getattr(row, f"{above}_id"), row.name): row
        for row in model.objects.filter(**{f"{above}__in": {key for key, _name in wanted}}).select_related(above)
    }
    order = {key: index for index, key in enumerate(wanted)}
    fresh = [model(**row) for key, row in wanted.items() if key not in known]
    if hasattr(model, "position"):
        for row in fresh:
            row.position = order[getattr(row, f"{above}_id"), row.name] % 30_000
    model.objects.bulk_create(fresh)
    return known | {(getattr(row, f"{above}_id"), row.name): row for row in fresh}
