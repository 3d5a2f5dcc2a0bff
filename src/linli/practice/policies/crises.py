"""Who records a crisis and how it ended: the sentence that refuses, or None.

A life comes first: neither missing consent, nor a file that waits for approval, nor a restriction stands in the way
(个人信息保护法 13, first paragraph, item 4).
"""

from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.practice.models import OPEN, CaseFile, CrisisResponse
from linli.practice.policies.cases import IN_CHARGE, member


def raise_crisis(by: Actor, case: CaseFile) -> Refusal:
    """Whoever is in the team of an open case, its supervisor too, or the head of the station."""
    if not _near(by, case):
        return _("危机由个案团队或站长来记。有人有危险，请马上打110或120，再打给站长。")
    if case.state not in OPEN:
        return _("这个个案已经结束。有人有危险，请马上打110或120；是孩子的，从居民页开始强制报告。")
    return None


def note_crisis(by: Actor, crisis: CrisisResponse) -> Refusal:
    """The same people say how it ended, once."""
    if not _near(by, crisis.case):
        return _("危机的结果由个案团队或站长来记。")
    if crisis.ended_at is not None:
        return _("这次危机已经记过结果了。")
    return None


def _near(by: Actor, case: CaseFile) -> bool:
    return member(by, case) is not None or (by.role in IN_CHARGE and by.scope.holds(case))
