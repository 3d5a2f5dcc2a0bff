"""What the worker does for this room: each night, what was kept back to a day that is over is free again."""

from procrastinate.contrib.django import app

from linli.accounts.sight import system_actor
from linli.ledger import actions


@app.periodic(cron="20 1 * * *", periodic_id="lapsed_holds")
@app.task(queueing_lock="lapsed_holds", lock="lapsed_holds", name="release_lapsed_holds")
def release_lapsed_holds(timestamp: int = 0) -> int:
    """Release what lapsed; return how many holds."""
    return actions.release_lapsed(by=system_actor())
