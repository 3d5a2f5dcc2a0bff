"""Verbs of the code that hangs at an activity: whoever holds it may sign herself in."""

from django.utils import timezone

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require
from linli.kernel.scope import Scope, seeing
from linli.people.actions.areas import of_row
from linli.people.models import Person
from linli.practice.actions.signing import end_codes, fresh_code, meets_now, tonight
from linli.practice.models.activities import Activity, Guest
from linli.practice.models.signing import SignCode
from linli.practice.policies import activities as policies


@action
def hang_code(activity: Activity, *, by: Actor) -> SignCode:
    """Hang up a code for an activity, good for today; the one before it opens nothing any more."""
    activity = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    require(policies.hang_code(by, activity))
    now = timezone.now()
    end_codes(SignCode.objects.filter(activity=activity), now)
    figures = fresh_code(activity.county_id, now)
    row = SignCode.objects.create(code=figures, activity=activity, until=tonight(), **of_row(activity))
    audit.record("activity.code_opened", activity, by=by)
    return row


@action
def come_in(code: SignCode, person: Person, *, by: Actor) -> bool:
    """Sign somebody in at an activity by the code, as :func:`sign_in`; whoever holds it is welcome."""
    with seeing(Scope(column="community_id", areas=(code.community_id,))):
        activity = Activity.objects.select_for_update(of=("self",)).get(pk__in=[code.activity_id])
        require(policies.come_in(by, activity, person, over=not meets_now(code)))
        _row, fresh = Guest.objects.get_or_create(
            activity=activity, person=person, defaults={"how": "code", "at": timezone.now(), **of_row(activity)}
        )
        if fresh:
            audit.record("activity.signed_in", activity, by=by)
    return fresh
