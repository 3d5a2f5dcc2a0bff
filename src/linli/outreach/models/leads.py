"""走访: leads: signs of hardship, before any case exists."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED, Household, Person, Placed, PlacedQuerySet
from linli.records.models import ServiceRecord


class HardshipLead(Placed):
    """困境线索: a sign of hardship, before any case exists. It has an owner and a day by which it is looked at."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "kind": Sensitivity.SPECIAL, "person": Sensitivity.PLAIN, "household": Sensitivity.CONTACT,
        "signs": Sensitivity.SPECIAL, "record": Sensitivity.PLAIN, "owner": Sensitivity.PLAIN,
        "reason": Sensitivity.SPECIAL, "harm": Sensitivity.SPECIAL,
    }  # fmt: skip

    class Screening(models.TextChoices):
        ACCEPTED = "accepted", _("受理")
        DISMISSED = "dismissed", _("不是线索")
        KNOWN = "known", _("并入已知")

    class Harm(models.TextChoices):
        NO = "no", _("没有")
        YES = "yes", _("有")
        UNSURE = "unsure", _("说不准")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    record = models.OneToOneField(ServiceRecord, models.PROTECT, related_name="lead")
    kind = models.CharField(_("类别"), max_length=40)
    signs = ArrayField(models.CharField(max_length=40), verbose_name=_("迹象"), default=list)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="leads")
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="leads")
    owner = models.ForeignKey(Post, models.PROTECT, related_name="+")
    due_on = models.DateField(_("到期"))
    screening = models.CharField(_("初筛"), max_length=10, choices=Screening.choices, blank=True)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    known = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="same")
    harm = models.CharField(_("有没有受伤、被打骂、没人照看的迹象"), max_length=6, choices=Harm.choices, blank=True)
    closed_at = models.DateTimeField(_("处理时间"), null=True, blank=True)

    objects = PlacedQuerySet["HardshipLead"].as_manager()

    class Meta:
        verbose_name = _("困境线索")
        constraints = [
            models.CheckConstraint(condition=~Q(screening="dismissed") | ~Q(reason=""), name="no_lead_has_a_reason"),
            models.CheckConstraint(
                condition=Q(screening="known", known__isnull=False) | (~Q(screening="known") & Q(known=None)),
                name="known_lead_is_named",
            ),
        ]
        indexes = [models.Index("county_id", "due_on", name="lead_due", condition=Q(closed_at=None))]
