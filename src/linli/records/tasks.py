"""What the worker does for this room: bring tallies up to date, each minute and soon after a record."""

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from linli.accounts.sight import system_actor
from linli.places.models import Division
from linli.records import tallies


@app.periodic(cron="* * * * *", periodic_id="tallies")
@app.task(queueing_lock="tallies", lock="tallies", name="refresh_tallies")
def refresh_tallies(timestamp: int = 0) -> int:
    """Take all waiting marks, county by county; return how many. Runs twice without harm."""
    return bring_up_to_date()


def bring_up_to_date() -> int:
    """Refresh every county that waits, and rebuild those whose definitions changed; return the marks taken."""
    done = 0
    for county in Division.objects.filter(pk__in=tallies.waiting()):
        if not tallies.kept(county):
            done += tallies.rebuild(county, by=system_actor())
        while taken := tallies.refresh(county, by=system_actor()):
            done += taken
    return done


def soon() -> None:
    """Ask the worker, once this transaction is kept, to refresh; however many records it writes, ask once."""
    if not any(waiting[1] is _ask for waiting in connection.run_on_commit):
        transaction.on_commit(_ask, robust=True)


def _ask() -> None:
    try:
        refresh_tallies.defer()
    except AlreadyEnqueued:
        return
