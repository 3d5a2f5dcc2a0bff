"""What is asked about drafts and todos."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import BooleanField, Case, Q, When

from linli.kernel.actor import Actor
from linli.tasks import veils
from linli.tasks.models import Draft, Task, mine

MOST = 200  # one sitting; beyond it the list says so


@dataclass(frozen=True)
class Todos:
    """Open todos in the order they press: due today or before, this week, later, and what others have of us."""

    today: list[Task]
    week: list[Task]
    later: list[Task]
    waiting: list[Task]

    @property
    def count(self) -> int:
        """How many are one's own to do."""
        return len(self.today) + len(self.week) + len(self.later)


def todos(actor: Actor, today: date) -> Todos:
    """Return an actor's open todos in one query however many there are."""
    if actor.post is None:
        return Todos([], [], [], [])
    is_own = Case(When(mine(actor), then=True), default=False, output_field=BooleanField())
    opened = veils.marked(Task.objects.visible_to(actor).filter(done_at=None), actor).annotate(is_own=is_own)
    rows: list[Task] = [*opened.select_related("owner__user").order_by("-is_own", "due_on", "id")[: 2 * MOST]]
    veils.draw(rows, actor)
    own = [task for task in rows if vars(task)["is_own"]][:MOST]
    sunday = today + timedelta(days=6 - today.weekday())
    return Todos(
        [task for task in own if task.due_on <= today],
        [task for task in own if today < task.due_on <= sunday],
        [task for task in own if task.due_on > sunday],
        [task for task in rows if not vars(task)["is_own"]][:MOST],
    )


def due(actor: Actor, until: date) -> list[Task]:
    """Return what is an actor's to do by a day, the oldest first."""
    if actor.post is None:
        return []
    rows = Task.objects.filter(mine(actor), Q(due_on__lte=until), done_at=None)
    shown = list(veils.marked(rows, actor).order_by("due_on", "id")[:MOST])
    veils.draw(shown, actor)
    return shown


def drafts(actor: Actor, form: str) -> list[Draft]:
    """Return the drafts of a form that an actor has not finished, the newest first."""
    return list(Draft.objects.visible_to(actor).filter(form=form).order_by("-saved_at")[:20])
