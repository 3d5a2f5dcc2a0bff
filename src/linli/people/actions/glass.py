"""破窗: in an emergency a shut file is opened at once, for an hour, to read; somebody else looks it over in a day."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people import locks, policies
from linli.people.actions import areas
from linli.people.actions.access import is_barred
from linli.people.limits import limits
from linli.people.models import AccessGrant, GlassReview, Person
from linli.people.policies import Before
from linli.people.words import line
from linli.tasks.actions import finish_task, open_task
from linli.tasks.models import Task


@action
def break_glass(person: Person, *, by: Actor, reason: str, text: str, proven_at: datetime | None) -> AccessGrant:
    """Open a shut file for reading, now and for an hour.

    ``reason`` is a code of the pack, ``proven_at`` when the second factor was last shown. The head of the station gets
    a review to do by tomorrow (the street, when it is the head herself who opened), the audit administrator sees it.
    """
    list(Post.objects.select_for_update(of=("self",)).filter(pk__in=[by.post]))  # two at once count one by one
    told, text = limits(), line(text, 500, "text")
    is_shut = bool(locks.shut([person], by))
    require(policies.break_glass(by, person, reason, text, proven_at, before(by), shut=is_shut))
    assert by.user is not None and by.post is not None
    now = timezone.now()
    made = AccessGrant(
        person=person, kind=AccessGrant.Kind.BREAK_GLASS, grantee_id=by.post, grantee_user=by.user, reason=reason,
        starts_at=now, until=now + told.glass, **areas.of_row(person),
    )  # fmt: skip
    made.text = text
    made.save(force_insert=True)
    title = _("%(name)s紧急打开了一份档案，请在24小时内复核") % {"name": by.name}
    reviewer = Role.STREET_OFFICER if by.role == Role.STATION_LEAD else Role.STATION_LEAD
    tomorrow = timezone.localdate(now + told.review)
    for role in (reviewer, Role.AUDIT_ADMIN):
        open_task("glass_review", title, tomorrow, by=by, place=person, role=role, subject=made)
    audit.record("glass.broken", person, by=by, reason=reason, grant=str(made.pk))
    return made


@action
def review_glass(grant: AccessGrant, *, by: Actor, finding: str, note: str) -> GlassReview:
    """Say whether a file was rightly opened; the todos end with it."""
    grant = AccessGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    note = line(note, 500, "note")
    require(policies.review_glass(by, grant, note))
    assert by.user is not None
    if finding not in GlassReview.Finding.values:
        raise Refused(_("请选结论。"), "finding")
    if GlassReview.objects.filter(grant=grant).exists():
        raise Refused(_("这一次已经复核过了。"))
    made = GlassReview(
        grant=grant, grantee_user=grant.grantee_user, reviewer_user=by.user, finding=finding, at=timezone.now(),
        **areas.of_row(grant),
    )  # fmt: skip
    made.note = note
    made.save(force_insert=True)
    for task in Task.objects.filter(kind="glass_review", subject=grant.pk, role=by.role, done_at=None):
        finish_task(task, by=by, outcome=finding)
    audit.record("glass.reviewed", grant, by=by, finding=finding)
    return made


def before(by: Actor) -> Before:
    """Return how often somebody broke glass in thirty days, whether a review is overdue, and what her check told."""
    now = timezone.now()
    broken = AccessGrant.objects.filter(grantee_user__in=[by.user], kind=AccessGrant.Kind.BREAK_GLASS)
    waiting = broken.filter(review=None, starts_at__lt=now - limits().review)
    post = Post.objects.filter(pk__in=[by.post]).first()
    return Before(
        broken.filter(starts_at__gt=now - timedelta(days=30)).count(), waiting.exists(),
        barred=post is not None and is_barred(post),
    )  # fmt: skip
