"""立项: what a project is to do and to cost: needs, indicators, budget, milestones, evaluation, who works in it."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from linli.directory.money import yuan
from linli.projects.models.projects import OfProject
from linli.records.definitions import Measure


class Days(Func):
    """``daterange(first, last, '[]')``."""

    function = "daterange"


class Need(OfProject):
    """需求依据: a number picked from the records with its period and definition, or said with its source."""

    class Kind(models.TextChoices):
        RECORDS = "records", _("从服务记录里取")
        SURVEY = "survey", _("问卷")
        SAID = "said", _("写下来的")

    kind = models.CharField(_("怎么来的"), max_length=8, choices=Kind.choices)
    text = models.CharField(_("需求"), max_length=500)
    source = models.CharField(_("出处"), max_length=300)
    indicator = models.CharField(_("口径"), max_length=60, blank=True)
    definitions = models.CharField(_("口径版本"), max_length=60, blank=True)
    place_id = models.IntegerField(_("哪里"), null=True)
    starts_on = models.DateField(_("从"), null=True)
    ends_on = models.DateField(_("到"), null=True)
    value = models.BigIntegerField(_("数"), null=True)
    unit = models.CharField(_("单位"), max_length=10, blank=True)
    counted_at = models.DateTimeField(_("数到什么时候"), null=True)

    class Meta:
        verbose_name = _("需求依据")
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="need_says_its_source"),
            models.CheckConstraint(
                condition=~Q(kind="records")
                | Q(value__isnull=False, starts_on__isnull=False, ends_on__isnull=False, counted_at__isnull=False)
                & ~Q(indicator="") & ~Q(definitions=""),
                name="need_from_records_says_what_was_counted",
            ),
        ]  # fmt: skip


class Indicator(OfProject):
    """指标: what is counted, by which rule, how much of it by when. ``target`` is in ``unit`` (hours for hours).

    ``rule`` is a :class:`~linli.records.definitions.Definition` as plain data, frozen when the indicator was said.
    ``min_acts`` and ``min_heads`` are the contract's minimums: a case, group or activity below them does not count yet.
    """

    class Nature(models.TextChoices):
        OUTPUT = "output", _("产出")
        OUTCOME = "outcome", _("成效")

    class How(models.TextChoices):
        DEFINITION = "definition", _("按全县统一口径")
        OWN = "own", _("按本项目的口径")
        SURVEY = "survey", _("看满意度调查")

    position = models.SmallIntegerField(_("第几个"))
    nature = models.CharField(_("类别"), max_length=8, choices=Nature.choices)
    name = models.CharField(_("指标"), max_length=60)
    meaning = models.CharField(_("什么算一个"), max_length=300)
    how = models.CharField(_("怎么数"), max_length=10, choices=How.choices)
    rule = models.JSONField(_("口径"), default=dict)
    measure = models.CharField(_("数什么"), max_length=12, choices=Measure.choices, blank=True)
    kinds = ArrayField(models.CharField(max_length=20), verbose_name=_("哪类记录"), default=list)
    definition = models.CharField(_("统一口径"), max_length=60, blank=True)
    min_acts = models.IntegerField(_("每个至少几次"), default=0)
    min_heads = models.IntegerField(_("每个至少几人次"), default=0)
    target = models.BigIntegerField(_("目标"))
    unit = models.CharField(_("单位"), max_length=10)
    proof = models.CharField(_("拿什么作证"), max_length=300)
    source = models.CharField(_("出处"), max_length=300, blank=True)
    starts_on = models.DateField(_("从"), null=True)
    ends_on = models.DateField(_("到"), null=True)

    class Meta:
        verbose_name = _("项目指标")
        constraints = [
            models.UniqueConstraint("project", "name", name="indicator_name_is_one_in_its_project"),
            models.CheckConstraint(condition=Q(target__gt=0), name="indicator_has_a_target"),
            models.CheckConstraint(condition=Q(min_acts__gte=0, min_heads__gte=0), name="minimums_are_not_negative"),
            models.CheckConstraint(
                condition=Q(starts_on=None, ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="indicator_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(how="survey") | ~Q(measure=""), name="indicator_says_what_is_counted"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class BudgetLine(OfProject):
    """预算科目: what the money is for, in 分; ``contracted`` is its part of the contract, from the signature on."""

    position = models.SmallIntegerField(_("第几行"))
    name = models.CharField(_("科目"), max_length=60)
    amount = models.BigIntegerField(_("金额(分)"))
    contracted = models.BigIntegerField(_("合同价里的(分)"), null=True)
    note = models.CharField(_("怎么算出来的"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("预算科目")
        constraints = [
            models.UniqueConstraint("project", "name", name="budget_line_is_one_in_its_project"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="budget_line_is_not_negative"),
            models.CheckConstraint(
                condition=Q(contracted=None) | Q(contracted__gte=0, contracted__lte=F("amount")),
                name="contracted_is_within_its_line",
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def limit(self) -> int:
        """Return what may be spent: the line's part of the contract, before it the plan's amount."""
        return self.amount if self.contracted is None else self.contracted

    @property
    def shown(self) -> str:
        """Return what may be spent as it is printed."""
        return yuan(self.limit)


class Milestone(OfProject):
    """里程碑: a stretch of the project and the share that is paid for it, on a condition."""

    class Condition(models.TextChoices):
        SIGNED = "signed", _("签合同")
        MID_TERM = "mid_term", _("中期评估不低于")
        FINAL = "final", _("末期评估不低于")
        INVOICE = "invoice", _("收到发票")

    position = models.SmallIntegerField(_("第几个"))
    name = models.CharField(_("里程碑"), max_length=60)
    percent = models.SmallIntegerField(_("付百分之几"))
    condition = models.CharField(_("条件"), max_length=10, choices=Condition.choices)
    grade = models.CharField(_("等次"), max_length=20, blank=True)
    starts_on = models.DateField(_("这一段从"))
    ends_on = models.DateField(_("到"))
    planned_on = models.DateField(_("打算哪天付"))
    paid_on = models.DateField(_("付了"), null=True)

    class Meta:
        verbose_name = _("里程碑")
        constraints = [
            models.UniqueConstraint("project", "position", name="milestone_has_its_place"),
            models.CheckConstraint(condition=Q(percent__range=(0, 100)), name="milestone_share_is_a_percentage"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="milestone_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(condition__in=["mid_term", "final"]) | ~Q(grade=""), name="milestone_names_its_grade"
            ),
            ExclusionConstraint(
                name="milestones_do_not_overlap",
                expressions=[
                    ("project", RangeOperators.EQUAL),
                    (Days("starts_on", "ends_on", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Criterion(OfProject):
    """评估项: what is scored and how many of a hundred points it weighs; ``bands`` turn a completion into points.

    A band is ``{"from": percent, "points": points}``, the highest first. Without bands the evaluator gives the points.
    ``rule`` says what the bands are held against: ``measure`` (none: every indicator that records tell) and ``compare``
    (the plan alone, or the plan and the bid).
    """

    position = models.SmallIntegerField(_("第几项"))
    block = models.CharField(_("哪一块"), max_length=40)
    name = models.CharField(_("评估项"), max_length=100)
    weight = models.SmallIntegerField(_("多少分"))
    bands = models.JSONField(_("档位"), default=list)
    rule = models.JSONField(_("拿什么比"), default=dict)
    source = models.CharField(_("出处"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("评估项")
        constraints = [
            models.UniqueConstraint("project", "block", "name", name="criterion_is_one_in_its_project"),
            models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="criterion_weighs_something"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class StaffLine(OfProject):
    """人员要求: how many people of what kind the contract asks for."""

    position = models.SmallIntegerField(_("第几行"))
    title = models.CharField(_("做什么"), max_length=60)
    count = models.SmallIntegerField(_("几个人"))
    qualification = models.CharField(_("要有什么资格"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("人员要求")
        constraints = [
            models.UniqueConstraint("project", "title", name="staff_line_is_one_in_its_project"),
            models.CheckConstraint(condition=Q(count__gte=1), name="staff_line_asks_for_somebody"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title
