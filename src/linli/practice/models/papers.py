"""表和纸: definitions of printed forms, what was filled in, papers that left, the whole file, a county's templates."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.places.models import Division
from linli.practice.models.cases import CaseFile, OfCase, OfCaseQuerySet
from linli.practice.models.filed import TYPED, Counted, Filled, Printed, Returned


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


class FormAnswer(Filled, OfCase):
    """A form as it was filled in about a case."""

    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="answers")

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


class CountedAnswer(Counted, OfCase):
    """One answer about a case that is counted."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "code": Sensitivity.PLAIN, "number": Sensitivity.SPECIAL, "choice": Sensitivity.SPECIAL,
    }  # fmt: skip

    answer = models.ForeignKey(FormAnswer, models.PROTECT, related_name="counted")

    objects = OfCaseQuerySet["CountedAnswer"].as_manager()

    class Meta:
        verbose_name = _("进统计的回答")
        constraints = [
            models.UniqueConstraint("answer", "code", name="question_is_counted_once_a_form"),
            models.CheckConstraint(condition=TYPED, name="counted_answer_has_one_type"),
        ]
        indexes = [models.Index("county_id", "code", name="counted_code")]


class PrintedPaper(Printed, OfCase):
    """A paper of a case that left."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "code": Sensitivity.PLAIN, "form": Sensitivity.PLAIN, "kind": Sensitivity.PLAIN,
        "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    answer = models.ForeignKey(FormAnswer, models.PROTECT, null=True, related_name="papers")

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


class ReturnedSheet(Returned, OfCase):
    """A photograph of a paper of a case that came back signed."""

    paper = models.ForeignKey(PrintedPaper, models.PROTECT, related_name="returned")

    objects = OfCaseQuerySet["ReturnedSheet"].as_manager()

    class Meta:
        verbose_name = _("传回的纸")
        constraints = [models.UniqueConstraint("paper", "digest", name="photograph_comes_back_once")]
        indexes = [models.Index("case", F("at").desc(), "id", name="returned_case")]
