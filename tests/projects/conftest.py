"""A county that buys from an agency."""

import pytest

from linli.projects.models import ServiceProject
from tests.factories import projects
from tests.factories.places import County
from tests.factories.projects import Buying


@pytest.fixture
def who(county: County) -> Buying:
    """Everybody a county's project needs."""
    return projects.buying(county.division)


@pytest.fixture
def running(county: County, who: Buying) -> ServiceProject:
    """A project of the county that runs."""
    return projects.signed(county.division, who)
