"""The thresholds of reports, from the data pack ``reports`` of a county's region: packs/national/reports.toml."""

from dataclasses import dataclass
from typing import Any

from linli.kernel import packs
from linli.places.models import Division, Level


@dataclass(frozen=True)
class Thresholds:
    """From where on a report speaks of a quiet case or a fall, and which numbers are too small for outsiders.

    ``quiet_days`` in days, ``fall_percent`` in percent of the period before, ``fall_from`` its least value (as
    printed: hours, not minutes), ``small`` the largest number hidden outside one's own area.
    """

    quiet_days: int
    fall_percent: int
    fall_from: int
    small: int


def of_region(region: str) -> Thresholds:
    """Return the thresholds of a region. Raises :class:`~linli.kernel.packs.PackError` for a senseless value."""
    pack = packs.load("reports", region)
    return Thresholds(
        quiet_days=_number(pack, "quiet_case", "days", 1, 3650),
        fall_percent=_number(pack, "fall", "percent", 1, 100),
        fall_from=_number(pack, "fall", "from", 1, 1_000_000),
        small=_number(pack, "small_numbers", "largest", 1, 100),
    )


def of(place: Division) -> Thresholds:
    """Return the thresholds in force at a place: those of its county; above the county the national ones."""
    county = place if place.level == Level.COUNTY else place.county
    return of_region(county.code if county is not None else "national")


def _number(pack: dict[str, Any], part: str, name: str, least: int, most: int) -> int:
    told = pack.get(part, {}).get(name)
    if not isinstance(told, int) or isinstance(told, bool) or not least <= told <= most:
        raise packs.PackError(f"reports: {part}.{name} must be a whole number from {least} to {most}, not {told!r}")
    return told
