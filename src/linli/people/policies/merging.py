"""Who may put two files together, and take them apart."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refusal
from linli.people import locks
from linli.people.merging import BOTH, CHOSEN, KEPT, OTHER
from linli.people.models import Merge, Person
from linli.people.policies.files import READERS

# The county's officer puts together what lies in two towns; a grid's worker asks her community.
MERGERS = READERS - {Role.GRID_WORKER}


def merge(by: Actor, kept: Person, other: Person) -> Refusal:
    """Two files of one county that the worker keeps, neither of them merged already; no alias leads to an alias."""
    if kept.pk == other.pk:
        return _("请选两份不同的档案。")
    if by.role not in MERGERS:
        return _("合并档案请让社区或社工站的同事来做。")
    if kept.county_id != other.county_id:
        return _("两份档案在不同的区县，请联系县里的协调人核对。")
    for one in (kept, other):
        if one.merged_into is not None:
            return _("“%(name)s”这份档案已经并入“%(into)s”。") % {"name": one, "into": one.merged_into}
    if other.aliases.exists():
        return _("“%(name)s”名下并过别的档案，请把它选作留下的那一份。") % {"name": other}
    return _reaches(by, kept, other)


def choose(kept: Person, other: Person, chosen: Mapping[str, str]) -> Refusal:
    """Each field comes from one of the two; where she lives goes with the file that is kept."""
    if set(chosen) != set(CHOSEN) or set(chosen.values()) - {KEPT, OTHER, BOTH}:
        return _("请在两份档案里给每一项选一边。")
    if BOTH in (value for name, value in chosen.items() if name != "document"):
        return _("只有证件可以两份都留。")
    if chosen["household"] == OTHER and kept.community_id != other.community_id:
        return _("两份档案在不同的社区。住哪里跟着留下的那一份走，请把住得对的那一份选作留下的。")
    return None


def unmerge(by: Actor, merge: Merge, kept: Person, other: Person) -> Refusal:
    """A merge that stands is undone by who could have made it; what came on top of it is undone first."""
    if merge.undone_at is not None:
        return _("这次合并已经撤销了。")
    if kept.merged_into is not None:
        return _("“%(name)s”后来又并入了“%(into)s”，请先撤销那一次。") % {"name": kept, "into": kept.merged_into}
    if by.role not in MERGERS:
        return _("撤销合并请让社区或社工站的同事来做。")
    return _reaches(by, kept, other)


def _reaches(by: Actor, kept: Person, other: Person) -> Refusal:
    """Who sees only one of the two is told whom to ask, and nothing of the other; a shut file is not compared."""
    if not (by.scope.holds(kept) and by.scope.holds(other)):
        return _("有一份档案不在您负责的范围内，请联系县里的协调人核对。")
    return locks.refusal((kept, other), by)


def find_duplicates(by: Actor) -> Refusal:
    """Whole counties are compared by the system at night."""
    return None if by.channel == Channel.JOB else _("疑似重复由系统每天夜里来找。")


def part(by: Actor, first: Person, second: Person) -> Refusal:
    """Who may merge two files may say that they are of two people."""
    if by.role not in MERGERS:
        return _("是不是同一个人，请让社区或社工站的同事来核对。")
    return _reaches(by, first, second)
