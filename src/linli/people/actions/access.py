"""Verbs of files that are shut: staff are checked, sight is given, asked for, taken back."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post, Role
from linli.accounts.sight import COLUMN_OF
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people import locks, policies
from linli.people.actions import areas
from linli.people.limits import limits, months_on
from linli.people.models import AccessGrant, AccessRequest, BackgroundCheck, Person
from linli.people.words import line
from linli.places.models import Level
from linli.tasks.actions import open_task

Kind = AccessGrant.Kind


@action
def note_check(post: Post, *, by: Actor, queried_on: date, clear: bool, reference: str) -> BackgroundCheck:
    """Enter what a query of offence records told of a colleague, good for a year; one with a record ends her sight."""
    require(policies.note_check(by, post))
    if queried_on > timezone.localdate():
        raise Refused(_("查询的日子还没有到。"), "queried_on")
    told = line(reference, 100, "reference")
    if not told:
        raise Refused(_("请写文号，或者查询结果存在哪里。"), "reference")
    kept = BackgroundCheck.objects.create(
        post=post, queried_on=queried_on, valid_until=months_on(queried_on, limits().check_months), clear=clear,
        reference=told, noted_by=by.user, **_areas(post),
    )  # fmt: skip
    audit.record("check.noted", post, by=by, county=kept.county_id)
    if is_barred(post):
        _shut_out(post, by)
    return kept


def _shut_out(post: Post, by: Actor) -> None:
    """Take every sight of a shut file from somebody whose check is not clear, in whatever post of hers, at once."""
    running = AccessGrant.objects.filter(grantee_user=post.user_id, closed_at=None, until__gt=timezone.now())
    for grant in running.select_related("person").defer("person__search"):
        grant.closed_at = timezone.now()
        grant.save(update_fields=["closed_at"])
        audit.record("sight.closed", grant.person, by=by, kind=grant.kind)


@action
def assign(person: Person, post: Post, *, by: Actor, until: date) -> AccessGrant:
    """Give somebody standing sight of a shut file until a day."""
    check = check_of(post)
    require(policies.assign(by, person, post, check, until))
    if not timezone.localdate() <= until <= timezone.localdate() + limits().most:
        raise Refused(_("批准最长%(days)s天，到期再批。") % {"days": limits().most.days}, "until")
    return _grant(person, Kind.ASSIGNMENT, post, by, until, check)


@action
def ask_sight(person: Person, *, by: Actor, reason: str) -> AccessRequest:
    """Ask the head of the station to open a file; the same open request again is the same."""
    require(policies.ask_sight(by, person, shut=bool(locks.shut([person], by, writing=True))))
    told = line(reason, 200, "reason")
    if not told:
        raise Refused(_("请写一句为什么要打开。"), "reason")
    assert by.user is not None
    asked, made = AccessRequest.objects.get_or_create(
        person=person, asker_id=by.post, answered_at=None,
        defaults={"asker_user": by.user, "reason": told, "asked_at": timezone.now(), **areas.of_row(person)},
    )  # fmt: skip
    if made:
        title = _("%(name)s申请打开一份儿童档案") % {"name": by.name}
        tomorrow = timezone.localdate() + timedelta(days=1)
        open_task("sight_asked", title, tomorrow, by=by, place=person, role=Role.STATION_LEAD, subject=asked)
        audit.record("sight.asked", person, by=by)
    return asked


@action
def answer(asked: AccessRequest, *, by: Actor, granted: bool) -> AccessRequest:
    """Answer a request: a week's sight, or none."""
    asked = AccessRequest.objects.select_for_update(of=("self",)).select_related("person", "asker").get(pk=asked.pk)
    check, until = check_of(asked.asker), timezone.localdate() + limits().request
    if check is not None:
        until = min(until, check.valid_until)
    require(policies.answer(by, asked, check, until, granted=granted))
    asked.answered_at, asked.answered_by, asked.granted = timezone.now(), by.user, granted
    asked.save(update_fields=["answered_at", "answered_by", "granted"])
    if granted:
        _grant(asked.person, Kind.REQUEST, asked.asker, by, until, check, asked)
    else:
        audit.record("sight.refused", asked.person, by=by)
    return asked


@action
def close_grant(grant: AccessGrant, *, by: Actor) -> AccessGrant:
    """Take sight back from this moment on."""
    grant = AccessGrant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    require(policies.close_grant(by, grant))
    grant.closed_at = timezone.now()
    grant.save(update_fields=["closed_at"])
    audit.record("sight.closed", grant.person, by=by, kind=grant.kind)
    return grant


def check_of(post: Post) -> BackgroundCheck | None:
    """Return the newest check of a post; an older clear one does not outlive a newer that is not."""
    rows = BackgroundCheck.objects.filter(post=post, valid_until__gte=timezone.localdate())
    return rows.order_by("-queried_on", "-id").first()


def is_barred(post: Post) -> bool:
    """Tell whether the last check of a post told of a record; that does not pass with the year."""
    last = BackgroundCheck.objects.filter(post=post).order_by("-queried_on", "-id").first()
    return last is not None and not last.clear


def _grant(
    person: Person, kind: str, post: Post, by: Actor, until: date, check: BackgroundCheck | None,
    asked: AccessRequest | None = None,
) -> AccessGrant:  # fmt: skip
    last = timezone.make_aware(datetime.combine(until, time(23, 59)))
    made = AccessGrant.objects.create(
        person=person, kind=kind, grantee=post, grantee_user=post.user_id, grantor_id=by.post, grantor_user=by.user,
        clearance=check, request=asked, starts_at=timezone.now(), until=last, **areas.of_row(person),
    )  # fmt: skip
    audit.record("sight.given", person, by=by, kind=kind, until=until.isoformat())
    return made


def _areas(post: Post) -> dict[str, int | None]:
    """Return the area columns of a post's place, or of its organisation's."""
    place = post.place
    if place is None:
        held = post.organisation
        return {name: getattr(held, name, None) for name in ("county_id", "town_id", "community_id", "grid_id")}
    above = place.parent_id if place.level == Level.GRID else None
    told = {"county_id": place.county_id, "town_id": place.town_id, "community_id": above, "grid_id": None}
    return told | ({COLUMN_OF[Level(place.level)]: place.pk} if Level(place.level) in COLUMN_OF else {})
