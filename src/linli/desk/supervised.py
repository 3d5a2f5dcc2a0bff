"""How often somebody was supervised, told to the register: numbers from behind the wall, and no word of them."""

from django.db.models import Count, Sum

from linli.kernel.actor import Actor
from linli.practice.models import SupervisionSeat
from linli.workforce import hours
from linli.workforce.hours import Supervised


def of(by: Actor) -> Supervised:
    """Return the meetings the actor sat in as the one supervised, as far as the post she stands in reaches."""
    if by.post is None:
        return Supervised(0, 0)
    rows = SupervisionSeat.objects.filter(post=by.post, user_id__in=[by.user], record__taken_back_at=None)
    told = rows.aggregate(meetings=Count("record"), minutes=Sum("record__minutes"))
    return Supervised(told["meetings"], told["minutes"] or 0)


def tell() -> None:
    """Let the register ask."""
    hours.register(of)
