"""From now on a piece of work counts to another programme, or to none; what was recorded stays where it is."""

from linli.audit import actions as audit
from linli.directory.models import Programme
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require
from linli.practice.actions.cases import locked
from linli.practice.models import CaseFile, CommunityProject, Group
from linli.practice.policies import programmes as policies
from linli.records import actions as records
from linli.records.models import ProgrammeChange


@action
def work_under(
    work: CaseFile | Group | CommunityProject, programme: Programme | None, *, by: Actor, reason: str
) -> ProgrammeChange:
    """Say under which programme (None: none) a case, a group or a community project is worked from now on, and why.

    Raises ``Refused``.
    """
    work = locked(work) if isinstance(work, CaseFile) else work
    require(policies.work_under(by, work))
    assert work.undertaking is not None
    made = records.work_under(work.undertaking, programme, by=by, reason=reason)
    audit.record("work.moved_to_programme", work, by=by)
    return made
