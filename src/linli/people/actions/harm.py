"""Verbs of suspected harm: whoever may have hurt a person is kept from her trail and address until it is lifted."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people import policies
from linli.people.actions import areas
from linli.people.actions.consents import end_word
from linli.people.models import Person, SuspectedHarm
from linli.people.words import line


@action
def mark_harm(person: Person, other: Person, *, by: Actor, reason: str) -> SuspectedHarm:
    """Mark that ``other`` is suspected of harming ``person``; the reason stays sealed.

    What he has agreed to in her name holds no more from this moment: work that stands on it stops until she, or
    another guardian, is asked. Lifting the mark does not bring it back.
    """
    require(policies.mark_harm(by, person, other))
    told = line(reason, 500, "reason")
    if not told:
        raise Refused(_("请写一句是怎么知道的。"), "reason")
    if SuspectedHarm.objects.filter(person=person, by_whom=other, until=None).exists():
        raise Refused(_("已经标过了。"), "other")
    made = SuspectedHarm(
        person=person, by_whom=other, since=timezone.localdate(), marked_by=by.user, **areas.of_row(person)
    )
    made.reason = told
    made.save(force_insert=True)
    audit.record("harm.marked", person, by=by, mark=str(made.pk))
    end_word(person, other, by=by)
    return made


@action
def withhold_looks(person: UUID, *, by: Actor, county: int) -> None:
    """Note that somebody who acts for a person was not shown who has looked at her, and why."""
    require(policies.withhold_looks(by))
    audit.record("looks.withheld", None, by=by, county=county, person=str(person), reason="suspected_harm")


@action
def lift_harm(mark: SuspectedHarm, *, by: Actor) -> SuspectedHarm:
    """Lift a mark; that it stood stays known."""
    mark = SuspectedHarm.objects.select_for_update(of=("self",)).select_related("person", "by_whom").get(pk=mark.pk)
    require(policies.lift_harm(by, mark))
    mark.until = timezone.localdate()
    mark.save(update_fields=["until"])
    audit.record("harm.lifted", mark.person, by=by, mark=str(mark.pk))
    return mark
