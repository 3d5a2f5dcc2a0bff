"""What residents are told of: a promised call, an appointed visit; and who tells those whom no telephone reaches."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts import queries as accounts
from linli.desk.lunar import month_and_day
from linli.kernel.actor import Actor
from linli.notifications import actions as notifications
from linli.notifications import ladder
from linli.notifications.models import Message, Rung
from linli.people import doors
from linli.people.models import Telephone
from linli.places.models import Division
from linli.tasks import actions as tasks
from linli.tasks import openings
from linli.tasks.models import Task

CALL, PAPER = "tell_by_phone", "tell_on_paper"


def announce() -> None:
    """Join the rooms; called once when the desk is loaded."""
    openings.register("call_back", call_promised)
    openings.register("visit", visit_appointed)
    ladder.address(Rung.SMS, own_number)
    ladder.by_hand(Rung.CALL, call_her)
    ladder.by_hand(Rung.PAPER, write_to_her)


def call_promised(task: Task, by: Actor) -> None:
    """Tell her by when she is called."""
    _tell("call_promised", task, by)


def visit_appointed(task: Task, by: Actor) -> None:
    """Tell her the day of the visit."""
    _tell("visit_appointed", task, by)


def _tell(template: str, task: Task, by: Actor) -> None:
    if task.person is not None and task.community_id is not None:
        day = month_and_day(task.due_on)
        notifications.tell(f"{template}:{task.pk}", template, task.person, by=by, place=task, day=day, who=_("您"))


def own_number(person: UUID) -> str:
    """Return the telephone a person calls her own, or ''."""
    row = Telephone.objects.filter(person=person, label__in=["", "本人"]).order_by("-id").first()
    return str(row.number) if row is not None and str(row.number).startswith("+861") else ""


def call_her(message: Message, by: Actor) -> None:
    """电话告知: somebody of her community tells her by telephone; the words are the title."""
    _by_hand(CALL, message, by)


def write_to_her(message: Message, by: Actor) -> None:
    """纸条: somebody takes her a slip of paper."""
    _by_hand(PAPER, message, by)


def _by_hand(kind: str, message: Message, by: Actor) -> None:
    community = Division.objects.get(pk__in=[message.community_id])
    said = _("电话告知：%(text)s") if kind == CALL else _("送张纸条：%(text)s")
    tasks.open_task(
        kind, said % {"text": message.text}, doors.called_back_by(timezone.localdate()), by=by, place=message,
        role=accounts.answers(community), person=message.person, subject=message,
    )  # fmt: skip
