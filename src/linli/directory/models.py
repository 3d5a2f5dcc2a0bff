"""机构与服务: organisations, and programmes (the funded purposes that records count to)."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy


class OrganisationKind(models.TextChoices):
    """What an organisation is to the network."""

    AGENCY = "agency", _("社工机构")
    SOCIAL = "social", _("社会组织")
    GROUP = "group", _("社区社会组织")
    PARTNER = "partner", _("共驻共建单位")
    GOVERNMENT = "government", _("政府部门")


class Organisation(models.Model):
    """An organisation (组织). The credit code is GB 32100; filed community groups have none."""

    privacy = Privacy.PUBLIC

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("类别"), max_length=12, choices=OrganisationKind.choices)
    name = models.CharField(_("名称"), max_length=100)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    county_id = models.IntegerField(_("区县"), null=True, blank=True)
    town_id = models.IntegerField(_("镇街"), null=True, blank=True)
    community_id = models.IntegerField(_("社区(村)"), null=True, blank=True)
    contact = models.CharField(_("联系人"), max_length=50, blank=True)
    telephone = models.CharField(_("电话"), max_length=30, blank=True)
    closed_on = models.DateField(_("停用"), null=True, blank=True)

    class Meta:
        verbose_name = _("组织")
        constraints = [
            models.UniqueConstraint("credit_code", condition=~Q(credit_code=""), name="credit_code_is_one"),
            models.UniqueConstraint("county_id", "name", name="organisation_name_is_one_in_its_county"),
        ]

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """A funded purpose (项目) that records can be counted to."""

    privacy = Privacy.PUBLIC

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("项目"), max_length=100)
    county_id = models.IntegerField(_("区县"))
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="programmes", null=True, blank=True)
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"), null=True, blank=True)

    class Meta:
        verbose_name = _("项目")
        constraints = [
            models.UniqueConstraint("county_id", "name", name="programme_name_is_one_in_its_county"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="programme_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def runs(self, day: date) -> bool:
        """Tell whether a day lies in the programme's days."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)
