"""What the worker does for this room each night: what the calendar ends, and the birthdays that change who speaks."""

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from linli.accounts.sight import system_actor
from linli.kernel.scope import enter
from linli.people import actions
from linli.people.models import Erasure, Person
from linli.places.models import Division, Level


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


@app.periodic(cron="40 1 * * *", periodic_id="duplicates")
@app.task(queueing_lock="duplicates", lock="duplicates", name="find_duplicates")
def find_duplicates(timestamp: int = 0) -> int:
    """Look for people registered twice, county by county; return how many pairs stand. Runs twice without harm."""
    by, found = system_actor(), 0
    for county in Division.objects.current().filter(level=Level.COUNTY, pk__in=counties()):
        with transaction.atomic():
            enter(by.scope)
            found += actions.find_duplicates(county, by=by)
    return found


def counties() -> list[int]:
    """Return the counties that have people."""
    with transaction.atomic():
        enter(system_actor().scope)
        return list(Person.objects.order_by().values_list("county_id", flat=True).distinct())


@app.periodic(cron="*/5 * * * *", periodic_id="erasures")
@app.task(queueing_lock="erasures", lock="erasures", name="carry_out_erasures")
def carry_out_erasures(timestamp: int = 0) -> int:
    """Delete what was ordered, each order whole or not at all; return how many. Runs twice without harm."""
    by, done = system_actor(), 0
    with transaction.atomic():
        enter(by.scope)
        waiting = list(Erasure.objects.filter(done_at=None).order_by("ordered_at", "id"))
    for erasure in waiting:
        with transaction.atomic():
            enter(by.scope)
            done += actions.carry_out(erasure, by=by) is not None
    return done


@app.periodic(cron="50 1 * * *", periodic_id="retention")
@app.task(queueing_lock="retention", lock="retention", name="find_due_erasures")
def find_due_erasures(timestamp: int = 0) -> int:
    """Propose what has reached the end of its term; return how many. A human decides."""
    by = system_actor()
    with transaction.atomic():
        enter(by.scope)
        return actions.find_due(timezone.localdate(), by=by)
