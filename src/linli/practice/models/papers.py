"""表和纸: definitions of printed forms, what was filled in, papers that left, the whole file, a county's templates."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.places.models import Division
from linli.practice.models.cases import CaseFile, OfCase, OfCaseQuerySet


class FormVersion(models.Model):
    """One version of a form's definition, as a county changed it or as it was shipped when somebody first filled it.

    Only added: what was filled in keeps the version it was given to. Without ``starts_on`` it is a shipped one.
    """

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    county = models.ForeignKey(Division, models.PROTECT, related_name="+")
    code = models.CharField(_("哪张表"), max_length=40)
    number = models.IntegerField(_("版本"))
    content = models.TextField(_("定义"))
    digest = models.CharField(_("校验值"), max_length=64)
    source = models.CharField(_("出处"), max_length=200)
    starts_on = models.DateField(_("起用日期"), null=True)
    by_name = models.CharField(_("谁改的"), max_length=50, blank=True, default="")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("表的版本")
        constraints = [models.UniqueConstraint("county", "code", "number", name="versions_of_a_form_are_numbered_once")]


class FormAnswer(OfCase):
    """A form as it was filled in: every value (typed or brought) and every row, sealed. Only added."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "code": Sensitivity.PLAIN, "told_sealed": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="answers")
    code = models.CharField(_("哪张表"), max_length=40)
    told_sealed = SealedColumn(_("填的内容"))
    told = SealedText("told_sealed")
    filed_at = models.DateTimeField(_("填表时间"))
    replaced_at = models.DateTimeField(_("换新的时间"), null=True)
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_name = models.CharField(_("谁填的"), max_length=50, blank=True, default="")

    objects = OfCaseQuerySet["FormAnswer"].as_manager()

    class Meta:
        verbose_name = _("填好的表")
        constraints = [
            models.UniqueConstraint("case", "code", condition=Q(replaced_at=None), name="case_has_one_form_in_force")
        ]
        indexes = [models.Index("case", F("filed_at").desc(), "id", name="answer_case")]

    @property
    def subject(self) -> CaseFile:
        """The case it was filled in about."""
        return self.case


class CountedAnswer(OfCase):
    """One answer that is counted, in a column of its type (docs/adr/0023). Only added."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "code": Sensitivity.PLAIN, "number": Sensitivity.SPECIAL, "choice": Sensitivity.SPECIAL,
    }  # fmt: skip

    answer = models.ForeignKey(FormAnswer, models.PROTECT, related_name="counted")
    code = models.CharField(_("哪个问题"), max_length=81)
    number = models.DecimalField(_("数字"), max_digits=12, decimal_places=2, null=True)
    day = models.DateField(_("日期"), null=True)
    choice = models.CharField(_("选的"), max_length=60, blank=True, default="")

    objects = OfCaseQuerySet["CountedAnswer"].as_manager()

    class Meta:
        verbose_name = _("进统计的回答")
        constraints = [
            models.UniqueConstraint("answer", "code", name="question_is_counted_once_a_form"),
            models.CheckConstraint(
                condition=Q(number__isnull=False, day=None, choice="")
                | Q(number=None, day__isnull=False, choice="")
                | (Q(number=None, day=None) & ~Q(choice="")),
                name="counted_answer_has_one_type",
            ),
        ]
        indexes = [models.Index("county_id", "code", name="counted_code")]


class PrintedPaper(OfCase):
    """A paper that left: which form, by whom, when, and the code in its corner that leads back. Only added."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "code": Sensitivity.PLAIN, "form": Sensitivity.PLAIN, "kind": Sensitivity.PLAIN,
        "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    code = models.CharField(_("纸上的编号"), max_length=12, unique=True)
    form = models.CharField(_("哪张表"), max_length=40)
    kind = models.CharField(_("什么格式"), max_length=4)
    answer = models.ForeignKey(FormAnswer, models.PROTECT, null=True, related_name="papers")
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_name = models.CharField(_("谁打印的"), max_length=50, blank=True, default="")
    printed_at = models.DateTimeField(_("打印时间"))

    objects = OfCaseQuerySet["PrintedPaper"].as_manager()

    class Meta:
        verbose_name = _("打印过的纸")
        indexes = [models.Index("case", F("printed_at").desc(), "id", name="paper_case")]


class Dossier(OfCase):
    """整卷: one file made into one paper, by the worker when it is long; its bytes lie sealed, for a day."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "kind": Sensitivity.PLAIN, "content_sealed": Sensitivity.SPECIAL, "note": Sensitivity.PLAIN,
    }  # fmt: skip

    paper = models.OneToOneField(PrintedPaper, models.PROTECT, related_name="dossier")
    kind = models.CharField(_("什么格式"), max_length=4)
    records = models.IntegerField(_("几份记录"), default=0)
    done = models.IntegerField(_("做好几份"), default=0)
    content_sealed = SealedColumn(_("文件"))
    content = SealedText("content_sealed")
    note = models.CharField(_("说明"), max_length=200, blank=True, default="")
    asked_at = models.DateTimeField(_("什么时候要的"))
    made_at = models.DateTimeField(_("什么时候做好"), null=True)
    cleared_at = models.DateTimeField(_("什么时候清掉"), null=True)

    objects = OfCaseQuerySet["Dossier"].as_manager()

    class Meta:
        verbose_name = _("整卷")
        indexes = [models.Index("case", F("asked_at").desc(), "id", name="dossier_case")]


class PaperTemplate(models.Model):
    """A county's own Word template of a form or of the whole file. The newest is used; older ones stay."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    county = models.ForeignKey(Division, models.PROTECT, related_name="+")
    code = models.CharField(_("哪张表"), max_length=40)
    file_name = models.CharField(_("文件名"), max_length=200)
    content = models.BinaryField(_("模板"))
    by_name = models.CharField(_("上传人"), max_length=100, blank=True)
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("表的 Word 模板")
        indexes = [models.Index("county", "code", F("uploaded_at").desc(), name="paper_template_newest")]


class ReturnedSheet(OfCase):
    """A photograph of a paper that was signed, made anew and kept sealed with the paper it shows. Only added."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "picture_sealed": Sensitivity.SPECIAL, "digest": Sensitivity.PLAIN, "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    paper = models.ForeignKey(PrintedPaper, models.PROTECT, related_name="returned")
    picture_sealed = SealedColumn(_("照片"))
    picture = SealedText("picture_sealed")
    digest = models.CharField(_("照片校验值"), max_length=64)
    at = models.DateTimeField(_("什么时候传回"))
    by_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    by_name = models.CharField(_("谁传回的"), max_length=50, blank=True, default="")

    objects = OfCaseQuerySet["ReturnedSheet"].as_manager()

    class Meta:
        verbose_name = _("传回的纸")
        constraints = [models.UniqueConstraint("paper", "digest", name="photograph_comes_back_once")]
        indexes = [models.Index("case", F("at").desc(), "id", name="returned_case")]
