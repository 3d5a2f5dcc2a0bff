"""机构: what an agency says of itself, its papers, its rating, and the facts that others noted, with its reply."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Role
from linli.directory.models import Organisation
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.places.models import Division
from linli.workforce.models.workers import AREAS, Checked, M, OfRegister, RegisterQuerySet, Worker


def seen_by(actor: Actor, prefix: str = "") -> Q:
    """Return the condition for organisations an actor reads: her own, else those of her county; nobody's otherwise."""
    if actor.scope.everywhere:
        return Q()
    if actor.scope.organisation is not None:
        own = actor.role == Role.PROVIDER_LEAD
        return Q(**{f"{prefix}pk": actor.scope.organisation}) if own else Q(pk=None)
    if actor.scope.column == "county_id":
        return Q(**{f"{prefix}county_id__in": actor.scope.areas})
    towns = Division.objects.filter(pk__in=actor.scope.areas).values("county_id")
    return Q(**{f"{prefix}county_id__in": towns}) if actor.scope.column == "town_id" else Q(pk=None)


class AgencyQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> "AgencyQuerySet[M]":
        """Return the rows of the organisations an actor reads."""
        return self.filter(seen_by(actor, "organisation__"))


class Said(models.Model):
    """Something an agency (or the county for it) said, looked at by somebody who did not write it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    said_by = models.UUIDField(_("谁填的"), null=True)
    said_at = models.DateTimeField(_("填报时间"))
    state = models.CharField(_("核对"), max_length=10, choices=Checked.choices, default=Checked.WAITING)
    checked_by = models.UUIDField(_("谁核对的"), null=True)
    checked_name = models.CharField(_("核对人"), max_length=50, blank=True)
    checked_at = models.DateTimeField(_("核对时间"), null=True)
    why_back = models.CharField(_("为什么退回"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def promises(name: str) -> list[models.BaseConstraint]:
        """Return what the database keeps: nobody verifies what she wrote, and a reason stands with what went back."""
        done = Q(checked_by__isnull=False, checked_at__isnull=False)
        return [
            models.CheckConstraint(
                condition=Q(said_by=None) | Q(checked_by=None) | ~Q(checked_by=F("said_by")),
                name=f"nobody_checks_the_{name}_she_wrote",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", checked_by=None)
                | (Q(state="verified") & done)
                | (Q(state="back") & done & ~Q(why_back="")),
                name=f"{name}_says_who_checked_it",
            ),
        ]


class Agency(Said):
    """社工机构 as it is registered with the state; its name and 统一社会信用代码 stand in the directory."""

    privacy = Privacy.INTERNAL

    class Form(models.TextChoices):
        SERVICE = "service", _("社会服务机构（民办非企业单位）")
        ASSOCIATION = "association", _("社会团体")
        FOUNDATION = "foundation", _("基金会")
        PUBLIC = "public", _("事业单位")
        FIRM = "firm", _("企业")

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="+", verbose_name=_("机构"))
    form = models.CharField(_("登记类型"), max_length=12, choices=Form.choices)
    representative = models.CharField(_("法定代表人"), max_length=50)
    authority = models.CharField(_("登记机关"), max_length=100)
    registered_on = models.DateField(_("成立日期"), null=True)
    business = models.CharField(_("业务范围"), max_length=500, blank=True)
    address = models.CharField(_("住所"), max_length=200, blank=True)

    objects = AgencyQuerySet["Agency"].as_manager()

    class Meta:
        verbose_name = _("机构登记")
        constraints = Said.promises("agency")

    def __str__(self) -> str:
        return self.organisation.name


class AgencyPaper(Said):
    """机构的证照: a paper of the agency, its photograph made anew and sealed."""

    privacy = Privacy.INTERNAL

    class Kind(models.TextChoices):
        LICENCE = "licence", _("法人登记证书")
        CHARTER = "charter", _("章程")
        TAX = "tax", _("免税资格")
        RATING = "rating", _("等级评估证书")
        AUDIT = "audit", _("审计报告")
        OTHER = "other", _("其他")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("机构"))
    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("名称或文号"), max_length=100)
    valid_until = models.DateField(_("有效期到"), null=True)
    scan_sealed = SealedColumn(_("照片"))
    scan = SealedText("scan_sealed")

    objects = AgencyQuerySet["AgencyPaper"].as_manager()

    class Meta:
        verbose_name = _("机构证照")
        constraints = Said.promises("paper")
        indexes = [models.Index("organisation", F("said_at").desc(), name="agency_paper_organisation")]


class Rating(models.Model):
    """等级评估: a grade somebody gave, for a time, with the paper that says so. Only added."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("机构"))
    grade = models.CharField(_("等级"), max_length=4)
    points = models.DecimalField(_("得分"), max_digits=6, decimal_places=1, null=True)
    scheme = models.CharField(_("按哪里的办法"), max_length=20, blank=True)
    given_on = models.DateField(_("评定日期"))
    valid_until = models.DateField(_("有效期到"), null=True)
    giver = models.CharField(_("谁评的"), max_length=100)
    source = models.CharField(_("文号或公告"), max_length=200)
    noted_by = models.UUIDField(_("谁登记的"), null=True)
    noted_at = models.DateTimeField(_("登记时间"))

    objects = AgencyQuerySet["Rating"].as_manager()

    class Meta:
        verbose_name = _("等级评估")
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="rating_names_its_paper"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("given_on")), name="rating_ends_after_it_was_given"
            ),
        ]
        indexes = [models.Index("organisation", F("given_on").desc(), name="rating_organisation")]


class Fact(models.Model):
    """诚信记录: what happened, when, and where that is written; whom it is about replies. Never a score."""

    class Kind(models.TextChoices):
        PRAISE = "praise", _("表彰")
        PENALTY = "penalty", _("行政处罚")
        BREACH = "breach", _("违约")
        RECTIFIED = "rectified", _("整改完成")
        OTHER = "other", _("其他事实")

    kind = models.CharField(_("类别"), max_length=10, choices=Kind.choices)
    text = models.CharField(_("什么事"), max_length=500)
    on = models.DateField(_("哪一天"))
    source = models.CharField(_("出处（文号、公告、合同）"), max_length=200)
    noted_by = models.UUIDField(_("谁登记的"), null=True)
    noted_name = models.CharField(_("登记人"), max_length=50)
    noted_at = models.DateTimeField(_("登记时间"))
    reply = models.CharField(_("当事方的说明"), max_length=500, null=True)
    replied_by = models.UUIDField(_("谁说明的"), null=True)
    replied_at = models.DateTimeField(_("说明时间"), null=True)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawn_by = models.UUIDField(_("谁撤回的"), null=True)
    withdrawn_why = models.CharField(_("为什么撤回"), max_length=200, null=True)

    class Meta:
        abstract = True


class AgencyFact(Fact):
    """A fact about an agency. Only added; a reply and a withdrawal are put once beside it."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("机构"))

    objects = AgencyQuerySet["AgencyFact"].as_manager()

    class Meta:
        verbose_name = _("机构的诚信记录")
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="fact_names_its_source")]
        indexes = [models.Index("organisation", F("on").desc(), F("id").desc(), name="fact_organisation")]


class TeamMember(OfRegister):
    """A worker in the team that an agency declares for something; what she had is kept as it was on that day.

    Seen where whoever buys is, and by her own agency.
    ``subject_kind`` and ``subject`` say for what (``projects.bid``); the row lies in the county of whoever buys.
    """

    privacy = Privacy.PERSONAL
    sensitivity = {
        **AREAS, "name": Sensitivity.CONTACT, "subject_kind": Sensitivity.PLAIN, "part": Sensitivity.PLAIN,
        "grades": Sensitivity.PLAIN, "fields": Sensitivity.PLAIN,
    }  # fmt: skip

    worker = models.ForeignKey(Worker, models.PROTECT, related_name="+")
    subject_kind = models.CharField(_("为了什么"), max_length=40)
    subject = models.UUIDField(_("哪一个"))
    name = models.CharField(_("姓名"), max_length=50)
    part = models.CharField(_("做什么"), max_length=40, blank=True)
    grades = models.JSONField(_("当天有效的资格"), default=list)
    fields = models.JSONField(_("服务领域"), default=list)
    declared_by = models.UUIDField(_("谁报的"), null=True)
    declared_at = models.DateTimeField(_("报的时间"))

    objects = RegisterQuerySet["TeamMember"].as_manager()

    class Meta:
        verbose_name = _("团队成员")
        constraints = [
            models.UniqueConstraint("subject_kind", "subject", "worker", name="worker_stands_once_in_a_team"),
        ]


__all__ = ["Agency", "AgencyFact", "AgencyPaper", "Rating", "TeamMember", "seen_by"]
