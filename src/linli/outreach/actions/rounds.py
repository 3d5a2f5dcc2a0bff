"""The verbs of a round: nothing new in one tap, nobody at home, a change that cannot wait, whose visits are whose."""

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor, Channel
from linli.kernel.ids import new_id
from linli.kernel.policy import Refused, action, require
from linli.outreach import policies, queries
from linli.outreach.actions.visits import Filled, visit
from linli.outreach.due import Form
from linli.outreach.models import VisitAssignment, VisitAttempt, VisitTrigger
from linli.outreach.questions import unchanged_minutes
from linli.people.models import Person
from linli.places.models import Division
from linli.records.entries import Entry
from linli.records.models import Kind, ServiceRecord

KINDS = {Form.HOME: Kind.HOME_VISIT, Form.PHONE: Kind.PHONE_VISIT, Form.VIDEO: Kind.VIDEO_VISIT}
DOORS = {Form.HOME: Channel.DOOR, Form.PHONE: Channel.PHONE, Form.VIDEO: Channel.PHONE}
AREAS = ("county_id", "town_id", "community_id", "grid_id")


@action
def visit_unchanged(person: Person, form: Form, *, by: Actor, key: UUID | None = None) -> ServiceRecord:
    """Say in one tap that a visit found nothing new. Nothing is copied: it says since which visit nothing changed.

    Its length is the pack's, told on the button. Raises ``Refused`` when there was no visit to compare with.
    """
    last = queries.last_met(person, by)
    require(policies.visit_unchanged(by, person, last))
    place = Division.objects.get(pk=person.grid_id or person.community_id)
    entry = Entry(
        kind=KINDS[form], happened_on=timezone.localdate(), place=place, minutes=unchanged_minutes(),
        persons=[person], household=person.household, key=key or new_id(),
    )  # fmt: skip
    return visit(entry, by=by.via(DOORS[form]), filled=Filled(unchanged_since=last))


@action
def try_visit(
    person: Person, form: Form, outcome: str, *, by: Actor, card_left: bool = False, key: UUID | None = None
) -> VisitAttempt:
    """Write down that nobody was met: away, or would rather not. The same key again returns the first. No 人次."""
    by = by.about(person.pk)
    require(policies.try_visit(by, person, outcome))
    key = key or new_id()
    if (known := VisitAttempt.objects.visible_to(by).filter(key=key).first()) is not None:
        return known
    made = VisitAttempt.objects.create(
        key=key, person=person, on=timezone.localdate(), at=timezone.now(), form=form, outcome=outcome,
        card_left=card_left, acted_post_id=by.post, acted_by=by.user, on_behalf_of=by.on_behalf_of,
        channel=DOORS[form], **{name: getattr(person, name) for name in AREAS},
    )  # fmt: skip
    audit.record("visit.tried", made, by=by, form=str(form), outcome=outcome)
    return made


@action
def notice_change(person: Person, kind: str, *, by: Actor) -> VisitTrigger:
    """Say that something happened which cannot wait for the next visit; the pack says within how many hours."""
    require(policies.notice_change(by, person, kind))
    made = VisitTrigger.objects.create(
        person=person, kind=kind, at=timezone.now(), said_by_id=by.post,
        **{name: getattr(person, name) for name in AREAS},
    )  # fmt: skip
    audit.record("visit.hurried", made, by=by, kind=kind)
    return made


@action
def assign_visits(person: Person, post: Post, *, by: Actor, on: date | None = None) -> VisitAssignment:
    """Give somebody's visits to a post from a day on (today); what another post had ends the day before."""
    require(policies.assign_visits(by, person, post))
    on = on or timezone.localdate()
    running = VisitAssignment.objects.select_for_update(of=("self",)).filter(person=person, ends_on=None).first()
    if running is not None and running.post_id == post.pk:
        return running
    if running is not None:
        if running.starts_on >= on:
            raise Refused(_("这位居民的走访今天刚分给别人，明天起再改。"), "post")
        running.ends_on = on - timedelta(days=1)
        running.save(update_fields=["ends_on"])
    made = VisitAssignment.objects.create(
        person=person, post=post, starts_on=on, **{name: getattr(person, name) for name in AREAS}
    )
    audit.record("visit.assigned", made, by=by, post=str(post.pk))
    return made
