"""Who brings tables in."""

from collections.abc import Callable

import pytest

from tests.conftest import Standing
from tests.factories.places import County


@pytest.fixture
def worker(county: County, post: Callable[..., Standing]) -> Standing:
    """A community worker of the first community."""
    return post("community_worker", county.communities[0])
