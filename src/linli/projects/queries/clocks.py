"""The clocks of a contract: signed within days of the award, its copy filed within working days of the signature."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from linli.kernel.period import working_days_on
from linli.projects.models import ServiceProject
from linli.projects.packs import Rules

SOON = 3  # days before the last from which a clock wants a question


@dataclass(frozen=True)
class Clock:
    """One thing that is due: ``done_on`` is None while it is not done; ``left`` are days, negative when over."""

    code: str
    name: str
    due_on: date
    done_on: date | None
    left: int

    @property
    def told(self) -> str:
        """Say how it stands."""
        if self.done_on is not None:
            late = (self.done_on - self.due_on).days
            told = _("%(day)s 办了") % {"day": self.done_on}
            return told if late <= 0 else _("%(told)s，晚了 %(n)d 天") % {"told": told, "n": late}
        if self.left < 0:
            return _("应在 %(day)s 前，过了 %(n)d 天") % {"day": self.due_on, "n": -self.left}
        return _("%(day)s 前，还剩 %(n)d 天") % {"day": self.due_on, "n": self.left}

    @property
    def presses(self) -> bool:
        """True when it is not done and has little time left, or none."""
        return self.done_on is None and self.left <= SOON

    @property
    def tone(self) -> str:
        """Return how it is marked."""
        if self.done_on is not None:
            return "good"
        return "danger" if self.left < 0 else "due" if self.presses else "info"


def clocks(project: ServiceProject, rules: Rules, today: date) -> list[Clock]:
    """Return the clocks that an award and a signature have set going."""
    found = []
    if project.awarded_on is not None:
        due = project.awarded_on + timedelta(days=rules.sign_days)
        found.append(Clock("sign", _("签合同"), due, project.signed_on, (due - today).days))
    if project.signed_on is not None:
        due = working_days_on(project.signed_on, rules.file_days)
        found.append(Clock("file", _("合同备案"), due, project.filed_on, (due - today).days))
    return found
