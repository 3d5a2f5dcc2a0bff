"""A place is found by its code, and codes are digits; anything else names no place."""

import json
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from linli.accounts.models import Role
from linli.places.queries import by_code
from tests.conftest import Standing
from tests.factories.places import County

NONE = ["", "\x00", "99\x00", "９９０７２２", "' OR 1=1"]


@pytest.mark.parametrize("code", NONE)
def test_what_is_no_code_names_no_place(county: County, code: str) -> None:
    assert by_code(code) is None


@pytest.mark.parametrize("code", NONE[1:])
def test_the_api_says_so(
    county: County, post: Callable[..., Standing], sign_in: Callable[[Standing], Client], code: str
) -> None:
    client = sign_in(post(Role.SOCIAL_WORKER, county.communities[0]))
    answers = [
        client.get("/api/v1/records", {"place": code}),
        client.post(
            "/api/v1/records",
            json.dumps({"kind": "home_visit", "happened_on": "2024-05-06", "place": code, "minutes": 30}),
            content_type="application/json",
            HTTP_IDEMPOTENCY_KEY=str(uuid4()),
        ),
    ]
    assert [(answer.status_code, answer.json()["field"]) for answer in answers] == [(422, "place"), (422, "place")]


def test_a_code_in_force_names_its_place(county: County) -> None:
    assert by_code(county.division.code) == county.division
