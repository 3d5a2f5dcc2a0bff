"""A person who came in from a table by mistake is taken back, as long as nothing has happened to her since."""

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.audit.models import Event
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people import policies
from linli.people.models import Person


@action
def take_back(person: Person, *, by: Actor, version: int) -> None:
    """Remove a person registered by an import, with everything that came with her.

    Raises :class:`Refused` when she was changed since (``version`` is the one registered), or when something points at
    her: a person who was served is never removed.
    """
    person = Person.objects.select_for_update(of=("self",)).defer("search").get(pk=person.pk)
    require(policies.take_back(by, person))
    if person.version != version or _touched(person):
        raise Refused(_("%(name)s 的资料在导入以后又有人改过。") % {"name": person})
    audit.record("person.taken_back", person, by=by)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            person.delete()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except (ProtectedError, IntegrityError) as error:
        raise Refused(_("%(name)s 已经有服务记录，留着不动。") % {"name": person}) from error


def _touched(person: Person) -> bool:
    """Tell whether anything was done to the person after the act that registered her."""
    events = Event.objects.filter(subject=person.pk)
    registered = events.filter(verb="person.registered").values_list("at", flat=True).first()
    return registered is None or events.filter(at__gt=registered).exists()
