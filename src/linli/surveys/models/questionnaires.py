"""问卷: what is asked. A draft is written on; a published version never changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def visible_to(self, actor: Actor) -> "QuestionnaireQuerySet":
        """Return the questionnaires that the actor's own post has begun: whoever asks writes her own questions."""
        return self.filter(owner=actor.post) if actor.post else self.none()


class Questionnaire(models.Model):
    """问卷: its draft, and the versions that were published. It belongs to the post that began it."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = models.UUIDField(_("谁写的"))
    name = models.CharField(_("名称"), max_length=60)
    opening = models.CharField(_("开场白"), max_length=300)
    closing = models.CharField(_("结束语"), max_length=300, blank=True)
    draft = models.JSONField(_("正在写的问题"), default=list)
    begun_at = models.DateTimeField(_("开始"))

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        verbose_name = _("问卷")
        indexes = [models.Index("owner", "begun_at", name="questionnaire_owner")]

    def __str__(self) -> str:
        return self.name


class QuestionnaireVersion(models.Model):
    """One published version; the database lets nobody change it. ``digest`` is the hash of the questions."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="versions")
    number = models.SmallIntegerField(_("版本"))
    opening = models.CharField(_("开场白"), max_length=300)
    closing = models.CharField(_("结束语"), max_length=300, blank=True)
    questions = models.JSONField(_("问题"))
    digest = models.CharField(_("摘要"), max_length=64)
    published_at = models.DateTimeField(_("发布"))

    class Meta:
        verbose_name = _("问卷版本")
        constraints = [models.UniqueConstraint("questionnaire", "number", name="questionnaire_version_is_one")]
