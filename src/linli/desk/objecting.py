"""异议 and 待办 joined: an objection is a todo of whoever publishes there, until it has its answer."""

from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.accounts.sight import system_actor
from linli.tasks import actions as tasks
from linli.tasks import links
from linli.tasks.models import Task
from linli.transparency import told
from linli.transparency.models import Objection

KIND = "objection"


def announce() -> None:
    """Be told of objections, and say where their todo leads."""
    told.register(made=_made, answered=_answered)
    links.register_act(KIND, "objection_answer")


def _made(objection: Objection) -> None:
    role = Role.STREET_OFFICER if objection.town_id else Role.COUNTY_OFFICER
    title = _("答复第 %(number)d 条异议：%(title)s") % {"number": objection.number, "title": objection.notice.title}
    tasks.open_task(KIND, title, objection.due_on, by=system_actor(), place=objection, role=role, subject=objection)


def _answered(objection: Objection) -> None:
    for task in Task.objects.filter(kind=KIND, subject=objection.pk, done_at=None):
        tasks.finish_task(task, by=system_actor())
