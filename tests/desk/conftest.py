"""A social worker of a community, and the form ＋记一笔 she has opened."""

from collections.abc import Callable

import pytest
from django.test import Client

from linli.accounts.models import Role
from tests.conftest import Standing
from tests.factories.places import County
from tests.support.quick import Sheet, open_sheet


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    return post(Role.SOCIAL_WORKER, county.communities[0])


@pytest.fixture
def sheet(worker: Standing, sign_in: Callable[[Standing], Client]) -> Sheet:
    return open_sheet(sign_in(worker))
