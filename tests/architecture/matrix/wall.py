"""Every text a case can hold is a canary; who is outside its team walks every door and must meet none of them."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import pre_save
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from linli.kernel.fields import SealedColumn
from linli.kernel.privacy import Sensitivity
from linli.practice.models import CaseFile, OfCase
from tests.architecture.matrix import practice, supervision, world
from tests.architecture.matrix.objects import OBJECTS
from tests.architecture.matrix.routes import Route
from tests.architecture.matrix.verdict import readable

TOLD = {Sensitivity.SPECIAL, Sensitivity.CONTACT}
MARK = "雀"

# Fields that somebody outside the team is meant to read, each with whom and why.
DESKS = dict.fromkeys(("community_worker", "street_officer", "county_officer"), "decides on the application")
DUE: dict[str, dict[str, str]] = {
    "AidApplication.reason": DESKS,
    "AidApplication.facts": DESKS,
    "AidStep.reason": DESKS,
    "CaseAttachment.title": DESKS,
}


def of_cases() -> list[type[models.Model]]:
    """Return the models of the practice room that belong to a case."""
    found = apps.get_app_config("practice").get_models()
    return [model for model in found if model is CaseFile or issubclass(model, OfCase)]


def texts(model: type[models.Model]) -> dict[str, str]:
    """Return the attributes of a model that hold text about a person, each with its canary."""
    told: dict[str, Any] = getattr(model, "sensitivity", {})
    found = {}
    for field in model._meta.concrete_fields:
        if isinstance(field, SealedColumn):
            found[field.name.removesuffix("_sealed")] = f"{MARK}{model.__name__}.{field.name}{MARK}"
        plain = isinstance(field, models.CharField | models.TextField) and not field.choices
        if plain and told.get(field.name) in TOLD and (field.max_length or 999) >= 40:
            found[field.name] = f"{MARK}{model.__name__}.{field.name}{MARK}"
    return found


@contextmanager
def planting() -> Iterator[dict[str, str]]:
    """Put a canary into every text of every row of a case that is written in the block; return those planted."""
    planted: dict[str, str] = {}

    def plant(sender: type[models.Model], instance: models.Model, **_: Any) -> None:
        if sender not in known or not instance._state.adding:
            return
        for name, canary in known[sender].items():
            if isinstance(getattr(instance, name), str):
                setattr(instance, name, canary)
                planted[f"{sender.__name__}.{name}"] = canary

    known = {model: texts(model) for model in of_cases()}
    pre_save.connect(plant)
    try:
        yield planted
    finally:
        pre_save.disconnect(plant)


class _Undo(Exception):
    pass


def objects(built: world.World) -> dict[str, dict[str, Any]]:
    """Make what stands behind every door of the practice room, for the worker of the place and nobody else."""
    world.enter(world.Scope(column="county_id", areas=(built.here.county.division.pk,)))
    found = {**practice.OBJECTS, **supervision.OBJECTS}
    return {name: find(built, built.here, built.here.worker) for name, find in found.items()}


def walk(built: world.World, client: Client, role: str, routes: list[Route], made: dict[str, Any]) -> dict[str, bytes]:
    """Return what each door with a role's name on it shows to a client, by GET; everything is taken back."""
    logging.disable(logging.ERROR)
    shown: dict[str, bytes] = {}
    for route in routes:
        if isinstance(route.door, str) or role not in (route.door or ()):
            continue
        cookies = deepcopy(client.cookies)
        answer: list[HttpResponse] = []
        try:
            with transaction.atomic():
                world.enter(world.Scope(column="county_id", areas=(built.here.county.division.pk,)))
                find = OBJECTS.get(route.name)
                kwargs = made.get(route.name) or (find(built, built.here, None) if find else {})
                answer.append(client.get(reverse(route.name, kwargs=kwargs)))
                shown[route.name] = readable(answer[0])
                raise _Undo
        except _Undo:
            client.cookies = cookies
    return shown


def met(shown: dict[str, bytes], planted: dict[str, str], role: str) -> list[str]:
    """Return where a role met a canary that is not due to it."""
    return [
        f"{role} at {door}: {name}"
        for door, body in shown.items()
        if MARK.encode() in body
        for name, canary in planted.items()
        if canary.encode() in body and role not in DUE.get(name, {})
    ]
