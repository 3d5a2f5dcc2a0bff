"""Verbs of attachments: a photograph is made anew and kept sealed, sent with an application, taken out again."""

from collections.abc import Collection
from typing import IO
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.audit import actions as audit
from linli.kernel.actor import Actor
from linli.kernel.policy import Refused, action, require
from linli.kernel.text import tidy
from linli.papers import pictures
from linli.people.actions.areas import of_row
from linli.practice import policies
from linli.practice.actions.cases import locked
from linli.practice.models import AidApplication, AidEnclosure, CaseAttachment, CaseFile, CaseSession
from linli.practice.words import text

MOST = 200  # photographs of one case
AT_ONCE = 9


@action
def attach(
    case: CaseFile, photos: Collection[IO[bytes]], *, by: Actor, kind: str, title: str = "", session: int | None = None
) -> list[CaseAttachment]:
    """Keep photographs with a case, without what a camera writes into them; all of them or none.

    ``session`` is the number of the session they belong to. Raises ``Refused`` naming the field.
    """
    case = locked(case)
    require(policies.attach(by, case))
    if not photos:
        raise Refused(_("请先拍一张，或者选一张照片。"), "photos")
    if len(photos) > AT_ONCE:
        raise Refused(_("一次最多传%(most)d张，请分几次传。") % {"most": AT_ONCE}, "photos")
    if kind not in CaseAttachment.Kind.values:
        raise Refused(_("请选是什么。"), "kind")
    if session is not None and not CaseSession.objects.filter(case=case, number=session, superseded_at=None).exists():
        raise Refused(_("这个个案没有第%(number)d次会谈。") % {"number": session}, "session")
    kept = CaseAttachment.objects.filter(case=case, taken_out_at=None)
    if kept.count() + len(photos) > MOST:
        raise Refused(_("一个个案最多附%(most)d张，请先拿掉不用的。") % {"most": MOST}, "photos")
    return [_kept(case, file, by, kind=kind, title=title, session=session) for file in photos]


def _kept(case: CaseFile, file: IO[bytes], by: Actor, *, kind: str, title: str, session: int | None) -> CaseAttachment:
    photograph = pictures.photograph(file, "photos")
    digest = pictures.digest(photograph)
    if CaseAttachment.objects.filter(case=case, digest=digest, taken_out_at=None).exists():
        raise Refused(_("这张照片已经附过了。"), "photos")
    made = CaseAttachment(
        case=case, kind=kind, session=session, digest=digest, at=timezone.now(), by_post_id=by.post, by_name=by.name,
        **of_row(case),
    )  # fmt: skip
    made.title, made.picture = text(title, 60, "title"), pictures.kept(photograph)
    made.save(force_insert=True)
    audit.record("attachment.added", case, by=by, attachment=str(made.pk), kind=kind)
    return made


@action
def take_out_attachment(attachment: CaseAttachment, *, by: Actor, why: str) -> CaseAttachment:
    """Take out what was attached wrongly: the picture and its name go, who did it and why stays."""
    case = locked(CaseFile(pk=attachment.case_id))
    attachment = CaseAttachment.objects.select_for_update(of=("self",)).get(pk=attachment.pk)
    attachment.case = case
    require(policies.take_out_attachment(by, attachment))
    if not tidy(why):
        raise Refused(_("请写一句为什么拿掉。"), "why")
    attachment.taken_out_at, attachment.taken_out_by = timezone.now(), by.name
    attachment.why = text(why, 200, "why")
    attachment.title_sealed = attachment.picture_sealed = None
    attachment.save()
    audit.record("attachment.taken_out", case, by=by, attachment=str(attachment.pk))
    return attachment


def enclose(application: AidApplication, enclosed: Collection[UUID]) -> None:
    """Let an application go with these attachments of its case and no others. Raises ``Refused``."""
    found = CaseAttachment.objects.filter(case=application.case, pk__in=enclosed, taken_out_at=None)
    wanted = set(found.values_list("pk", flat=True))
    if wanted != set(enclosed):
        raise Refused(_("选的材料里有一样已经拿掉了，请刷新再选。"), "enclosed")
    now = timezone.now()
    standing = AidEnclosure.objects.filter(application=application, ended_at=None)
    standing.exclude(attachment__in=wanted).update(ended_at=now)
    there = set(standing.values_list("attachment", flat=True))
    for attachment in sorted(wanted - there):
        AidEnclosure.objects.create(
            case=application.case, application=application, attachment_id=attachment, at=now, **of_row(application.case)
        )
