"""Where the buildings of the fictional county stand: made up from their order, so that rounds have a way."""

from decimal import Decimal
from random import Random

from linli.desk.demo.county import County
from linli.desk.demo.sums import dice_of
from linli.kernel.actor import Actor
from linli.places.actions import locate
from linli.places.models import Building, Division

MIDDLE = (Decimal("33.150000"), Decimal("107.330000"))
STEP = Decimal("0.000001")


def stand(county: County, by: Actor) -> None:
    """Give every building of the communities with a workroom its coordinates; those that have some keep them."""
    dice = dice_of("青禾县的地图")
    for order, point in enumerate(county.rooms):
        middle = tuple(base + Decimal(dice.randrange(-60_000, 60_000)) * STEP for base in MIDDLE)
        _community(county.place_of(point), middle, Random(order), by)  # nosec B311


def _community(place: Division, middle: tuple[Decimal, ...], dice: Random, by: Actor) -> None:
    spread = 4_000 if place.name.endswith("村") else 900  # lanes lie wider than blocks; millionths of a degree
    for building in (
        Building.objects.filter(estate__community=place)
        .select_related("estate__community")
        .order_by("position", "name")
    ):
        latitude, longitude = (base + Decimal(dice.randrange(-spread, spread)) * STEP for base in middle)
        if building.latitude is None:
            locate(building, latitude, longitude, by=by)
