"""What stands behind the doors of money: a sum and an application of the area's town."""

from tests.architecture.matrix.world import Finder
from tests.factories import giving as factory

OBJECTS: dict[str, Finder] = {
    "fund": lambda world, area, by: {"pk": factory.line(area.town).pk},
    "application": lambda world, area, by: {"pk": factory.application(area.town).pk},
    "application_figure": lambda world, area, by: {"pk": factory.application(area.town).pk, "code": "visit_count"},
}
