"""A county that buys: a procedure that takes bids."""

import pytest

from tests.factories import tenders
from tests.factories.places import County
from tests.factories.tenders import Fair


@pytest.fixture
def fair(county: County) -> Fair:
    """A consultation that takes bids to the end of today; two agencies, two judges."""
    return tenders.published(county.division)
