"""Community work as lists and pages read it, and who may fetch a child."""

from datetime import date

from django.db.models import QuerySet

from linli.kernel.actor import Actor
from linli.people.guardians import GROWN_UP, years
from linli.people.models import KinshipLink, Person, SuspectedHarm
from linli.people.queries import kin
from linli.practice.models.activities import Activity, CommunityProject

HERS = frozenset({"parent", "grandparent", "guardian", "caregiver", "sibling"})  # what the other is to the child
HIS = frozenset({"child", "grandchild", "sibling"})  # what the child is to the other


def activities(actor: Actor) -> QuerySet[Activity]:
    """Return the activities of an actor's reach, with project and record."""
    return Activity.objects.visible_to(actor).select_related("project", "record", "owner__user")


def projects(actor: Actor) -> QuerySet[CommunityProject]:
    """Return the projects of an actor's reach that run."""
    return CommunityProject.objects.visible_to(actor).filter(closed_on=None).order_by("-opened_on", "-id")


def may_fetch(child: Person, day: date) -> list[tuple[Person, str]]:
    """Return who may fetch a child, with what she is to her: grown-up kin, guardians and carers.

    Whoever is marked as suspected of harming her is left out, and nobody is told why.
    """
    feared = set(SuspectedHarm.objects.filter(person=child, until=None).values_list("by_whom", flat=True))
    found = []
    for link, other, called in kin(child):
        if _hers(link, child) and other.pk not in feared and other.died_on is None and _is_grown(other, day):
            found.append((other, called))
    return list({other.pk: (other, called) for other, called in found}.values())


def _hers(link: KinshipLink, child: Person) -> bool:
    return link.kind in (HERS if link.person_id == child.pk else HIS)


def _is_grown(person: Person, day: date) -> bool:
    old = years(person, day)
    return old is None or old >= GROWN_UP
