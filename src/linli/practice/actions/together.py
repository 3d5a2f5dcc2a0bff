"""Verbs of the papers of groups and activities: a form filled in, a paper that leaves, a sheet that comes back."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.people.actions.areas import of_row
from linli.practice import pictures
from linli.practice.actions.forms import Told, counted, filled, kept
from linli.practice.actions.papers import fresh_code
from linli.practice.definitions import Form
from linli.practice.models import Activity, Group, WorkAnswer, WorkCount, WorkPaper, WorkSheet
from linli.practice.policies import together as policies
from linli.practice.queries.together import owner


@action
def file_work_form(work: Group | Activity, form: Form, told: Mapping[str, Told], *, by: Actor) -> WorkAnswer:
    """Fill a form of a group or an activity in; kept and counted as one of a case is. Raises ``Refused``."""
    work = type(work)._default_manager.select_for_update(of=("self",)).get(pk=work.pk)
    require(policies.file_work_form(by, work))
    content, now, whose = filled(form, work, told, by), timezone.now(), owner(work)
    WorkAnswer.objects.filter(**whose, code=form.code, replaced_at=None).update(replaced_at=now)
    answer = WorkAnswer(
        version=kept(work.county_id, form), code=form.code, filed_at=now, by_post=Post.objects.get(pk__in=[by.post]),
        by_name=by.name, **whose, **of_row(work),
    )  # fmt: skip
    answer.told = content
    answer.save(force_insert=True)
    areas = of_row(answer)
    WorkCount.objects.bulk_create(WorkCount(answer=answer, **typed, **whose, **areas) for typed in counted(form, told))
    audit.record("work_form.filed", work, by=by, form=form.code, version=answer.version.number)
    return answer


@action
def print_work_paper(
    work: Group | Activity, form: str, kind: str, *, by: Actor, answer: WorkAnswer | None = None
) -> WorkPaper:
    """Note that a form of a group or an activity leaves as PDF or Word, before a byte of it does."""
    require(policies.print_work_paper(by, work))
    made = WorkPaper.objects.create(
        code=fresh_code(), form=form, kind=kind, answer=answer, by_post=Post.objects.get(pk__in=[by.post]),
        by_name=by.name, printed_at=timezone.now(), **owner(work), **of_row(work),
    )  # fmt: skip
    audit.record("work_paper.printed", work, by=by, form=form, kind=kind, paper=str(made.pk))
    return made


@action
def bring_work_back(paper: WorkPaper, photograph: bytes, *, by: Actor, scanned: bool) -> WorkSheet:
    """Keep the photograph of a signed sheet, made anew already, with the group or the activity it belongs to."""
    require(policies.bring_work_back(by, paper))
    digest = pictures.digest(photograph)
    if WorkSheet.objects.filter(paper=paper, digest=digest).exists():
        raise Refused(_("这张照片已经传过了。"), "photo")
    sheet = WorkSheet(
        paper=paper, digest=digest, at=timezone.now(), by_post=Post.objects.get(pk__in=[by.post]), by_name=by.name,
        **owner(paper.subject), **of_row(paper),
    )  # fmt: skip
    sheet.picture = pictures.kept(photograph)
    sheet.save(force_insert=True)
    audit.record("work_paper.returned", paper.subject, by=by, paper=str(paper.pk), scanned=scanned)
    return sheet
