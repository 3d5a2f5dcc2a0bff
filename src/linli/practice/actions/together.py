"""Verbs of the papers of groups and activities: a form filled in, a paper that leaves, a sheet that comes back."""

from collections.abc import Mapping

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require
from linli.practice.actions.forms import Told, filed
from linli.practice.actions.papers import came_back, left
from linli.practice.definitions import Form
from linli.practice.models import Activity, Group, WorkAnswer, WorkCount, WorkPaper, WorkSheet
from linli.practice.policies import together as policies
from linli.practice.queries.together import owner


@action
def file_work_form(work: Group | Activity, form: Form, told: Mapping[str, Told], *, by: Actor) -> WorkAnswer:
    """Fill a form of a group or an activity in; kept and counted as one of a case is. Raises ``Refused``."""
    work = type(work)._default_manager.select_for_update(of=("self",)).get(pk=work.pk)
    require(policies.file_work_form(by, work))
    answer: WorkAnswer = filed(WorkAnswer, WorkCount, owner(work), form, work, told, by)
    audit.record("work_form.filed", work, by=by, form=form.code, version=answer.version.number)
    return answer


@action
def print_work_paper(
    work: Group | Activity, form: str, kind: str, *, by: Actor, answer: WorkAnswer | None = None
) -> WorkPaper:
    """Note that a form of a group or an activity leaves as PDF or Word, before a byte of it does."""
    require(policies.print_work_paper(by, work))
    made: WorkPaper = left(WorkPaper, owner(work), form, kind, answer, work, by)
    audit.record("work_paper.printed", work, by=by, form=form, kind=kind, paper=str(made.pk))
    return made


@action
def bring_work_back(paper: WorkPaper, photograph: bytes, *, by: Actor, scanned: bool) -> WorkSheet:
    """Keep the photograph of a signed sheet, made anew already, with the group or the activity it belongs to."""
    require(policies.bring_work_back(by, paper))
    sheet: WorkSheet = came_back(WorkSheet, owner(paper.subject), paper, photograph, by)
    audit.record("work_paper.returned", paper.subject, by=by, paper=str(paper.pk), scanned=scanned)
    return sheet
