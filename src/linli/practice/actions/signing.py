"""Verbs of the code on the poster: hung up, changed, and used by somebody who signs herself in."""

import secrets
from datetime import datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import Scope, seeing
from linli.people.actions.areas import of_row
from linli.people.models import Person
from linli.practice.models.groups import Attendance, GroupSession
from linli.practice.models.signing import SignCode
from linli.practice.policies import groups as policies


@action
def open_code(session: GroupSession, *, by: Actor) -> SignCode:
    """Hang up a code for a session, good for today; the one before it opens nothing any more."""
    session = GroupSession.objects.select_for_update(of=("self",)).select_related("group").get(pk=session.pk)
    require(policies.open_code(by, session))
    now = timezone.now()
    end_codes(SignCode.objects.filter(session=session), now)
    figures = fresh_code(session.county_id, now)
    row = SignCode.objects.create(code=figures, session=session, until=tonight(), **of_row(session))
    audit.record("group.code_opened", session.group, by=by, number=session.number)
    return row


@action
def sign_in(code: SignCode, person: Person, *, by: Actor) -> bool:
    """Sign somebody in by the code; False when she was signed in already.

    She has no area of her own: the place of the meeting is entered for this one write (docs/adr/0011).
    """
    with seeing(Scope(column="community_id", areas=(code.community_id,))):
        session = GroupSession.objects.select_for_update(of=("self",)).get(pk__in=[code.session_id])
        member = session.group.groupmembers.filter(_self(person), left_on=None).first()
        over = session.record_id is not None or not meets_now(code)
        require(policies.sign_in(by, person, welcome=member is not None, over=over))
        assert member is not None
        row, fresh = Attendance.objects.get_or_create(
            session=session, member=member, defaults={
                "group_id": session.group_id, "present": True, "how": "code", "at": timezone.now(), **of_row(session),
            },
        )  # fmt: skip
        if fresh:
            audit.record("group.signed_in", session.group, by=by, number=session.number)
    return fresh


def found(code: str, person: Person) -> SignCode:
    """Return the code that hangs somewhere in a person's county now; raise ``Refused`` when there is none."""
    rows = SignCode.objects.filter(county_id=person.county_id, code=code.strip(), ended_at=None)
    row = rows.filter(until__gt=timezone.now()).first()
    if row is None:
        raise Refused(_("这个号码对不上，可能已经换过。请再看一眼现场的签到码。"), "code")
    return row


def meets_now(code: SignCode) -> bool:
    """Tell whether a code still opens its meeting."""
    return code.ended_at is None and code.until > timezone.now()


def _self(person: Person) -> Q:
    return Q(person=person) | Q(person__merged_into=person)


def end_codes(rows: QuerySet[SignCode], now: datetime) -> None:
    """End the codes that stand among some."""
    rows.filter(ended_at=None).update(ended_at=now)


def fresh_code(county: int, now: datetime) -> str:
    """Return six figures that open nothing else in the county; codes of days gone by make room."""
    standing = SignCode.objects.filter(county_id=county, ended_at=None)
    end_codes(standing.filter(until__lte=now), now)
    while standing.filter(code=(code := f"{secrets.randbelow(900_000) + 100_000}")).exists():
        continue
    return code


def tonight() -> datetime:
    """Return the midnight that ends today."""
    day = timezone.localdate() + timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time.min))
