"""Who says under which programme a case, a group or a community project is worked: the refusing sentence, or None."""

from django.utils.translation import gettext as _

from linli.directory.models import Programme
from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.practice.models import CaseFile, CommunityProject, Group
from linli.practice.policies.activities import plan_activity
from linli.practice.policies.cases import works
from linli.practice.policies.groups import leads
from linli.records.policies import runs_here


def opens_under(programme: Programme | None, county: int) -> Refusal:
    """New work is opened under a programme that runs today in its county, or under none."""
    return None if programme is None else runs_here(programme, county)


def work_under(by: Actor, work: CaseFile | Group | CommunityProject) -> Refusal:
    """Whoever writes in it says so, once there is something to count: an accepted case, a group that has begun."""
    refusal = (
        works(by, work) if isinstance(work, CaseFile)
        else leads(by, work) if isinstance(work, Group)
        else plan_activity(by, work)
    )  # fmt: skip
    if refusal is not None:
        return refusal
    return None if work.undertaking_id else _("还没有接案（开组），接案（开组）以后再改。")
