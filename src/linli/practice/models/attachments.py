"""附件: photographs of what belongs to a case (a certificate, a drawing), and which go with an application for aid."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.practice.models.aid import AidApplication
from linli.practice.models.cases import OfCase, OfCaseQuerySet


class CaseAttachment(OfCase):
    """One photograph, made anew and sealed. ``session`` is the number of the session it belongs to, if to one.

    Attached wrongly it is taken out: the row stays and says who and why, the picture and its name are gone.
    """

    class Kind(models.TextChoices):
        PROOF = "proof", _("证明、证件")
        LETTER = "letter", _("信、通知、单据")
        WORK = "work", _("画、手工、作品")
        THING = "thing", _("交接的东西")
        OTHER = "other", _("别的")

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "kind": Sensitivity.PLAIN, "title_sealed": Sensitivity.SPECIAL, "picture_sealed": Sensitivity.SPECIAL,
        "why_sealed": Sensitivity.SPECIAL, "digest": Sensitivity.PLAIN, "by_name": Sensitivity.PLAIN,
        "taken_out_by": Sensitivity.PLAIN,
    }  # fmt: skip

    kind = models.CharField(_("是什么"), max_length=6, choices=Kind.choices)
    title_sealed = SealedColumn(_("名称"))
    title = SealedText("title_sealed")
    session = models.IntegerField(_("第几次会谈"), null=True)
    picture_sealed = SealedColumn(_("照片"))
    picture = SealedText("picture_sealed")
    digest = models.CharField(_("照片校验值"), max_length=64)
    at = models.DateTimeField(_("什么时候附的"))
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("谁附的"), max_length=50, blank=True, default="")
    taken_out_at = models.DateTimeField(_("什么时候拿掉的"), null=True)
    taken_out_by = models.CharField(_("谁拿掉的"), max_length=50, blank=True, default="")
    why_sealed = SealedColumn(_("为什么拿掉"))
    why = SealedText("why_sealed")

    objects = OfCaseQuerySet["CaseAttachment"].as_manager()

    class Meta:
        verbose_name = _("附件")
        constraints = [
            models.UniqueConstraint(
                "case", "digest", condition=Q(taken_out_at=None), name="photograph_is_attached_once"
            ),
            models.CheckConstraint(
                condition=Q(taken_out_at=None) | Q(picture_sealed=None, title_sealed=None),
                name="attachment_taken_out_keeps_no_picture",
            ),
        ]
        indexes = [models.Index("case", F("at").desc(), F("id").desc(), name="attachment_case")]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())


class EnclosureQuerySet(models.QuerySet["AidEnclosure"]):
    def visible_to(self, actor: Actor) -> "EnclosureQuerySet":
        """Return what went with the applications that an actor may read."""
        return self.filter(application__in=AidApplication.objects.visible_to(actor))


class AidEnclosure(OfCase):
    """An attachment of the case that went with an application for aid; ended when it is left out of a mended one."""

    privacy = Privacy.PROTECTED
    sensitivity = {**PLACED}

    application = models.ForeignKey(AidApplication, models.PROTECT, related_name="enclosures")
    attachment = models.ForeignKey(CaseAttachment, models.PROTECT, related_name="enclosures")
    at = models.DateTimeField(_("什么时候附上的"))
    ended_at = models.DateTimeField(_("什么时候不附了"), null=True)

    objects = EnclosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("救助申请的材料")
        constraints = [
            models.UniqueConstraint(
                "application", "attachment", condition=Q(ended_at=None), name="attachment_is_enclosed_once"
            )
        ]
