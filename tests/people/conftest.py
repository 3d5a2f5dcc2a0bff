"""A social worker of a town, and somebody she has registered."""

from collections.abc import Callable

import pytest

from linli.accounts.models import Role
from linli.people import actions
from linli.people.models import Person, PriorityTag
from tests.conftest import Standing
from tests.factories.places import County
from tests.people.cards import NUMBER, PHONE

Post = Callable[..., Standing]


@pytest.fixture
def worker(county: County, post: Post) -> Standing:
    return post(Role.SOCIAL_WORKER, county.towns[0])


@pytest.fixture
def person(county: County, worker: Standing) -> Person:
    return actions.register(
        by=worker.actor, community=county.communities[0], name="王小明", preferred_name="王奶奶",
        documents=[("id_card", NUMBER)], phones=[(PHONE, "女儿")], dwelling=county.dwellings[0], note="先打电话",
        categories=[
            actions.Mark("elder_alone"),
            actions.Mark("low_income", PriorityTag.Basis.RECOGNISED, "青禾县民政局", "青民〔2025〕3号"),
        ],
    )  # fmt: skip
