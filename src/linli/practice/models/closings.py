"""结案: what was said at the end, what was missing and why, who agreed; the visits after it; taking it up again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.practice.models.cases import OfCase, OfCaseQuerySet
from linli.records.models import ServiceRecord


class Reason(models.TextChoices):
    """Why a case ends."""

    REACHED = "reached", _("目标达到了")
    WITHDREW = "withdrew", _("服务对象不想继续")
    MOVED = "moved", _("搬走了")
    REFERRED = "referred", _("转给别处了")
    DIED = "died", _("去世")
    WORKER_LEFT = "worker_left", _("社工离开，没有人接")


class Decided(OfCase):
    """Something one person asks for and another decides; the database keeps that they are two."""

    asked_at = models.DateTimeField(_("提出时间"))
    asked_by = models.UUIDField(_("谁提出的"), null=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    decided_by = models.UUIDField(_("谁决定的"), null=True)
    granted = models.BooleanField(_("同意"), null=True)
    answer_sealed = SealedColumn(_("退回的原因"))
    answer = SealedText("answer_sealed")

    class Meta:
        abstract = True


class CaseClosure(Decided):
    """One wish to close a case: views, faces, reflection, and each missing line of the list with its reason."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "reason": Sensitivity.SPECIAL, "client_words_sealed": Sensitivity.SPECIAL,
        "guardian_words_sealed": Sensitivity.SPECIAL, "reflection_sealed": Sensitivity.SPECIAL,
        "blockers_sealed": Sensitivity.SPECIAL, "answer_sealed": Sensitivity.SPECIAL,
        "follow_ups": Sensitivity.PLAIN,
    }  # fmt: skip

    reason = models.CharField(_("结案原因"), max_length=12, choices=Reason.choices)
    face = models.SmallIntegerField(_("几张笑脸"), null=True)
    client_words_sealed = SealedColumn(_("服务对象的话"))
    client_words = SealedText("client_words_sealed")
    guardian_words_sealed = SealedColumn(_("监护人的话"))
    guardian_words = SealedText("guardian_words_sealed")
    reflection_sealed = SealedColumn(_("社工的反思"))
    reflection = SealedText("reflection_sealed")
    blockers_sealed = SealedColumn(_("没有完成的和原因"))
    blockers = SealedText("blockers_sealed")
    follow_ups = ArrayField(models.SmallIntegerField(), verbose_name=_("几个月后回访"), default=list)

    objects = OfCaseQuerySet["CaseClosure"].as_manager()

    class Meta:
        verbose_name = _("结案")
        constraints = [
            models.UniqueConstraint("case", condition=Q(decided_at=None), name="closing_is_asked_once"),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="nobody_closes_her_own_case"),
            models.CheckConstraint(condition=Q(face=None) | Q(face__range=(1, 5)), name="face_is_one_of_five"),
        ]
        indexes = [models.Index("case", "asked_at", name="closure_case")]


class FollowUp(OfCase):
    """回访: a look after the client once the case is closed, on a day; done it is a record of the undertaking."""

    privacy = Privacy.PROTECTED
    sensitivity = {**PLACED, "why_sealed": Sensitivity.SPECIAL}

    class State(models.TextChoices):
        PENDING = "pending", _("还没到")
        DONE = "done", _("做了")
        SKIPPED = "skipped", _("不做了")

    due_on = models.DateField(_("哪天"))
    state = models.CharField(_("办得怎样"), max_length=8, choices=State.choices, default=State.PENDING)
    record = models.OneToOneField(ServiceRecord, models.PROTECT, null=True, related_name="+")
    why_sealed = SealedColumn(_("为什么不做"))
    why = SealedText("why_sealed")
    ended_at = models.DateTimeField(_("哪天办的"), null=True)

    objects = OfCaseQuerySet["FollowUp"].as_manager()

    class Meta:
        verbose_name = _("回访")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(record__isnull=False), name="done_follow_up_has_its_record"
            ),
        ]
        indexes = [models.Index("case", "due_on", name="follow_up_case")]


class ReopenRequest(Decided):
    """A wish to take a closed case up again, looked over by somebody else."""

    privacy = Privacy.PROTECTED
    sensitivity = {**PLACED, "reason_sealed": Sensitivity.SPECIAL, "answer_sealed": Sensitivity.SPECIAL}

    reason_sealed = SealedColumn(_("为什么重开"))
    reason = SealedText("reason_sealed")

    objects = OfCaseQuerySet["ReopenRequest"].as_manager()

    class Meta:
        verbose_name = _("重开申请")
        constraints = [
            models.UniqueConstraint("case", condition=Q(decided_at=None), name="reopening_is_asked_once"),
            models.CheckConstraint(condition=~Q(decided_by=F("asked_by")), name="nobody_reopens_at_her_own_wish"),
        ]
