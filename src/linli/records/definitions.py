"""指标口径: what a number counts. Definitions are a versioned data pack; a report keeps the ones it used."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from linli.kernel import packs
from linli.places.models import Division, Level


class Measure(TextChoices):
    """What is counted of the records that pass the filters."""

    RECORDS = "records", _("记录条数")
    HOURS = "hours", _("服务时长(小时)")
    PERSONS = "persons", _("人数(写了名字的，不重复)")
    PERSON_TIMES = "person_times", _("人次")
    UNDERTAKINGS = "undertakings", _("个案、小组或项目数(不重复)")


@dataclass(frozen=True)
class Definition:
    """One indicator: a measure, and the filters a record must pass. An empty filter lets everything through."""

    code: str
    label: str
    part: str
    measure: Measure
    unit: str
    source: str
    headline: bool = True
    method: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    undertaking: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    age_band: tuple[str, ...] = ()
    service_point: tuple[str, ...] = ()
    programme: tuple[str, ...] = ()

    @property
    def about_persons(self) -> bool:
        """True when the filters look at the named people of a record."""
        return bool(self.category or self.age_band)

    @property
    def adds_up(self) -> bool:
        """True when months and places may be summed, from the monthly tallies."""
        narrow = self.about_persons or bool(self.undertaking)
        return not narrow and self.measure not in (Measure.PERSONS, Measure.UNDERTAKINGS)


@dataclass(frozen=True)
class Definitions:
    """A county's definitions in one version. ``key`` changes with the version and with any word of the content."""

    region: str
    version: int
    valid_from: date
    source: str
    indicators: tuple[Definition, ...]

    @property
    def key(self) -> str:
        """Return the name under which tallies are kept: region, version and the start of the content's hash."""
        content = json.dumps([asdict(one) for one in self.indicators], ensure_ascii=False, sort_keys=True)
        return f"{self.region}:{self.version}:{hashlib.sha256(content.encode()).hexdigest()[:12]}"

    @property
    def headline(self) -> tuple[Definition, ...]:
        """Return the indicators a report prints first."""
        return tuple(one for one in self.indicators if one.headline)

    def find(self, code: str) -> Definition | None:
        """Return one indicator by its code."""
        return next((one for one in self.indicators if one.code == code), None)

    def told(self) -> dict[str, Any]:
        """Return plain data that :func:`retold` reads back: what a sealed report keeps."""
        return {
            "region": self.region,
            "version": self.version,
            "valid_from": self.valid_from.isoformat(),
            "source": self.source,
            "indicators": [_plain(one) for one in self.indicators],
        }


def _plain(one: Definition) -> dict[str, Any]:
    return {
        field.name: list(value) if isinstance(value, tuple) else value
        for field in fields(one)
        if (value := getattr(one, field.name)) not in ((), None)
    }


def retold(told: dict[str, Any]) -> Definitions:
    """Return the definitions that :meth:`Definitions.told` wrote down."""
    return Definitions(
        region=told["region"],
        version=told["version"],
        valid_from=date.fromisoformat(told["valid_from"]),
        source=told["source"],
        indicators=read(told["indicators"]),
    )


def read(rows: Iterable[dict[str, Any]]) -> tuple[Definition, ...]:
    """Return the indicators of a pack's rows. Raises :class:`~linli.kernel.packs.PackError` for one that is unclear."""
    found: dict[str, Definition] = {}
    for row in rows:
        facts: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
        }
        try:
            one = Definition(**facts | {"measure": Measure(str(facts["measure"]))})
        except (KeyError, TypeError, ValueError) as error:
            raise packs.PackError(f"indicator {row.get('code')!r}: {error}") from error
        if one.code in found:
            raise packs.PackError(f"indicator {one.code!r} is defined twice")
        found[one.code] = one
    return tuple(found.values())


@lru_cache(maxsize=256)
def of_region(region: str) -> Definitions:
    """Return the definitions in force in a county (its own pack, else the national one)."""
    pack = packs.load("indicators", region)
    return Definitions(
        region=region,
        version=pack["version"],
        valid_from=pack["valid_from"],
        source=pack["source"],
        indicators=read(pack["indicators"]),
    )


def of(place: Division) -> Definitions:
    """Return the definitions in force at a place: those of its county; above the county the national ones."""
    county = place if place.level == Level.COUNTY else place.county
    return of_region(county.code if county is not None else "national")
