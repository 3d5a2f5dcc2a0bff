"""What the worker does for this room: take the messages whose time has come one rung further, each minute."""

from procrastinate.contrib.django import app

from linli.accounts.sight import system_actor
from linli.notifications import actions


@app.periodic(cron="* * * * *", periodic_id="messages")
@app.task(queueing_lock="messages", lock="messages", name="deliver_messages")
def deliver_messages(timestamp: int = 0) -> int:
    """Deliver what is due; return how many were taken."""
    return actions.deliver(by=system_actor())
