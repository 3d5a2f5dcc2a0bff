"""What the worker does for the trail: seal it each minute, and write each seal outside the database."""

from procrastinate.contrib.django import app

from linli.audit import actions, sealing
from linli.kernel.actor import Actor, Channel
from linli.kernel.scope import EVERYWHERE


@app.periodic(cron="* * * * *", periodic_id="seals")
@app.task(queueing_lock="seals", lock="seals", name="seal_trail")
def seal_trail(timestamp: int = 0) -> int:
    """Seal what was not sealed yet and publish it; return how many lines were written. Runs twice without harm."""
    return bring_up_to_date()


def bring_up_to_date() -> int:
    """Seal batch after batch until nothing waits, then write the seals outside; return how many lines were written."""
    by = Actor(channel=Channel.JOB, role="system", scope=EVERYWHERE, name="系统")
    while actions.seal(by=by) is not None:
        pass
    return sealing.publish()
