"""我的进度: what comes next and what was done, in words that can be read aloud; the same for her, her daughter and the
operator on the telephone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.desk.lunar import month_and_day
from linli.kernel.actor import Actor
from linli.kernel.scope import seeing
from linli.people.models import Person
from linli.records import told as records
from linli.records.models import Kind
from linli.tasks import told as tasks

DONE: dict[str, str | Promise] = {
    Kind.HOME_VISIT: gettext_lazy("%(by)s来看过%(who)s"),
    Kind.PHONE_VISIT: gettext_lazy("%(by)s给%(who)s打过电话"),
    Kind.VIDEO_VISIT: gettext_lazy("%(by)s和%(who)s视频见过面"),
    Kind.EVENT: gettext_lazy("%(who)s参加了活动"),
    Kind.REQUEST: gettext_lazy("%(who)s反映的事，%(by)s记下了"),
    Kind.WISH: gettext_lazy("%(who)s的心愿，%(by)s记下了"),
}
COMING: dict[str, str | Promise] = {
    "call_back": gettext_lazy("%(day)s以前，社区给%(who)s打电话"),
    "visit": gettext_lazy("%(day)s，社区来看%(who)s"),
    "rights_request": gettext_lazy("%(day)s以前，社区答复%(who)s关于自己信息的请求"),
}


@dataclass(frozen=True)
class Line:
    """One sentence; ``coming`` tells what is to come from what was done."""

    day: date
    words: str
    coming: bool

    @property
    def spoken(self) -> str:
        """The sentence with its day, to be read aloud."""
        if self.coming:
            return self.words + "。"
        year = "" if self.day.year == timezone.localdate().year else _("%(year)d年") % {"year": self.day.year}
        return f"{year}{month_and_day(self.day)}，{self.words}。"


def announce() -> None:
    """Say which todos residents are told of; called once when the desk is loaded."""
    for kind, words in COMING.items():
        tasks.register(kind, words)


def of(person: Person, *, by: Actor, who: str = "", most: int = 20) -> list[Line]:
    """Return what comes and what was done, at most ``most`` lines; ``who`` is how she is called (您 for herself)."""
    who = who or _("您")
    with seeing(replace(by.scope, persons=(person.pk,))):
        coming, done = tasks.concerning(person.pk), records.done(most)
    lines = [
        Line(task.due_on, tasks.words_of(task) % {"day": month_and_day(task.due_on), "who": who}, True)
        for task in coming
    ]
    lines += [Line(one.day, str(DONE[one.kind]) % {"by": one.by or _("社区"), "who": who}, False) for one in done]
    return lines[:most]


def sentences(lines: Iterable[Line], most: int = 3) -> list[str]:
    """Return what is read aloud: what comes first, then what was last; one sentence when there is nothing yet."""
    told = [line.spoken for line in lines][:most]
    return told or [_("现在没有等着办的事。有事就跟社区说。")]
