"""账号与岗位: people who sign in, and the posts in which they act."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from linli.directory.models import Organisation
from linli.kernel import crypto
from linli.kernel.actor import Actor
from linli.kernel.fields import BlindColumn, SealedColumn, SealedText, put_indexes
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.places.models import Division, ServicePoint

PHONE = "accounts.user.phone"


def phone_index(phone: str) -> bytes:
    """Return the blind index of an account's telephone number (E.164 text)."""
    return crypto.blind(phone, PHONE)


def phone_indexes(phone: str) -> list[bytes]:
    """Return what to look for when a number is searched."""
    return crypto.blinds(phone, PHONE)


class TextSize(models.TextChoices):
    """The four text sizes (design §3.1)."""

    STANDARD = "standard", _("标准")
    LARGE = "large", _("大")
    XLARGE = "xlarge", _("特大")
    MAX = "max", _("最大")


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, actor: Actor) -> "UserQuerySet":
        """Return the accounts an actor may see: her own, and those that hold a post she sees."""
        posts = Post.objects.visible_to(actor).filter(user=OuterRef("pk"))
        return self.filter(Q(pk=actor.user) | Exists(posts))


class UserManager(BaseUserManager["User"]):
    """Finds users by telephone through the blind index."""

    def get_queryset(self) -> UserQuerySet:
        """Return accounts with their own questions."""
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, actor: Actor) -> UserQuerySet:
        """Return the accounts an actor may see."""
        return self.get_queryset().visible_to(actor)

    def by_phone(self, phone: str) -> "User | None":
        """Return the user of a number in E.164 form, or None."""
        return self.filter(phone_blind__in=phone_indexes(phone)).first()


class User(AbstractBaseUser):
    """Somebody who signs in. Rights come from posts, never from the account."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        "name": Sensitivity.CONTACT, "email": Sensitivity.CONTACT, "phone_sealed": Sensitivity.MASKED,
        "phone_blind": Sensitivity.MASKED, "phone_blind_next": Sensitivity.MASKED, "handle": Sensitivity.PLAIN,
        "password": Sensitivity.MASKED,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handle = models.CharField(_("登录名"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=50)
    email = models.EmailField(_("邮箱"), blank=True)
    phone_sealed = SealedColumn(_("手机号"))
    phone_blind = BlindColumn(PHONE, unique=True)
    phone_blind_next = BlindColumn(unique=True)
    phone = SealedText("phone_sealed")
    is_active = models.BooleanField(_("可登录"), default=True)
    text_size = models.CharField(_("字号"), max_length=10, choices=TextSize.choices, default=TextSize.STANDARD)
    elder_mode = models.BooleanField(_("长辈版"), default=False)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    sessions_since = models.DateTimeField(_("此前的登录作废"), null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
        return self.name

    def set_phone(self, phone: str) -> None:
        """Keep a number (E.164) sealed and findable."""
        self.phone = phone
        put_indexes(self)

    def findable(self) -> dict[str, str]:
        """An account is found by its number."""
        return {"phone_blind": self.phone}


class Role(models.TextChoices):
    """The roles of glossary C that act so far, and the three administrators of 等保 (separated)."""

    RESIDENT = "resident", _("居民")
    GRID_WORKER = "grid_worker", _("网格员")
    COMMUNITY_WORKER = "community_worker", _("社区工作者")
    SOCIAL_WORKER = "social_worker", _("社会工作者")
    STATION_LEAD = "station_lead", _("站长")
    SUPERVISOR = "supervisor", _("督导")
    STREET_OFFICER = "street_officer", _("镇街经办人")
    COUNTY_OFFICER = "county_officer", _("区县经办人")
    PURCHASER = "purchaser", _("购买方")
    PROVIDER_LEAD = "provider_lead", _("机构负责人")
    EVALUATOR = "evaluator", _("第三方评估员")
    BID_JUDGE = "bid_judge", _("评审专家")
    INTERVIEWER = "interviewer", _("调查员")
    SYSTEM_ADMIN = "system_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDIT_ADMIN = "audit_admin", _("审计管理员")


class Branch(models.TextChoices):
    """What a post belongs to. Nobody stands in two branches at once: the database keeps that."""

    WORK = "work", _("业务")
    SYSTEM = "system", _("系统管理")
    SECURITY = "security", _("安全管理")
    AUDIT = "audit", _("审计管理")


BRANCH_OF = {
    Role.SYSTEM_ADMIN: Branch.SYSTEM,
    Role.SECURITY_ADMIN: Branch.SECURITY,
    Role.AUDIT_ADMIN: Branch.AUDIT,
}


class DateRange(Func):
    """``daterange(starts_on, ends_on, '[]')``."""

    function = "daterange"


# Roles that see nobody's post but their own; everybody else sees the colleagues of her place.
ALONE = frozenset({"", Role.RESIDENT, Role.EVALUATOR, Role.BID_JUDGE, Role.INTERVIEWER})
# Roles that sign in with a code sent to their telephone; all others show a second factor (trust §5.9).
BY_CODE = frozenset({Role.RESIDENT, Role.GRID_WORKER})


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, actor: Actor) -> "PostQuerySet":
        """Return the posts an actor may see: her own, and those inside her place unless her role works alone."""
        own = Q(user_id=actor.user)
        if actor.role in ALONE:
            return self.filter(own)
        scope = actor.scope
        if scope.everywhere:
            return self
        if scope.organisation is not None:
            return self.filter(own | Q(organisation_id=scope.organisation))
        inside = Q(place_id__in=scope.areas)
        if scope.column != "grid_id":
            inside |= Q(**{f"organisation__{scope.column}__in": scope.areas})
        if scope.column in ("county_id", "town_id"):
            inside |= Q(**{f"place__{scope.column}__in": scope.areas})
        elif scope.column == "community_id":
            inside |= Q(place__parent_id__in=scope.areas)
        return self.filter(own | inside)

    def in_force(self, day: Any) -> "PostQuerySet":
        """Return the posts held on a day; one that was ended is over from the day of its ending on."""
        open_ended = Q(ends_on=None) | Q(ends_on__gte=day)
        return self.filter(open_ended, Q(ended_at=None) | Q(ended_at__date__gt=day), starts_on__lte=day)


class Post(models.Model):
    """任职: one person in one role, for a place or an organisation, between dates."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    role = models.CharField(_("角色"), max_length=20, choices=Role.choices)
    branch = models.CharField(_("条线"), max_length=10, choices=Branch.choices, default=Branch.WORK)
    place = models.ForeignKey(Division, models.PROTECT, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    service_point = models.ForeignKey(ServicePoint, models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    ended_at = models.DateTimeField(_("提前结束"), null=True, blank=True, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("岗位")
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False) | Q(organisation__isnull=False),
                name="post_has_a_place_or_organisation",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="post_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=(
                    Q(role=Role.SYSTEM_ADMIN, branch=Branch.SYSTEM)
                    | Q(role=Role.SECURITY_ADMIN, branch=Branch.SECURITY)
                    | Q(role=Role.AUDIT_ADMIN, branch=Branch.AUDIT)
                    | (~Q(role__in=[Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN]) & Q(branch=Branch.WORK))
                ),
                name="post_branch_follows_its_role",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.PROVIDER_LEAD) | Q(organisation__isnull=False, place=None),
                name="provider_lead_stands_in_an_organisation",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.PURCHASER) | Q(place__isnull=False, organisation=None),
                name="purchaser_stands_in_a_place",
            ),
            ExclusionConstraint(
                name="administrators_are_separate_people",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("branch", RangeOperators.NOT_EQUAL),
                    (DateRange("starts_on", "ends_on", RangeBoundary(True, True)), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("系统、安全、审计管理员和业务岗位不能由同一个人担任。"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.place or self.organisation}"

    @property
    def demands_second_factor(self) -> bool:
        """True when this post opens only after password and second factor."""
        return self.role not in BY_CODE


class LoginCode(models.Model):
    """A code sent to a telephone: kept as a keyed hash, good for ten minutes and a few tries."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        "phone_blind": Sensitivity.MASKED, "code_hash": Sensitivity.MASKED, "address": Sensitivity.CONTACT,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phone_blind = BlindColumn(PHONE, null=False)
    code_hash = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    address = models.GenericIPAddressField(null=True)

    class Meta:
        verbose_name = _("登录码")
        indexes = [
            models.Index("phone_blind", F("asked_at").desc(), name="login_code_phone"),
            models.Index("address", F("asked_at").desc(), name="login_code_address"),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"
