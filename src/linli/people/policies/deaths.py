"""Who may write down a death, and take it back."""

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.people.models import Death, Person
from linli.people.policies.files import keeps


def record_death(by: Actor, person: Person) -> Refusal:
    """A death is said once, by who keeps the file."""
    if person.died_on is not None:
        return _("%(name)s 已经记了去世（%(day)s）。") % {"name": person, "day": person.died_on}
    return keeps(by, person)


def take_back_death(by: Actor, death: Death, person: Person) -> Refusal:
    """What was said of the wrong person is taken back by who keeps the file."""
    if death.taken_back_at is not None:
        return _("这条去世已经收回了。")
    return keeps(by, person)
