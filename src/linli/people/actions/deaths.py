"""Verbs of a death: what runs ends with the day, todos about her end; said of the wrong person it is taken back."""

from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.notifications import actions as notifications
from linli.people import followers, policies
from linli.people.actions import areas
from linli.people.actions.ledger import Ledger
from linli.people.models import Death, KinshipLink, Person
from linli.people.words import line
from linli.tasks import actions as tasks

# Ties of the living. Parents, children and the like stay what they were.
ENDING = (
    KinshipLink.Kind.SPOUSE, KinshipLink.Kind.GUARDIAN, KinshipLink.Kind.CAREGIVER,
)  # fmt: skip


@action
def record_death(person: Person, *, by: Actor, died_on: date, source: str) -> Death:
    """Write down that a person has died, and from where it is known.

    Where she lives, her categories, marriage, guardianship and care end with that day, and so do todos about her,
    her doors and what she was still to be told.
    Raises :class:`Refused` naming the field.
    """
    person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=person.pk)
    require(policies.record_death(by, person))
    known_from = line(source, 100, "source")
    if not known_from:
        raise Refused(_("请写一句怎么知道的，例如：家属电话告知，或死亡证明。"), "source")
    if died_on > timezone.localdate():
        raise Refused(_("去世日期还没到，请再核对。"), "died_on")
    if person.birth_date and died_on < person.birth_date:
        raise Refused(_("去世日期早于出生日期，请再核对。"), "died_on")
    ledger = Ledger()
    _end(person, died_on, ledger)
    death = Death(
        person=person, died_on=died_on, source=known_from, said_by=by.user, **areas.of_row(person)
    )  # fmt: skip
    death.before = ledger.text
    death.save(force_insert=True)
    tasks.end_tasks_about(person.pk, by=by, place=person, outcome=_("人已去世"))
    notifications.silence(person.pk, by=by, place=person)
    followers.death_told(person)
    audit.record("person.died", person, by=by)
    return death


@action
def take_back_death(death: Death, *, by: Actor) -> Death:
    """Say that a death was written of the wrong person: what ended with it runs again. Raises :class:`Refused`."""
    person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=death.person_id)
    death = Death.objects.select_for_update(of=("self",)).get(pk=death.pk)
    require(policies.take_back_death(by, death, person))
    ledger = Ledger(death.before)
    if changed := ledger.differs():
        told = "、".join(str(part) for part in changed)
        raise Refused(_("记了去世以后又改过：%(what)s。先改回去，再收回。") % {"what": told})
    ledger.put_back()
    Person.objects.filter(pk=person.pk).update(version=person.version + 1, updated_at=timezone.now())
    death.taken_back_at = timezone.now()
    death.save(update_fields=["taken_back_at"])
    followers.death_told(person)
    audit.record("person.death_taken_back", person, by=by)
    return death


def _end(person: Person, day: date, ledger: Ledger) -> None:
    """End what runs with the day; what began later ends on the day it began."""
    for member in person.memberships.filter(ends_on=None):
        ledger.change(member, ends_on=max(day, member.starts_on))
    for tag in person.tags.filter(ends_on=None):
        ledger.change(tag, ends_on=max(day, tag.starts_on))
    ties = KinshipLink.objects.filter(Q(person=person) | Q(other=person), ends_on=None, kind__in=ENDING)
    for link in ties:
        ledger.change(link, ends_on=max(day, link.starts_on or day))
    _shut_doors(person, ledger)
    ledger.change(person, died_on=day, household_id=None)
    Person.objects.filter(pk=person.pk).update(version=person.version + 1, updated_at=timezone.now())


def _shut_doors(person: Person, ledger: Ledger) -> None:
    """Nobody comes in as somebody who has died: her card is worthless, and who acted for her acts no more."""
    now = timezone.now()
    for card in person.cards.filter(revoked_at=None):
        ledger.change(card, revoked_at=now)
    for proxy in person.proxies.filter(ended_at=None):
        ledger.change(proxy, ended_at=now)
    for link in person.accounts.filter(until=None):
        ledger.change(link, until=now)
