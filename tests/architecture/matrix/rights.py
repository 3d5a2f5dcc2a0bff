"""What stands behind the doors of the request desk: a copy that was granted, a hold."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.people.models import LegalHold, PersonAccount, Proxy, RightsRequest
from tests.architecture.matrix.world import Area, Finder, World
from tests.factories.people import areas

PERSON_PAGES = ("right_new", "person_restricted", "person_hold")


def _whose(area: Area, world: World, by: Actor | None) -> UUID:
    """Return whom a request is about: a resident's own self, or whom she acts for; else somebody of the area."""
    if by is None or by.post is not None or area is not world.here:
        return area.person.pk
    own = PersonAccount.objects.filter(user=by.user, until=None).values_list("person_id", flat=True)
    acts_for = Proxy.objects.filter(user=by.user, ended_at=None).values_list("person_id", flat=True)
    return own.first() or acts_for.first() or area.person.pk


def _right(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    with acting():
        made = RightsRequest(
            person_id=_whose(area, world, by), kind="copy", asker="self", how="counter", asked_at=timezone.now(),
            due_on=timezone.localdate(), outcome="granted", reason="", answered_at=timezone.now(),
            answered_by=area.worker.user, kept={}, **areas(area.community),
        )  # fmt: skip
        made.save(force_insert=True)
    return {"pk": made.pk}


def _hold(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    with acting():
        hold = LegalHold.objects.create(
            person=area.person, grantor="示范公安局", since=timezone.now(), until=timezone.localdate(),
            **areas(area.community),
        )  # fmt: skip
    return {"pk": hold.pk}


OBJECTS: dict[str, Finder] = {
    **dict.fromkeys(("right", "right_copy", "my_right_copy"), _right),
    "hold_lift": _hold,
}
