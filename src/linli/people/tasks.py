"""What the worker does for this room each night: what the calendar ends, and the birthdays that change who speaks."""

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from linli.accounts.sight import system_actor
from linli.kernel.scope import enter
from linli.people import actions


@app.periodic(cron="10 0 * * *", periodic_id="consents")
@app.task(queueing_lock="consents", lock="consents", name="tend_consents")
def tend_consents(timestamp: int = 0) -> int:
    """End what has run out and note who turned 14 or 18; return how many rows. Runs twice without harm."""
    return tend()


def tend() -> int:
    """Do tonight's work in one transaction."""
    by, day = system_actor(), timezone.localdate()
    with transaction.atomic():
        enter(by.scope)
        return actions.expire_consents(day, by=by) + actions.note_birthdays(day, by=by)
