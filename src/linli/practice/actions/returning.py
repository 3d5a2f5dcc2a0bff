"""A signed sheet comes back: its photograph is kept with the paper whose code stands on it."""

from typing import IO

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people.actions.areas import of_row
from linli.practice import codes, pictures, policies
from linli.practice.actions.together import bring_work_back
from linli.practice.models import CaseFile, PrintedPaper, ReturnedSheet, WorkSheet
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
    return _kept(paper, photograph, by, scanned=bool(found))


def _kept(paper: PrintedPaper, photograph: bytes, by: Actor, *, scanned: bool) -> ReturnedSheet:
    digest = pictures.digest(photograph)
    if ReturnedSheet.objects.filter(paper=paper, digest=digest).exists():
        raise Refused(_("这张照片已经传过了。"), "photo")
    sheet = ReturnedSheet(
        case=paper.case, paper=paper, digest=digest, at=timezone.now(),
        by_post=Post.objects.get(pk__in=[by.post]), by_name=by.name, **of_row(paper),
    )  # fmt: skip
    sheet.picture = pictures.kept(photograph)
    sheet.save(force_insert=True)
    audit.record("paper.returned", paper.case, by=by, paper=str(paper.pk), scanned=scanned)
    return sheet
