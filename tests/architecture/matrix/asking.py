"""Sending one request of the matrix, and taking back what it wrote."""

import logging
from collections.abc import Iterator
from copy import deepcopy

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, ProgrammingError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.architecture.matrix import world
from tests.architecture.matrix.cases import PROXY, Case
from tests.architecture.matrix.cases import ROLES as EVERYBODY
from tests.architecture.matrix.doors import TELLS_THE_NUMBER
from tests.architecture.matrix.objects import OBJECTS
from tests.architecture.matrix.routes import Route
from tests.architecture.matrix.verdict import breach


class _Undo(Exception):
    pass


def ask(built: world.World, case: Case) -> tuple[HttpResponse, str]:
    """Send one request and undo what it wrote."""
    logging.disable(logging.ERROR)
    area = built.here if case.reach == "inside" else built.outside(case.role)
    client: Client = built.clients[case.role]
    cookies = deepcopy(client.cookies)
    answer: list[HttpResponse] = []
    try:
        with transaction.atomic():
            world.enter(world.Scope(column="county_id", areas=(area.county.division.pk,)))
            find = OBJECTS.get(case.route.name)
            kwargs = find(built, area, built.actors.get(case.role)) if find else {}
            response = client.generic(case.verb, reverse(case.route.name, kwargs=kwargs))
            answer.append(response)
            verb, *facts = TELLS_THE_NUMBER.get(case.route.name, ("",))
            told = [getattr(built.here, fact) for fact in facts if case.verb == verb and area is built.here]
            canaries = tuple(one for one in built.canaries(case.role) if one not in told)
            verdict = breach(case, response, canaries)
            raise _Undo
    except _Undo:
        client.cookies = cookies  # the sitting they open is in the database again
        return answer[0], verdict


def deviations(built: world.World, found: Iterator[Case]) -> list[str]:
    """Return what goes wrong; an object that cannot be made is told as well, and the others are asked all the same."""
    told = []
    for case in found:
        try:
            told.append(ask(built, case)[1])
        except (IntegrityError, ProgrammingError, ObjectDoesNotExist) as fault:
            told.append(f"{case}: no object to ask about: {fault!r}")
    return [verdict for verdict in told if verdict]


def walkers(route: Route) -> list[str]:
    """Return those a door names, strangers first where it is public."""
    told = {PROXY: "resident"}
    return [role for role in EVERYBODY if isinstance(route.door, str) or told.get(role, role) in (route.door or ())]
