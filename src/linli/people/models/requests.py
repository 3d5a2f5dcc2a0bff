"""个人信息请求: what somebody asks about her own data, and what stands in the way of using or deleting it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models.persons import PLACED, Person, Placed, PlacedQuerySet


class RightsRequest(Placed):
    """个人信息请求: what is asked, by whom and how, by when it is answered; only the answer is added later."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "person": Sensitivity.PLAIN, "kind": Sensitivity.PLAIN, "asker": Sensitivity.PLAIN,
        "asker_name_sealed": Sensitivity.CONTACT, "how": Sensitivity.PLAIN, "words_sealed": Sensitivity.SPECIAL,
        "reason": Sensitivity.PLAIN, "answer_sealed": Sensitivity.SPECIAL, "kept": Sensitivity.PLAIN,
    }  # fmt: skip

    class Kind(models.TextChoices):
        SEE = "see", _("看记了什么")
        COPY = "copy", _("要一份")
        CORRECT = "correct", _("改正")
        DELETE = "delete", _("删除")
        RESTRICT = "restrict", _("限制使用")
        RELEASE = "release", _("解除限制")

    class Asker(models.TextChoices):
        SELF = "self", _("本人")
        GUARDIAN = "guardian", _("监护人")
        PROXY = "proxy", _("受托的家人")
        RELATIVE = "relative", _("去世居民的近亲属")

    class How(models.TextChoices):
        COUNTER = "counter", _("到前台")
        PHONE = "phone", _("打电话")
        DOOR = "door", _("自己在手机上")
        PAPER = "paper", _("写在纸上")

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("照办")
        PARTLY = "partly", _("照办一部分")
        REFUSED = "refused", _("不能照办")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("要什么"), max_length=10, choices=Kind.choices)
    asker = models.CharField(_("谁提的"), max_length=10, choices=Asker.choices)
    asker_name_sealed = SealedColumn(_("姓名"))
    asker_name = SealedText("asker_name_sealed")
    how = models.CharField(_("怎么提的"), max_length=10, choices=How.choices)
    words_sealed = SealedColumn(_("怎么说的"))
    words = SealedText("words_sealed")
    asked_at = models.DateTimeField(_("什么时候"))
    due_on = models.DateField(_("哪天以前答复"))
    noted_by = models.UUIDField(_("谁记的"), null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    answered_by = models.UUIDField(_("谁答复"), null=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome.choices, null=True)
    reason = models.CharField(_("为什么"), max_length=20, null=True)
    answer_sealed = SealedColumn(_("怎么答复的"))
    answer = SealedText("answer_sealed")
    kept = models.JSONField(_("留着的"), null=True)

    objects = PlacedQuerySet["RightsRequest"].as_manager()

    class Meta:
        verbose_name = _("个人信息请求")
        indexes = [
            models.Index("person", F("asked_at").desc(), name="right_person_asked"),
            models.Index("county_id", "due_on", "id", name="right_county_due", condition=Q(answered_at=None)),
        ]
        constraints = [
            models.UniqueConstraint("person", "kind", condition=Q(answered_at=None), name="right_is_asked_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, outcome=None, reason=None, kept=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, outcome__isnull=False),
                name="right_is_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(outcome=None) | Q(outcome="granted")
                | (Q(reason__isnull=False) & ~Q(reason="") & Q(answer_sealed__isnull=False)),
                name="right_is_refused_with_a_reason",
            ),
        ]  # fmt: skip


class Restriction(Placed):
    """限制处理: from a moment until one a person's data is kept and not used. ``Person.restricted_at`` repeats it."""

    privacy = Privacy.PERSONAL
    sensitivity = {**PLACED, "person": Sensitivity.PLAIN, "request": Sensitivity.PLAIN}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    request = models.ForeignKey(RightsRequest, models.PROTECT, null=True, related_name="+")
    since = models.DateTimeField(_("起"))
    set_by = models.UUIDField(_("谁设的"), null=True)
    lifted_at = models.DateTimeField(_("解除"), null=True)
    lifted_by = models.UUIDField(_("谁解除的"), null=True)

    objects = PlacedQuerySet["Restriction"].as_manager()

    class Meta:
        verbose_name = _("限制处理")
        constraints = [
            models.UniqueConstraint("person", condition=Q(lifted_at=None), name="restriction_runs_once"),
            models.CheckConstraint(
                condition=Q(lifted_at=None) | Q(lifted_at__gte=F("since")), name="restriction_ends_after_it_starts"
            ),
        ]


class LegalHold(Placed):
    """保全: nothing of a person is deleted until a day, because somebody with the power to say so wants it kept."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "person": Sensitivity.PLAIN, "grantor": Sensitivity.CONTACT, "reason_sealed": Sensitivity.SPECIAL,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    grantor = models.CharField(_("谁要求的"), max_length=100)
    reason_sealed = SealedColumn(_("为什么"))
    reason = SealedText("reason_sealed")
    since = models.DateTimeField(_("起"))
    until = models.DateField(_("到哪天"))
    set_by = models.UUIDField(_("谁记的"), null=True)
    lifted_at = models.DateTimeField(_("提前解除"), null=True)
    lifted_by = models.UUIDField(_("谁解除的"), null=True)

    objects = PlacedQuerySet["LegalHold"].as_manager()

    class Meta:
        verbose_name = _("保全")
        indexes = [models.Index("person", "until", name="hold_person", condition=Q(lifted_at=None))]
        constraints = [models.CheckConstraint(condition=~Q(grantor=""), name="hold_names_its_grantor")]


class Erasure(Placed):
    """删除: what is to be deleted of a person, ordered by somebody; carried out at night, or at once, by the worker."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "person": Sensitivity.PLAIN, "classes": Sensitivity.PLAIN, "request": Sensitivity.PLAIN,
        "reason_sealed": Sensitivity.SPECIAL, "removed": Sensitivity.PLAIN,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    classes = ArrayField(models.CharField(max_length=20), verbose_name=_("删哪些"))
    request = models.ForeignKey(RightsRequest, models.PROTECT, null=True, related_name="+")
    reason_sealed = SealedColumn(_("为什么"))
    reason = SealedText("reason_sealed")
    ordered_at = models.DateTimeField(_("什么时候定的"))
    ordered_by = models.UUIDField(_("谁定的"), null=True)
    done_at = models.DateTimeField(_("删好了"), null=True)
    removed = models.JSONField(_("删了多少"), null=True)

    objects = PlacedQuerySet["Erasure"].as_manager()

    class Meta:
        verbose_name = _("删除")
        indexes = [models.Index("ordered_at", name="erasure_waiting", condition=Q(done_at=None))]
        constraints = [models.CheckConstraint(condition=~Q(classes=[]), name="erasure_says_what")]


class DueErasure(Placed):
    """到期可删: found by the night's job in the rules of retention; somebody of the county decides, with a reason."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "person": Sensitivity.PLAIN, "data_class": Sensitivity.PLAIN, "reason": Sensitivity.PLAIN,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    data_class = models.CharField(_("哪一类信息"), max_length=20)
    due_on = models.DateField(_("哪天到期"))
    version = models.IntegerField(_("规则版本"))
    found_at = models.DateTimeField(_("发现时间"))
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    decided_by = models.UUIDField(_("谁决定的"), null=True)
    erased = models.BooleanField(_("删"), null=True)
    reason = models.CharField(_("为什么"), max_length=200, null=True)

    objects = PlacedQuerySet["DueErasure"].as_manager()

    class Meta:
        verbose_name = _("到期可删")
        constraints = [
            models.UniqueConstraint("person", "data_class", "due_on", name="due_is_found_once"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, erased=None, reason=None)
                | (Q(decided_at__isnull=False, decided_by__isnull=False, erased__isnull=False) & ~Q(reason="")),
                name="due_is_decided_with_a_reason",
            ),
        ]
        indexes = [models.Index("county_id", "due_on", "id", name="due_county", condition=Q(decided_at=None))]
