"""抽样: how far the drawing of a sample is, for whoever asked for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.privacy import Privacy
from linli.surveys.models.surveys import Survey


class DrawRun(models.Model):
    """One drawing that the worker does, because the frame is long; asked for again after a fault it begins anew."""

    privacy = Privacy.INTERNAL

    class Step(models.IntegerChoices):
        WAITING = 0, _("排队")
        READING = 1, _("读名单")
        DRAWING = 2, _("抽样")
        KEEPING = 3, _("存样本")
        DONE = 4, _("抽好了")

    survey = models.OneToOneField(Survey, models.PROTECT, primary_key=True, related_name="draw_run")
    asked_at = models.DateTimeField(_("什么时候要的"))
    step = models.SmallIntegerField(_("到哪一步"), choices=Step.choices, default=Step.WAITING)
    people = models.IntegerField(_("名单里几个人"), default=0)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("什么时候结束"), null=True)

    class Meta:
        verbose_name = _("抽样进度")
