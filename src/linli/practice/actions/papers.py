"""Verbs of papers: a form leaves, the whole file is asked for, made, taken and cleared, a signed sheet comes back."""

import base64
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from linli.accounts.models import Post
from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.papers import pictures
from linli.people.actions.areas import of_row
from linli.practice import policies
from linli.practice.models import CaseFile, Dossier, FormAnswer, PrintedPaper
from linli.practice.models.filed import Filled, Printed, Returned
from linli.practice.packs import clocks
from linli.practice.papers import dossier as whole
from linli.practice.papers import setting
from linli.practice.papers.setting import DOSSIER

SHORT = 60  # sheets that are set while somebody waits; a longer file goes to the worker
JOB = "linli.practice.tasks.make_dossier"
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is mistaken for something else when it is typed


@action
def print_paper(case: CaseFile, form: str, kind: str, *, by: Actor, answer: FormAnswer | None = None) -> PrintedPaper:
    """Note that a form leaves as PDF or Word, before a byte of it does; ``answer`` is an older one printed again."""
    require(policies.print_paper(by, case))
    return _paper(case, form, kind, by, answer)


@action
def ask_dossier(case: CaseFile, kind: str, address: str, *, by: Actor) -> Dossier:
    """Ask for the whole file; a long one is handed to the worker in the same transaction."""
    require(policies.ask_dossier(by, case))
    paper = _paper(case, DOSSIER, kind, by, None)
    made = Dossier.objects.create(
        case=case, paper=paper, kind=kind, records=whole.count(case), asked_at=timezone.now(), **of_row(case)
    )
    audit.record("dossier.asked", case, by=by, kind=kind, records=made.records)
    if made.records > SHORT:
        with suppress(AlreadyEnqueued), transaction.atomic():
            job = app.configure_task(JOB, queueing_lock=f"dossier-{made.pk}")
            job.defer(dossier=str(made.pk), post=str(by.post), address=address)
        return made
    return make_dossier(made, address, by=by)


@action
def make_dossier(dossier: Dossier, address: str, *, by: Actor) -> Dossier:
    """Set the whole file; once, however often it is asked. ``address`` leads back, with ``{code}`` for the paper's."""
    dossier = _held(dossier)
    require(policies.make_dossier(by, dossier.case))
    if dossier.made_at is not None:
        return dossier
    return _keep(dossier, bound_dossier(dossier, address, setting.packed(whole.sheets(dossier.case, by))), by)


@action
def lay_dossier(dossier: Dossier, *, by: Actor) -> list[str] | None:
    """Return the sheets of a whole file, packed, as they are in this moment; None when it was made already."""
    require(policies.lay_dossier(by, dossier.case))
    return None if dossier.made_at is not None else setting.packed(whole.sheets(dossier.case, by))


@action
def keep_dossier(dossier: Dossier, content: bytes, *, by: Actor) -> Dossier:
    """Keep a whole file that was set; the first one stays."""
    dossier = _held(dossier)
    require(policies.keep_dossier(by, dossier.case))
    return dossier if dossier.made_at is not None else _keep(dossier, content, by)


@action
def advance_dossier(dossier: Dossier, done: int, *, by: Actor) -> None:
    """Note on a whole file's page how many of its sheets are done."""
    require(policies.advance_dossier(by, dossier))
    Dossier.objects.filter(pk=dossier.pk, made_at=None).update(done=done)


def bound_dossier(dossier: Dossier, address: str, sections: list[str], tell: setting.Tell = setting.nobody) -> bytes:
    """Return the bytes of a whole file; asks the database for nothing but the county's template."""
    where = address.replace("{code}", dossier.paper.code)
    return whole.bound(dossier.case, dossier.paper, where, sections, tell)


def _held(dossier: Dossier) -> Dossier:
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("paper", "case__client")
    return rows.defer("content_sealed").get(pk=dossier.pk)


def _keep(dossier: Dossier, content: bytes, by: Actor) -> Dossier:
    dossier.content = base64.b64encode(content).decode()
    dossier.made_at, dossier.done = timezone.now(), dossier.records
    dossier.save(update_fields=["content_sealed", "made_at", "done"])
    audit.record("dossier.made", dossier.case, by=by, kind=dossier.kind, size=len(content))
    return dossier


@action
def take_dossier(dossier: Dossier, *, by: Actor) -> bytes:
    """Return the bytes of a whole file that was made, the taking on the trail."""
    require(policies.take_dossier(by, dossier))
    audit.record("dossier.taken", dossier.case, by=by, kind=dossier.kind)
    return base64.b64decode(dossier.content)


@action
def note_dossier(dossier: Dossier, sentence: str, *, by: Actor) -> None:
    """Note on a whole file's page why it could not be made."""
    require(policies.note_dossier(by, dossier))
    Dossier.objects.filter(pk=dossier.pk, made_at=None).update(note=sentence[:200])


@action
def clear_dossiers(*, by: Actor) -> int:
    """Empty whole files that were made more than a day ago; returns how many."""
    require(policies.clear_dossiers(by))
    now = timezone.now()
    until = now - timedelta(hours=clocks()["dossier_hours"])
    rows = Dossier.objects.filter(asked_at__lt=until, cleared_at=None)
    count = rows.update(content_sealed=None, cleared_at=now)
    if count:
        audit.record("dossier.cleared", None, by=by, count=count)
    return count


def left(
    paper: type[Printed], whose: Mapping[str, Any], form: str, kind: str, answer: Filled | None, subject: Any, by: Actor
) -> Any:
    """Write the row of a paper that leaves, inside the verb that has asked; ten letters in its corner lead back.

    ``paper`` is the table it stands in, ``whose`` the column that names what it is of.
    """
    code = "".join(secrets.choice(LETTERS) for _letter in range(10))
    papers: Any = paper._default_manager
    return papers.create(
        code=code, form=form, kind=kind, answer=answer, by_post=Post.objects.get(pk__in=[by.post]), by_name=by.name,
        printed_at=timezone.now(), **whose, **of_row(subject),
    )  # fmt: skip


def came_back(sheet: type[Returned], whose: Mapping[str, Any], paper: Any, photograph: bytes, by: Actor) -> Any:
    """Keep the photograph of a signed sheet, made anew already, with its paper; once. Raises ``Refused``."""
    digest = pictures.digest(photograph)
    sheets: Any = sheet._default_manager
    if sheets.filter(paper=paper, digest=digest).exists():
        raise Refused(_("这张照片已经传过了。"), "photo")
    made = sheets.model(
        paper=paper, digest=digest, at=timezone.now(), by_post=Post.objects.get(pk__in=[by.post]), by_name=by.name,
        **whose, **of_row(paper),
    )  # fmt: skip
    made.picture = pictures.kept(photograph)
    made.save(force_insert=True)
    return made


def _paper(case: CaseFile, form: str, kind: str, by: Actor, answer: FormAnswer | None) -> PrintedPaper:
    made: PrintedPaper = left(PrintedPaper, {"case": case}, form, kind, answer, case, by)
    audit.record("paper.printed", case, by=by, form=form, kind=kind, paper=str(made.pk))
    return made
