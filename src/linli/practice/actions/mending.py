"""Verbs of community work that did not go as planned: a plan changed, an activity called off or corrected, an end."""

from collections.abc import Mapping
from datetime import date, time

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.practice.actions.activities import held
from linli.practice.models.activities import BANDS, Activity, CommunityProject
from linli.practice.policies import activities as policies
from linli.practice.words import text
from linli.records import actions as records


@action
def amend_activity(
    activity: Activity, *, by: Actor, name: str, planned_on: date, spot: str = "", plan: str = "",
    closes_at: time | None = None,
) -> Activity:  # fmt: skip
    """Change the plan of an activity before it is held."""
    activity = held(activity)
    require(policies.amend_activity(by, activity))
    called = text(name, 60, "name")
    if not called:
        raise Refused(_("请写名称；院坝会写议题。"), "name")
    if activity.kind == Activity.Kind.AFTER_SCHOOL and closes_at is None:
        raise Refused(_("四点半课堂要写几点结束，到点没接走会提醒您。"), "closes_at")
    activity.name, activity.planned_on, activity.closes_at = called, planned_on, closes_at
    activity.spot, activity.plan = text(spot, 60, "spot"), text(plan, 3000, "plan")
    activity.save(update_fields=["name", "planned_on", "closes_at", "spot", "plan"])
    audit.record("activity.amended", activity, by=by)
    return activity


@action
def call_off_activity(activity: Activity, *, by: Actor, why: str) -> Activity:
    """Say that an activity will not be held, and why; its code opens nothing any more."""
    activity = held(activity)
    require(policies.call_off_activity(by, activity))
    told = text(why, 100, "why")
    if not told:
        raise Refused(_("请写一句为什么不办了。"), "why")
    activity.called_off_on, activity.called_off_why = timezone.localdate(), told
    activity.save(update_fields=["called_off_on", "called_off_why"])
    activity.codes.filter(ended_at=None).update(ended_at=timezone.now())
    audit.record("activity.called_off", activity, by=by)
    return activity


@action
def correct_activity(
    activity: Activity, *, by: Actor, reason: str, held_on: date, minutes: int, bands: Mapping[str, int], told: str
) -> Activity:
    """Correct what was written down about an activity; its record is corrected by a new one that says why."""
    activity = held(activity)
    require(policies.correct_activity(by, activity))
    heads = sum(max(bands.get(band, 0), 0) for band in BANDS)
    named = activity.guests.count()
    if heads == 0 or heads < named:
        raise Refused(_("各年龄段加起来不能少于签到的%(n)d位，也不能是0。") % {"n": named}, "adult")
    assert activity.record is not None
    activity.record = records.correct(
        activity.record, by=by, reason=reason, happened_on=held_on, minutes=minutes, head_count=heads
    )
    for band in BANDS:
        setattr(activity, band, max(bands.get(band, 0), 0))
    activity.held_on, activity.told = held_on, text(told, 5000, "told")
    activity.save()
    audit.record("activity.corrected", activity, by=by, heads=heads)
    return activity


@action
def end_project(project: CommunityProject, *, by: Actor) -> CommunityProject:
    """End a project once nothing of it is still to come; its undertaking ends on the same day."""
    project = CommunityProject.objects.select_for_update(of=("self",)).select_related("undertaking").get(pk=project.pk)
    require(policies.end_project(by, project))
    project.closed_on = max(timezone.localdate(), project.opened_on)
    project.save(update_fields=["closed_on"])
    records.conclude(project.undertaking, project.closed_on, by=by)
    audit.record("project.ended", project, by=by)
    return project
