"""What stands behind the doors of supervision."""

from typing import Any

from django.utils import timezone

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.kernel.policy import acting
from linli.people.actions.areas import of_row
from linli.practice.models import CaseComment, CommentReply, GroupSession, Supervision, SupervisionRecord
from tests.architecture.matrix import practice
from tests.architecture.matrix.practice import case_of
from tests.architecture.matrix.world import Area, Finder, World
from tests.factories import accounts, groups
from tests.factories.people import person

READ = "读过的小组"


def _supervision(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    """Return who supervises somebody of the area."""
    case = case_of(world, area, None)
    with acting():
        row = Supervision.objects.running().filter(worker=case.opened_by).first() or Supervision.objects.create(
            worker=case.opened_by, supervisor=accounts.post(Role.SUPERVISOR, area.town), starts_at=timezone.now(),
            county_id=case.county_id, town_id=case.town_id,
        )  # fmt: skip
    return {"pk": row.pk}


def _meeting(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    """Return a conference about the case of the area, held by whoever asks inside her reach."""
    case = case_of(world, area, by)
    near = by is not None and by.post is not None and area is world.here
    holder = Post.objects.get(pk__in=[by.post]) if by and near else case.opened_by
    made = SupervisionRecord(
        kind="conference", held_on=timezone.localdate(), minutes=60, supervisor=holder,
        supervisor_user=holder.user_id, case=case, recorded_at=timezone.now(), county_id=case.county_id,
        town_id=case.town_id,
    )  # fmt: skip
    made.talked = "谈了谈"
    with acting():
        made.save(force_insert=True)
    return {"pk": made.pk}


def _word(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    """Return a word in the margin of the area's case, with its answer."""
    case = case_of(world, area, by)
    now, told = timezone.now(), of_row(case)
    said = CaseComment(case=case, about="case", subject=case.pk, at=now, **told)
    said.text = "再想想"
    answer = CommentReply(case=case, comment=said, at=now, **told)
    answer.text = "想过了"
    with acting():
        said.save(force_insert=True)
        answer.save(force_insert=True)
    return {"pk": said.pk}


def _group_note(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    """Return a session that a group has held; inside her reach whoever asks supervises who leads it."""
    told = GroupSession.objects.filter(group__name=READ, group__community_id=area.community.pk).first()
    if told is None:
        group = groups.begun(area.community, area.worker, person(area.community, "示范组员"), name=READ)
        told = groups.hold(group.groupsessions.get(), area.worker, guests=2, told="谈了谈")
    near = by is not None and by.post is not None and area is world.here and by.role == Role.SUPERVISOR
    with acting():
        Supervision.objects.running().filter(worker=area.worker.post).update(ended_at=timezone.now())
        if by and near:
            Supervision.objects.create(
                worker_id=area.worker.post, supervisor_id=by.post, starts_at=timezone.now(), county_id=told.county_id,
                town_id=told.town_id,
            )  # fmt: skip
    return {"pk": told.pk}


def _case(world: World, area: Area, by: Actor | None) -> dict[str, Any]:
    return {"pk": case_of(world, area, by).pk}


OBJECTS: dict[str, Finder] = {
    "supervision_end": _supervision,
    **dict.fromkeys(("supervision_seen", "margin_write"), _case),
    "meeting_note": _group_note,
    "margin_answer": _word,
    "note_read": lambda world, area, by: practice.OBJECTS["session"](world, area, by),
    **dict.fromkeys(("supervision_record", "supervision_take_back"), _meeting),
}
