"""购买项目: the project on its road from a need to its end, every step on it, and every version of its plan."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.directory.models import Organisation, Programme
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.period import Period
from linli.kernel.privacy import Privacy
from linli.kernel.scope import Scope
from linli.places.models import Division


class State(models.TextChoices):
    """Where a project stands."""

    DRAFT = "draft", _("起草")
    REVIEW = "review", _("审批中")
    APPROVED = "approved", _("已立项")
    TENDERING = "tendering", _("采购中")
    AWARDED = "awarded", _("已成交，待签合同")
    RUNNING = "running", _("执行中")
    ENDED = "ended", _("已结项")
    CALLED_OFF = "called_off", _("不办了")


# verb: from where, to where.
MOVES: dict[str, tuple[frozenset[State], State]] = {
    "submit": (frozenset({State.DRAFT}), State.REVIEW),
    "send_back": (frozenset({State.REVIEW}), State.DRAFT),
    "approve": (frozenset({State.REVIEW}), State.APPROVED),
    "reopen_plan": (frozenset({State.APPROVED}), State.DRAFT),
    "tender": (frozenset({State.APPROVED}), State.TENDERING),
    "fail_tender": (frozenset({State.TENDERING}), State.APPROVED),
    "award": (frozenset({State.APPROVED, State.TENDERING}), State.AWARDED),
    "sign": (frozenset({State.AWARDED}), State.RUNNING),
    "finish": (frozenset({State.RUNNING}), State.ENDED),
    "call_off": (frozenset({State.DRAFT, State.REVIEW, State.APPROVED, State.TENDERING}), State.CALLED_OFF),
}
OURS = frozenset({State.AWARDED, State.RUNNING, State.ENDED})  # from here on its provider sees it
BOUND = frozenset({State.TENDERING, *OURS})  # from here on the plan is what bids and contract rest on
DELIVERED = frozenset({State.RUNNING, State.ENDED})


def reach(scope: Scope, prefix: str = "") -> Q:
    """Return the filter for projects inside a scope: a county's with its towns', a town's own, an agency's own."""
    if scope.everywhere:
        return Q()
    if scope.organisation is not None:
        states = sorted(state.value for state in OURS)
        return Q(**{f"{prefix}organisation_id": scope.organisation, f"{prefix}state__in": states})
    if scope.column not in ("county_id", "town_id"):
        return Q(pk__in=())
    return scope.q(prefix)


class ServiceProjectQuerySet(models.QuerySet["ServiceProject"]):
    def visible_to(self, actor: Actor) -> "ServiceProjectQuerySet":
        """Return the projects of an actor's county with its towns, of her town, or won by her agency."""
        return self.filter(reach(actor.scope))


class ServiceProject(models.Model):
    """购买项目: a service that a county or town buys. Amounts are 分; its records are those that name its programme.

    ``step`` counts the approvals given of ``chain`` (roles and levels, frozen when it was submitted).
    """

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(_("编号"), max_length=20)
    place = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("哪里"))
    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    name = models.CharField(_("名称"), max_length=100)
    template = models.CharField(_("模板"), max_length=40, blank=True)
    objective = models.TextField(_("目标"), max_length=2000, blank=True)
    standards = models.TextField(_("服务标准"), max_length=4000, blank=True)
    total = models.BigIntegerField(_("预算(分)"))
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"))
    state = models.CharField(_("到哪一步"), max_length=12, choices=State.choices, default=State.DRAFT)
    chain = models.JSONField(_("谁来批"), default=list)
    step = models.SmallIntegerField(_("批到第几步"), default=0)
    version = models.IntegerField(_("第几版"), default=0)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    programme = models.OneToOneField(Programme, models.PROTECT, null=True, related_name="service_project")
    price = models.BigIntegerField(_("合同价(分)"), null=True)
    contract = models.CharField(_("合同编号"), max_length=60, blank=True)
    awarded_on = models.DateField(_("成交日期"), null=True)
    signed_on = models.DateField(_("签合同日期"), null=True)
    filed_on = models.DateField(_("合同备案日期"), null=True)
    ended_on = models.DateField(_("结项日期"), null=True)
    opened_by = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    opened_user = models.UUIDField(_("谁立的"), null=True)
    opened_at = models.DateTimeField(_("建立时间"))

    objects = ServiceProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("购买项目")
        constraints = [
            models.UniqueConstraint("county_id", "number", name="service_project_number_is_one"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="service_project_ends_after_its_start"
            ),
            models.CheckConstraint(condition=Q(total__gt=0), name="service_project_costs_something"),
            models.CheckConstraint(
                condition=Q(price=None) | Q(price__gt=0, price__lte=F("total")), name="price_is_within_the_budget"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(state.value for state in OURS)) | Q(organisation__isnull=False),
                name="awarded_project_has_its_provider",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(state.value for state in DELIVERED))
                | Q(programme__isnull=False, signed_on__isnull=False),
                name="signed_project_has_its_programme",
            ),
        ]
        indexes = [
            models.Index("county_id", F("opened_at").desc(), F("id").desc(), name="service_project_county"),
            models.Index("town_id", F("opened_at").desc(), F("id").desc(), name="service_project_town"),
            models.Index("organisation", F("opened_at").desc(), F("id").desc(), name="service_project_agency"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def period(self) -> Period:
        """Return the days it runs."""
        return Period(self.starts_on, self.ends_on)

    @property
    def worth(self) -> int:
        """Return what is paid in all, in 分: the price of the contract, before it the budget."""
        return self.price if self.price is not None else self.total

    @property
    def is_bound(self) -> bool:
        """True from the tender on: what was offered and signed rests on the plan."""
        return State(self.state) in BOUND

    @property
    def is_delivered(self) -> bool:
        """True once the contract is signed."""
        return State(self.state) in DELIVERED


class OfProject(models.Model):
    """A row of a project: it lies where the project lies and is read by whoever reads the project."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    project = models.ForeignKey(ServiceProject, models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True


class ProjectMove(OfProject):
    """One step on the road, by somebody, with a sentence. Only added; ``agree`` is one approval of the chain."""

    verb = models.CharField(_("做了什么"), max_length=12)
    came_from = models.CharField(_("从"), max_length=12, choices=State.choices)
    to = models.CharField(_("到"), max_length=12, choices=State.choices)
    step = models.SmallIntegerField(_("第几步"), default=0)
    sentence = models.CharField(_("说明"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"))
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    by_user = models.UUIDField(_("谁"), null=True)
    by_name = models.CharField(_("谁"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("项目经过")
        indexes = [models.Index("project", "at", "id", name="project_move_project")]


class PlanVersion(OfProject):
    """The plan as it was submitted, or changed later: content and its hash. Only added."""

    number = models.IntegerField(_("第几版"))
    content = models.JSONField(_("内容"))
    digest = models.CharField(_("校验值"), max_length=64)
    why = models.CharField(_("为什么"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"))
    by_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(_("谁"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("项目方案的版本")
        constraints = [models.UniqueConstraint("project", "number", name="plan_version_is_one")]


class ProjectNumber(models.Model):
    """The last number given in a county and year."""

    privacy = Privacy.INTERNAL

    county_id = models.IntegerField()
    year = models.SmallIntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("项目编号")
        constraints = [models.UniqueConstraint("county_id", "year", name="project_numbers_are_counted_once")]
