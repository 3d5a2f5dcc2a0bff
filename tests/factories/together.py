"""Papers of groups and activities for tests, as they leave and come back."""

from typing import Any

from django.utils import timezone

from linli.accounts.models import Post
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.policy import acting
from linli.people.actions.areas import of_row
from linli.practice.definitions import every
from linli.practice.models import FormVersion, WorkAnswer, WorkPaper, WorkSheet
from linli.practice.queries.together import Work, of, owner


def _post(work: Work, by: Actor | None) -> Any:
    if by and by.post:
        return by.post
    found = Post.objects.first()
    assert found is not None
    return found.pk


def filed(work: Work, by: Actor | None = None) -> WorkAnswer:
    """Return a form filled in about a group or an activity, whoever asks."""
    form = every()[f"{of(work)}_{'evaluation' if of(work) == 'group' else 'summary'}"]
    told = {"content": form.content, "digest": form.digest, "source": form.source}
    with acting():
        version, _ = FormVersion.objects.get_or_create(
            county_id=work.county_id, code=form.code, number=1, defaults=told
        )
        answer = WorkAnswer(
            version=version, code=form.code, filed_at=timezone.now(), replaced_at=timezone.now(),
            by_post_id=_post(work, by), **owner(work), **of_row(work),
        )  # fmt: skip
        answer.told = '{"values":{},"tables":{}}'
        answer.save(force_insert=True)
    return answer


def printed(work: Work, by: Actor | None = None, **facts: Any) -> WorkPaper:
    """Return a paper of a group or an activity that left."""
    with acting():
        return WorkPaper.objects.create(
            code=new_id().hex[-10:].upper(), form=f"{of(work)}_plan", kind="pdf", by_post_id=_post(work, by),
            **({"printed_at": timezone.now()} | facts), **owner(work), **of_row(work),
        )  # fmt: skip


def returned(work: Work, by: Actor | None = None) -> WorkSheet:
    """Return a sheet of a group or an activity that came back."""
    paper = printed(work, by)
    with acting():
        return WorkSheet.objects.create(
            paper=paper, digest="0" * 64, at=timezone.now(), by_post_id=paper.by_post_id, **owner(work), **of_row(work)
        )
