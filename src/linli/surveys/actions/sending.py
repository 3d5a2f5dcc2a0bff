"""What the worker does while surveys run: links are sent, who did not answer goes on to the next way."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from linli.audit import actions as audit
from linli.gateways.senders import NotSent, sender
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require
from linli.notifications import ladder
from linli.notifications.models import Preference, Rung
from linli.people import locks
from linli.people.models import Person, Telephone
from linli.surveys import policies, queries
from linli.surveys.models import Respondent, State, Way
from linli.surveys.packs import ways
from linli.surveys.queries.frames import INVITATION


def _running() -> Q:
    return Q(survey__opened_at__isnull=False, survey__closed_at=None, state=State.WAITING, person__isnull=False)


@action
def send_invitations(*, by: Actor, now: datetime | None = None, most: int = 100) -> int:
    """Send the links that wait, outside of quiet hours; return how many left. Nothing stands with the notifications.

    A message of the room 通知 is seen by whoever keeps the place, and would tell who was drawn: the gateway is handed
    the words, nobody else. Who may no longer be asked leaves the sample.
    """
    require(policies.send_invitations(by))
    now = now or timezone.now()
    rows = Respondent.objects.filter(_running(), way=Way.MESSAGE, sent_at=None).select_related("survey")
    sent = 0
    for row in rows.select_for_update(of=("self",), skip_locked=True).order_by("code")[:most]:
        sent += _send(row, now, by)
    return sent


def _send(row: Respondent, now: datetime, by: Actor) -> bool:
    person = queries.whom(row, by)
    wish = Preference.objects.filter(pk=person.pk).first() if person is not None else None
    if person is None or not _may_be_asked(person, wish):
        Respondent.objects.filter(pk=row.pk).update(state=State.GONE)
        return False
    if ladder.after_the_quiet(now, wish) is not None:
        return False
    number = queries.own_number(person.pk, row.community_id)
    if not number.startswith("+861"):
        Respondent.objects.filter(pk=row.pk).update(way=Way.DOOR)
        return False
    words = ladder.template(INVITATION).text.format(
        agency=row.survey.agency, link=f"{settings.SITE}/s/{row.token}/", number=row.survey.callback
    )
    try:
        sender(Rung.SMS).send(number, words, f"survey-{row.pk}")
    except NotSent:
        return False
    Respondent.objects.filter(pk=row.pk).update(sent_at=now)
    return True


def _may_be_asked(person: Person, wish: Preference | None) -> bool:
    if person.died_on is not None or person.erased_at is not None:
        return False
    if locks.restricted([person]) or locks.locked([person], timezone.localdate()):
        return False
    return wish is None or INVITATION not in wish.declined


@action
def tend(*, by: Actor, now: datetime | None = None) -> int:
    """Let those whose link was left unanswered be rung up, or asked at the door; return how many."""
    require(policies.tend(by))
    now = now or timezone.now()
    late = Respondent.objects.filter(_running(), way=Way.MESSAGE, sent_at__lt=now - ways().message)
    rows = list(late.values_list("pk", "person_id", "community_id"))
    rings = set(
        Telephone.objects.filter(person__in=[one for _pk, one, _place in rows]).values_list("person_id", flat=True)
    )
    for pk, person, _place in rows:
        Respondent.objects.filter(pk=pk).update(way=Way.PHONE if person in rings else Way.DOOR)
    dead = Respondent.objects.filter(_running(), person__died_on__isnull=False)
    gone = dead.update(state=State.GONE)
    if rows or gone:
        audit.record("survey.tended", None, by=by, moved=len(rows), gone=gone)
    return len(rows) + gone
