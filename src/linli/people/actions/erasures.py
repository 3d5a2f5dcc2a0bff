"""Verbs of erasing: what was ordered is carried out by the worker, what is due is found at night and decided by day."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import ERASING, REWRAPPING
from linli.people import erasing, followers, retention, rights
from linli.people.actions import areas
from linli.people.actions.rights import order
from linli.people.limits import months_on
from linli.people.models import DueErasure, Erasure, HouseholdMember, Person
from linli.people.policies import rights as policies
from linli.people.queries import selves
from linli.people.words import line


@action
def carry_out(erasure: Erasure, *, by: Actor) -> Erasure | None:
    """Delete what was ordered, whole or not at all; None when a hold has come meanwhile and it waits.

    What must be kept by now stays. Counts stand on rows that stay, and do not change.
    """
    require(policies.carry_out(by))
    with connection.cursor() as cursor:  # another role would be shown a part of her rows, and leave the rest unsaid
        cursor.execute("SELECT current_user = 'linli_jobs'")
        if not cursor.fetchone()[0]:
            raise ImproperlyConfigured("erasing is the worker's: only its role sees every row of a person")
    person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=erasure.person_id)
    erasure = Erasure.objects.select_for_update(of=("self",)).get(pk=erasure.pk)
    today = timezone.localdate()
    if erasure.done_at is not None or retention.held(person, today) is not None:
        return None
    stays = retention.kept(person, today)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'on', true), set_config(%s, 'on', true)", [ERASING, REWRAPPING])
    hers = selves(person.pk)
    followers.tell(person.county_id, hers)
    # The shell is made last: what others erase is still found by the file.
    wanted = sorted((code for code in erasure.classes if code not in stays), key=lambda code: code == "identity")
    removed = {code: erasing.run(code, hers) for code in wanted}
    Erasure.objects.filter(pk=erasure.pk).update(done_at=timezone.now(), removed=removed)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, '', true), set_config(%s, '', true)", [ERASING, REWRAPPING])
    audit.record("erasure.done", person, by=by, removed=removed)
    erasure.refresh_from_db()
    return erasure


@action
def find_due(day: date, *, by: Actor) -> int:
    """Note what has reached the end of its term by a day, and propose it; nothing is deleted. Return how many.

    Whoever is held is left out until the hold is over. Found again it is the same.
    """
    require(policies.find_due(by))
    found = 0
    for rule in rights.classes().values():
        if not rule.months or rule.erase == rights.KEEP:
            continue
        for person, event in _ended(rule.event, day - timedelta(days=27 * rule.months)):
            due = months_on(event, rule.months)
            if due > day or rule.code in retention.kept(person, day):
                continue
            _row, made = DueErasure.objects.get_or_create(
                person=person, data_class=rule.code, due_on=due,
                defaults={"version": rights.version(), "found_at": timezone.now(), **areas.of_row(person)},
            )  # fmt: skip
            found += made
    if found:
        audit.record("erasure.due", None, by=by, found=found)
    return found


def _ended(event: str, before: date) -> list[tuple[Person, date]]:
    """Return who went through an event by a day, with its day."""
    people = Person.objects.filter(merged_into=None, erased_at=None).defer("search")
    if event == "died":
        return [(one, one.died_on) for one in people.filter(died_on__lte=before) if one.died_on]
    if event == "served":
        last = people.annotate(event=Max("served__record__happened_on")).filter(event__lte=before)
        return [(one, one.event) for one in last]  # type: ignore[attr-defined]
    gone = people.exclude(pk__in=HouseholdMember.objects.filter(ends_on=None).values("person"))
    left = gone.annotate(event=Max("memberships__ends_on")).filter(event__lte=before)
    return [(one, one.event) for one in left]  # type: ignore[attr-defined]


@action
def decide_due(rows: Sequence[DueErasure], *, by: Actor, erase: bool, reason: str) -> int:
    """Decide about a batch of what is due, all of it or nothing: delete it, or keep it until it is asked again."""
    locked = list(DueErasure.objects.select_for_update(of=("self",)).filter(pk__in=[row.pk for row in rows]))
    why = line(reason, 200, "reason")
    require(policies.decide_due(by, locked, why))
    people = {one.pk: one for one in Person.objects.filter(pk__in={row.person_id for row in locked}).defer("search")}
    for person in people.values() if erase else ():
        if retention.held(person, timezone.localdate()) is not None:
            raise Refused(_("%(name)s的信息正在保全，不能删。请先去掉这一位。") % {"name": person})
        order(person, [row.data_class for row in locked if row.person_id == person.pk], by=by, reason=why)
    now = timezone.now()
    for row in locked:
        row.decided_at, row.decided_by, row.erased, row.reason = now, by.user, erase, why
        row.save(update_fields=["decided_at", "decided_by", "erased", "reason"])
        audit.record("erasure.decided", row, by=by, data_class=row.data_class, erased=erase)
    return len(locked)
