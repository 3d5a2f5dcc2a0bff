"""What the worker does for this room: links go out every five minutes, each night who did not answer goes on."""

from procrastinate.contrib.django import app

from linli.accounts.sight import system_actor
from linli.surveys import actions


@app.periodic(cron="*/5 * * * *", periodic_id="survey_invitations")
@app.task(queueing_lock="survey_invitations", lock="surveys", name="send_survey_invitations")
def send_survey_invitations(timestamp: int = 0) -> int:
    """Send the links that wait; return how many left."""
    return actions.send_invitations(by=system_actor())


@app.periodic(cron="20 3 * * *", periodic_id="survey_tend")
@app.task(queueing_lock="survey_tend", lock="surveys", name="tend_surveys")
def tend_surveys(timestamp: int = 0) -> int:
    """Move on who did not answer; return how many."""
    return actions.tend(by=system_actor())
