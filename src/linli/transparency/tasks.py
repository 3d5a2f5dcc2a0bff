"""What the worker does for this room: each night names leave the notices whose period is over."""

from procrastinate.contrib.django import app

from linli.accounts.sight import system_actor
from linli.transparency import actions


@app.periodic(cron="5 0 * * *", periodic_id="notices")
@app.task(queueing_lock="notices", lock="notices", name="take_down_names")
def take_down_names(timestamp: int = 0) -> int:
    """Take down what is over; return from how many notices."""
    return actions.take_down(by=system_actor())
