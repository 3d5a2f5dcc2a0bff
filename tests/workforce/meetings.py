"""Meetings of supervision, as numbers."""

from django.utils import timezone

from linli.kernel.policy import acting
from linli.practice.models import SupervisionRecord, SupervisionSeat
from tests.conftest import Standing


def meeting(lead: Standing, worker: Standing, minutes: int) -> None:
    """Make a meeting of a supervisor and a worker."""
    place = lead.post.place
    assert place is not None
    areas = {"county_id": place.county_id, "town_id": place.pk}
    with acting():
        record = SupervisionRecord.objects.create(
            kind="individual", held_on=timezone.localdate(), minutes=minutes, supervisor=lead.post,
            supervisor_user=lead.user.pk, recorded_at=timezone.now(), **areas,
        )  # fmt: skip
        SupervisionSeat.objects.create(record=record, post=worker.post, user_id=worker.user.pk, **areas)
