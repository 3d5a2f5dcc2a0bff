"""The verb of taking part: an activity joined to a goal of a case, and the family told by telephone."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.period import working_days_on
from linli.kernel.policy import Refused, action, require
from linli.people import locks
from linli.people.actions.areas import of_row
from linli.people.guardians import guardians
from linli.practice import policies
from linli.practice.actions.activities import welcome
from linli.practice.actions.cases import locked
from linli.practice.models import Activity, CaseFile, Guest, TakingPart
from linli.practice.queries.plans import goals_of, in_force, versions
from linli.tasks.actions import open_task

CALL = "call"  # a todo of this kind is done on the telephone


@action
def take_part(
    case: CaseFile, activity: Activity, *, by: Actor, line: UUID | None = None, tell: bool = False
) -> TakingPart:
    """Say that the client took part, for a goal of the plan in force or (``line`` None) for none; said again it is
    about another goal.

    She is signed in where she is not on the list yet. ``tell``: whoever speaks for a child is rung up about it, by a
    todo that names the activity and no case. Raises ``Refused``.
    """
    case = locked(case)
    require(policies.take_part(by, case, activity))
    if line is not None and line not in _lines(case):
        raise Refused(_("计划改过了，请刷新后再选。"), "line")
    if not Guest.objects.filter(activity=activity, person=case.client_id).exists():
        welcome(activity, case.client, by=by)
    held = TakingPart.objects.filter(case=case, activity=activity).first()
    if held is not None:
        return held if held.line == line else _regoal(held, line, by)
    made = TakingPart.objects.create(
        case=case, activity=activity, line=line, by_name=by.name, at=timezone.now(), **of_row(case)
    )
    audit.record("case.took_part", case, by=by, activity=str(activity.pk))
    if tell:
        _ring(case, made, by)
    return made


def _regoal(held: TakingPart, line: UUID | None, by: Actor) -> TakingPart:
    held.line, held.by_name = line, by.name
    held.save(update_fields=["line", "by_name"])
    audit.record("case.took_part_for", held.case, by=by, activity=str(held.activity_id))
    return held


def _lines(case: CaseFile) -> set[UUID]:
    plan = in_force(versions(case))
    return {goal.line for goal in goals_of(plan)} if plan is not None else set()


def _ring(case: CaseFile, made: TakingPart, by: Actor) -> None:
    today = timezone.localdate()
    told = guardians(case.client, today)
    shut = locks.shut(told, by)
    whom = next((one for one in told if one.pk not in shut), None)
    if whom is None:
        raise Refused(_("还没有能打电话告诉的监护人，请先在“家庭”里记上，或者不勾“打电话告诉”。"), "tell")
    title = _("孩子参加了“%(name)s”，跟您说一声") % {"name": made.activity}
    owner = Post.objects.get(pk__in=[by.post])
    open_task(CALL, title, working_days_on(today, 1), by=by, place=case, owner=owner, person=whom.pk, subject=made)
