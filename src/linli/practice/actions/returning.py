"""A signed sheet comes back: its photograph is kept with the paper whose code stands on it."""

from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.papers import pictures
from linli.practice import codes, policies
from linli.practice.actions.papers import came_back
from linli.practice.actions.together import bring_work_back
from linli.practice.models import CaseFile, ReturnedSheet, WorkSheet
from linli.practice.queries import papers as queries
from linli.practice.queries import together as works

UNKNOWN = lazy("认不出这张纸：编号不对，或者它不归您。请把角上的二维码拍清楚，或者照着纸上打一遍编号。")


@action
def bring_back(file: IO[bytes], code: str, *, by: Actor, case: CaseFile | None = None) -> ReturnedSheet | WorkSheet:
    """Keep the photograph of a signed sheet with the record it belongs to, of a case, a group or an activity.

    The QR in it says which paper it is; ``code``, typed, is taken when it cannot be read. On the page of a ``case`` a
    paper of another is not taken. Whose paper it is, nobody is told who may not open it. Raises ``Refused``.
    """
    photograph = pictures.photograph(file, "photo")
    found = codes.scanned(photograph)
    told = codes.typed(code)
    if len(found) > 1 and told not in found:
        raise Refused(_("照片里有两张纸的二维码，请一张一张拍，或者打上这一张的编号。"), "code")
    if found and told and told not in found:
        raise Refused(_("打的编号和照片里的二维码不一样，请看看是不是拍错了纸。"), "code")
    if not found and not told:
        raise Refused(_("照片里读不出二维码，请照着纸上打一遍编号（十个字）。"), "code")
    paper = queries.paper_of(told or found[0], by)
    work = works.paper_of(told or found[0], by) if paper is None and case is None else None
    if work is not None:
        return bring_work_back(work, photograph, by=by, scanned=bool(found))
    if paper is None or (case is not None and paper.case_id != case.pk):
        raise Refused(UNKNOWN, "code")
    require(policies.bring_back(by, paper))
    sheet: ReturnedSheet = came_back(ReturnedSheet, {"case": paper.case}, paper, photograph, by)
    audit.record("paper.returned", paper.case, by=by, paper=str(paper.pk), scanned=bool(found))
    return sheet
