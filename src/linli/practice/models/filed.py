"""What forms and papers are, whatever they belong to: filled in, counted, printed, brought back signed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED

TYPED = (
    Q(number__isnull=False, day=None, choice="")
    | Q(number=None, day__isnull=False, choice="")
    | (Q(number=None, day=None) & ~Q(choice=""))
)


class Filled(models.Model):
    """A form as it was filled in: every value (typed or brought) and every row, sealed. Only added."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "code": Sensitivity.PLAIN, "told_sealed": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    code = models.CharField(_("哪张表"), max_length=40)
    told_sealed = SealedColumn(_("填的内容"))
    told = SealedText("told_sealed")
    filed_at = models.DateTimeField(_("填表时间"))
    replaced_at = models.DateTimeField(_("换新的时间"), null=True)
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_name = models.CharField(_("谁填的"), max_length=50, blank=True, default="")

    class Meta:
        abstract = True


class Counted(models.Model):
    """One answer that is counted, in a column of its type (docs/adr/0023). Only added."""

    code = models.CharField(_("哪个问题"), max_length=81)
    number = models.DecimalField(_("数字"), max_digits=12, decimal_places=2, null=True)
    day = models.DateField(_("日期"), null=True)
    choice = models.CharField(_("选的"), max_length=60, blank=True, default="")

    class Meta:
        abstract = True


class Printed(models.Model):
    """A paper that left: which form, by whom, when, and the code in its corner that leads back. Only added."""

    code = models.CharField(_("纸上的编号"), max_length=12, unique=True)
    form = models.CharField(_("哪张表"), max_length=40)
    kind = models.CharField(_("什么格式"), max_length=4)
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_name = models.CharField(_("谁打印的"), max_length=50, blank=True, default="")
    printed_at = models.DateTimeField(_("打印时间"))

    class Meta:
        abstract = True


class Returned(models.Model):
    """A photograph of a paper that was signed, made anew and kept sealed with the paper it shows. Only added."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "picture_sealed": Sensitivity.SPECIAL, "digest": Sensitivity.PLAIN, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    picture_sealed = SealedColumn(_("照片"))
    picture = SealedText("picture_sealed")
    digest = models.CharField(_("照片校验值"), max_length=64)
    at = models.DateTimeField(_("什么时候传回"))
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_name = models.CharField(_("谁传回的"), max_length=50, blank=True, default="")

    class Meta:
        abstract = True
