"""The list of people is narrowed: one question in sight, the others behind a fold that opens when one is answered."""

from collections.abc import Callable

import pytest
from django.test import Client

from linli.accounts.models import Role
from linli.people.models import Person
from tests.conftest import Standing
from tests.factories.places import County

SignIn = Callable[[Standing], Client]
FOLD = '<details class="fold filter-more"'


@pytest.mark.parametrize(
    ("asked", "is_open"), [("", False), ("?place=0", False), ("?category=elder_alone", True), ("?band=80%2B", True)]
)
def test_what_is_answered_behind_the_fold_is_in_sight(
    person: Person, worker: Standing, sign_in: SignIn, asked: str, is_open: bool
) -> None:
    page = sign_in(worker).get(f"/w/people/{asked}").content.decode()
    before, _fold, behind = page.partition(FOLD)
    assert behind.startswith(" open>") == is_open
    assert 'name="place"' in before
    assert 'name="category"' in behind and 'name="band"' in behind


def test_where_there_are_few_questions_none_is_folded(
    county: County, post: Callable[..., Standing], sign_in: SignIn
) -> None:
    page = sign_in(post(Role.GRID_WORKER, county.grids[0])).get("/w/people/").content.decode()
    assert FOLD not in page and 'name="category"' in page and 'name="band"' in page
