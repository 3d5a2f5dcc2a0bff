"""Entries and records for tests."""

from datetime import date
from typing import Any

from linli.kernel.actor import Actor
from linli.places.models import Division
from linli.records import actions
from linli.records.entries import Entry
from linli.records.models import Kind, ServiceRecord


def entry(place: Division, **facts: Any) -> Entry:
    """Tell of a visit of half an hour on a day of 2024."""
    told: dict[str, Any] = {"kind": Kind.HOME_VISIT, "happened_on": date(2024, 5, 6), "minutes": 30, "place": place}
    return Entry(**(told | facts))


def record(by: Actor, place: Division, **facts: Any) -> ServiceRecord:
    """Write a record as a worker does."""
    return actions.record(entry(place, **facts), by=by)
