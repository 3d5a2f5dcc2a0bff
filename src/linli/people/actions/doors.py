"""Verbs of residents' accounts: this account is this person."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import User
from linli.audit import actions as audit
from linli.audit.models import Event
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.scope import Scope, seeing
from linli.people.actions import areas
from linli.people.models import Person, PersonAccount
from linli.people.policies import doors as policies
from linli.people.queries import holder

MISSED, MOST_MISSES = "account.link_missed", 3


def at(community: int) -> Scope:
    """Return the reach of one community: how far a verb sees that somebody without an area asked for."""
    return Scope(column="community_id", areas=(community,))


@action
def link_by_phone(user: User, born: int, *, by: Actor) -> Person | None:
    """Link the account of a telephone to the one person whose own number it is, when the year of birth fits.

    None says no more than that it does not fit: nobody learns whether the number is known. The fourth try of a day is
    answered like a wrong one.
    """
    require(policies.link_by_phone(by))
    one_at_a_time(user)
    since = timezone.now() - timedelta(days=1)
    spent = Event.objects.filter(subject=user.pk, verb=MISSED, at__gte=since).count() >= MOST_MISSES
    found = holder(user.phone)
    person = None
    if found is not None and not spent:
        with seeing(at(found[1])):
            person = _linked(user, found[0], born, by)
    if person is None:
        audit.record(MISSED, user, by=by)
    return person


def one_at_a_time(user: User) -> None:
    """Let the tries of one account come one after the other, so that each sees how many were before it."""
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)


def _linked(user: User, person: UUID, born: int, by: Actor) -> Person | None:
    known = Person.objects.defer("search").get(pk=person)
    if known.birth_date is None or known.birth_date.year != born:
        return None
    try:
        with transaction.atomic():
            keep(known, user, PersonAccount.How.PHONE, by=by)
    except IntegrityError:
        return None
    return known


@action
def link_at_desk(person: Person, user: User, *, by: Actor) -> PersonAccount:
    """Link an account to the person who sits before a worker; one that she has already is ended first."""
    require(policies.link_at_desk(by, person))
    for earlier in person.accounts.filter(until=None):
        end(earlier, by=by)
    try:
        with transaction.atomic():
            return keep(person, user, PersonAccount.How.DESK, by=by)
    except IntegrityError as error:
        raise Refused(_("这个手机号已经认在另一位名下，请先在那边解开。"), "phone") from error


@action
def unlink(link: PersonAccount, *, by: Actor) -> None:
    """Take an account from its person: its next request sees nothing of her."""
    require(policies.unlink(by, link))
    with seeing(at(link.community_id)):
        end(link, by=by)


def keep(person: Person, user: User, how: str, *, by: Actor) -> PersonAccount:
    """Write the link, inside a verb that has asked."""
    link = PersonAccount.objects.create(person=person, user=user, how=how, since=timezone.now(), **areas.of_row(person))
    audit.record("account.linked", link, by=by, person=str(person.pk), how=how)
    return link


def end(link: PersonAccount, *, by: Actor) -> None:
    """End a link, inside a verb that has asked."""
    link.until = timezone.now()
    link.save(update_fields=["until"])
    audit.record("account.unlinked", link, by=by, person=str(link.person_id))
