"""A case of somebody whose data is restricted, and every verb of the practice room that may be asked about it."""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils import timezone

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.people.models import Person
from linli.practice import actions as practice
from linli.practice.models import CaseFile, CaseWorker
from tests.factories import accounts
from tests.factories import practice as factory


def rows(her: Person, by: Actor) -> dict[type[models.Model], Any]:
    """Return what stands in her case when the restriction comes."""
    case = factory.case(her, by)
    return {CaseFile: case, CaseWorker: case.team.get()}


def _case(r: Any) -> CaseFile:
    return CaseFile.objects.select_related("client").get(pk=r.made[CaseFile].pk)


def _member(r: Any) -> CaseWorker:
    held = colleague(r)
    return factory.join(_case(r), Actor(user=held.user_id, post=held.pk, role=held.role))


def colleague(r: Any) -> Any:
    """Return a post beside the one who asks."""
    return accounts.post(Role.SOCIAL_WORKER, r.county.towns[0])


# Verbs that a restriction leaves, each with its reason.
LEFT = {
    "practice.release": "ends a sight",
    "practice.raise_crisis": "a life comes first, and nothing is shown of her (个人信息保护法 13)",
    "practice.note_crisis": "a crisis runs on to its outcome",
}

CALLS: dict[str, Callable[[Any], Any]] = {
    "practice.open_case": lambda r: practice.open_case(r.her, by=r.by, source="self", problem="x"),
    "practice.accept": lambda r: practice.accept(_case(r), by=r.by),
    "practice.refuse": lambda r: practice.refuse(_case(r), by=r.by, reason="x"),
    "practice.consult": lambda r: practice.consult(_case(r), by=r.by, reason="x"),
    "practice.refer_on": lambda r: practice.refer_on(_case(r), by=r.by, reason="x"),
    "practice.assign": lambda r: practice.assign(_case(r), colleague(r), "colleague", by=r.by),
    "practice.suspend": lambda r: practice.suspend(_case(r), by=r.by, reason="x", until=timezone.localdate()),
    "practice.resume": lambda r: practice.resume(_case(r), by=r.by),
    "practice.ask_transfer": lambda r: practice.ask_transfer(_case(r), by=r.by, words="x"),
    "practice.transfer": lambda r: practice.transfer(_case(r), colleague(r), by=r.by),
    "practice.approve": lambda r: practice.approve(_member(r), by=r.by),
}
