"""人才库: workers as they registered themselves, their credentials, and what they learnt since."""

from typing import TypeVar
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.fields import BlindColumn, SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity

M = TypeVar("M", bound=models.Model)
AREAS = dict.fromkeys(("county_id", "town_id", "community_id", "grid_id"), Sensitivity.PLAIN)


class RegisterQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> "RegisterQuerySet[M]":
        """Return the rows of the actor's place or agency (row security says the same underneath)."""
        return self.filter(actor.scope.q())

    def held_by(self, user: UUID | None) -> "RegisterQuerySet[M]":
        """Return the rows about one account's holder."""
        return self.filter(holder=user) if user else self.none()


class OfRegister(models.Model):
    """A row of the register: where it lies, whose agency sees it, and whose account it is about (``holder``)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    community_id = models.IntegerField(_("社区(村)"), null=True)
    grid_id = models.IntegerField(_("网格"), null=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name=_("所在机构")
    )
    holder = models.UUIDField(_("本人账号"), null=True)

    class Meta:
        abstract = True


PLACE = ("county_id", "town_id", "community_id", "grid_id", "organisation_id", "holder")


class Worker(OfRegister):
    """社会工作者 in the register: once, known by her telephone. Without an account when a roster brought her in."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **AREAS, "name": Sensitivity.CONTACT, "sort_key": Sensitivity.CONTACT, "phone_sealed": Sensitivity.MASKED,
        "phone_blind": Sensitivity.MASKED, "phone_blind_next": Sensitivity.MASKED, "languages": Sensitivity.PLAIN,
        "fields": Sensitivity.PLAIN, "about": Sensitivity.CONTACT,
    }  # fmt: skip

    user = models.OneToOneField(User, models.PROTECT, null=True, related_name="+", verbose_name=_("账号"))
    name = models.CharField(_("姓名"), max_length=50)
    sort_key = models.CharField(max_length=200, editable=False)
    phone_sealed = SealedColumn(_("手机号"))
    phone_blind = BlindColumn("workforce.worker.phone")
    phone_blind_next = BlindColumn()
    phone = SealedText("phone_sealed")
    languages = ArrayField(models.CharField(max_length=20), verbose_name=_("会说的话"), default=list)
    fields = ArrayField(models.CharField(max_length=20), verbose_name=_("服务领域"), default=list)
    since = models.SmallIntegerField(_("哪一年开始做社工"), null=True)
    about = models.CharField(_("自我介绍"), max_length=300, blank=True)
    joined_at = models.DateTimeField(_("登记时间"))
    left_at = models.DateTimeField(_("退出时间"), null=True)

    objects = RegisterQuerySet["Worker"].as_manager()

    class Meta:
        verbose_name = _("社会工作者")
        constraints = [
            models.UniqueConstraint("phone_blind", condition=Q(left_at=None), name="worker_is_registered_once"),
            models.UniqueConstraint(
                "phone_blind_next", condition=Q(left_at=None), name="worker_is_registered_once_next"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="worker_has_a_name"),
            models.CheckConstraint(
                condition=Q(user=None) | Q(holder=F("user")) | Q(holder=None), name="worker_is_her_accounts"
            ),
        ]
        indexes = [
            models.Index("county_id", "sort_key", "id", condition=Q(left_at=None), name="worker_county_name"),
            models.Index("organisation", "sort_key", "id", name="worker_organisation_name"),
            GinIndex(fields=["fields"], name="worker_fields"),
        ]

    def __str__(self) -> str:
        return self.name

    def findable(self) -> dict[str, str]:
        """A worker is found by her number."""
        return {"phone_blind": self.phone}


class Grade(models.TextChoices):
    """社会工作者职业资格, the three levels of the national examination."""

    ASSISTANT = "assistant", _("助理社会工作师")
    WORKER = "worker", _("社会工作师")
    SENIOR = "senior", _("高级社会工作师")


class Checked(models.TextChoices):
    """Where a claim stands: said by its holder, found right by somebody else, or sent back with a sentence."""

    WAITING = "waiting", _("等核对")
    VERIFIED = "verified", _("核对过")
    BACK = "back", _("退回")


class How(models.TextChoices):
    """What a verifier looked at."""

    ORIGINAL = "original", _("看了证书原件")
    LOOKED_UP = "looked_up", _("在发证部门的网站查到")
    ROSTER = "roster", _("和上级给的名册对上")


class OfWorker(OfRegister):
    """A claim about a worker, checked by a named person who is not herself."""

    worker = models.ForeignKey(Worker, models.CASCADE, related_name="%(class)ss", db_index=False)
    state = models.CharField(_("核对"), max_length=10, choices=Checked.choices, default=Checked.WAITING)
    checked_by = models.UUIDField(_("谁核对的"), null=True)
    checked_name = models.CharField(_("核对人"), max_length=50, blank=True)
    checked_at = models.DateTimeField(_("核对时间"), null=True)
    why_back = models.CharField(_("为什么退回"), max_length=200, blank=True)
    said_at = models.DateTimeField(_("填报时间"))

    class Meta:
        abstract = True

    @staticmethod
    def promises(name: str) -> list[models.CheckConstraint]:
        """Return what the database keeps of a claim: never one's own word, and a reason when it went back."""
        done = Q(checked_by__isnull=False, checked_at__isnull=False)
        return [
            models.CheckConstraint(
                condition=Q(holder=None) | Q(checked_by=None) | ~Q(checked_by=F("holder")),
                name=f"nobody_checks_her_own_{name}",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", checked_by=None)
                | (Q(state="verified") & done)
                | (Q(state="back") & done & ~Q(why_back="")),
                name=f"{name}_says_who_checked_it",
            ),
        ]


CLAIM = {**AREAS, "checked_name": Sensitivity.PLAIN, "why_back": Sensitivity.PLAIN}


class Credential(OfWorker):
    """职业资格证书: its number sealed and findable, its scan made anew and sealed."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **CLAIM, "number_sealed": Sensitivity.MASKED, "number_blind": Sensitivity.MASKED,
        "number_blind_next": Sensitivity.MASKED, "scan_sealed": Sensitivity.SPECIAL,
    }  # fmt: skip

    grade = models.CharField(_("资格"), max_length=10, choices=Grade.choices)
    number_sealed = SealedColumn(_("证书编号"))
    number_blind = BlindColumn("workforce.credential.number")
    number_blind_next = BlindColumn()
    number = SealedText("number_sealed")
    issued_on = models.DateField(_("发证日期"), null=True)
    valid_until = models.DateField(_("登记有效期到"), null=True)
    scan_sealed = SealedColumn(_("证书照片"))
    scan = SealedText("scan_sealed")
    how = models.CharField(_("怎么核对的"), max_length=10, choices=How.choices, blank=True)

    objects = RegisterQuerySet["Credential"].as_manager()

    class Meta:
        verbose_name = _("职业资格")
        constraints = [
            *OfWorker.promises("credential"),
            *(
                ExclusionConstraint(
                    name=f"certificate_is_one_persons{column.removeprefix('number_blind')}",
                    expressions=[(column, RangeOperators.EQUAL), ("worker", RangeOperators.NOT_EQUAL)],
                    condition=~Q(state="back"),
                )
                for column in ("number_blind", "number_blind_next")
            ),
            models.CheckConstraint(
                condition=Q(issued_on=None) | Q(valid_until=None) | Q(valid_until__gte=F("issued_on")),
                name="credential_ends_after_it_was_issued",
            ),
        ]
        indexes = [
            models.Index("worker", "grade", name="credential_worker"),
            models.Index("county_id", "id", condition=Q(state="waiting"), name="credential_waiting"),
        ]

    def findable(self) -> dict[str, str]:
        """A certificate is found by its number."""
        return {"number_blind": self.number}


class GrowthEntry(OfWorker):
    """成长: something she learnt, taught or was thanked for."""

    class Kind(models.TextChoices):
        COURSE = "course", _("继续教育")
        LECTURE = "lecture", _("讲座和培训")
        TOUR = "tour", _("参访交流")
        EXAM = "exam", _("备考学习")
        SUPERVISION = "supervision", _("接受督导")
        AWARD = "award", _("获奖和表扬")

    privacy = Privacy.PERSONAL
    sensitivity = {**CLAIM, "title": Sensitivity.PLAIN, "giver": Sensitivity.PLAIN}

    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    title = models.CharField(_("内容"), max_length=100)
    giver = models.CharField(_("谁办的、谁给的"), max_length=100, blank=True)
    on = models.DateField(_("哪一天"))
    minutes = models.IntegerField(_("时长(分钟)"), default=0)

    objects = RegisterQuerySet["GrowthEntry"].as_manager()

    class Meta:
        verbose_name = _("成长记录")
        constraints = [
            *OfWorker.promises("growth"),
            models.CheckConstraint(condition=Q(minutes__gte=0, minutes__lte=60 * 1000), name="growth_is_not_endless"),
        ]
        indexes = [models.Index("worker", F("on").desc(), F("id").desc(), name="growth_worker")]
