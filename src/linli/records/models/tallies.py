"""What is made from the records in batches: monthly sums, distinct counts, and the marks of what is behind."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED, Placed
from linli.records.models.facts import CountedQuerySet


class MonthlyTally(models.Model):
    """What adds up, by month and place: made from the records in batches, never typed."""

    privacy = Privacy.INTERNAL

    id = models.BigAutoField(primary_key=True)
    month = models.DateField(_("月份"))
    county_id = models.IntegerField()
    town_id = models.IntegerField()
    community_id = models.IntegerField()
    service_point_id = models.UUIDField(null=True)
    programme_id = models.UUIDField(null=True)
    method = models.CharField(max_length=12)
    kind = models.CharField(max_length=20)
    records = models.IntegerField()
    service_minutes = models.BigIntegerField()
    head_count = models.BigIntegerField()

    objects = CountedQuerySet["MonthlyTally"].as_manager()

    class Meta:
        verbose_name = _("月度汇总")
        indexes = [
            models.Index("county_id", "month", name="tally_county_month"),
            models.Index("community_id", "month", name="tally_community_month"),
        ]


class TallyBasis(Placed):
    """What every period tally is made from: an indicator broken down to community, month and thing.

    ``thing`` is a person or an undertaking counted once however often it comes; empty where numbers add up.
    """

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "indicator": Sensitivity.SPECIAL, "month": Sensitivity.PLAIN, "thing": Sensitivity.PLAIN,
        "amount": Sensitivity.PLAIN, "records": Sensitivity.PLAIN,
    }  # fmt: skip

    id = models.BigAutoField(primary_key=True)
    indicator = models.CharField(_("指标"), max_length=60)
    month = models.DateField(_("月份"))
    thing = models.UUIDField(_("人或事项"), null=True)
    amount = models.BigIntegerField()
    records = models.BigIntegerField()

    objects = CountedQuerySet["TallyBasis"].as_manager()

    class Meta:
        verbose_name = _("汇总底数")
        indexes = [
            models.Index("county_id", "month", name="basis_county_month"),
            models.Index("community_id", "month", name="basis_community_month"),
        ]


class PeriodTally(models.Model):
    """What does not add up (distinct persons, distinct undertakings), kept per indicator × standard period × place."""

    privacy = Privacy.INTERNAL

    id = models.BigAutoField(primary_key=True)
    county_id = models.IntegerField()
    place_id = models.IntegerField(_("地方"))
    indicator = models.CharField(max_length=60)
    definitions = models.CharField(_("口径版本"), max_length=40)
    period_kind = models.CharField(max_length=8)
    start = models.DateField()
    value = models.BigIntegerField()
    records = models.BigIntegerField()

    class Meta:
        verbose_name = _("时段汇总")
        constraints = [
            models.UniqueConstraint(
                "place_id", "indicator", "definitions", "period_kind", "start", name="period_tally_is_one"
            )
        ]


class TallyMark(models.Model):
    """A community and month whose tallies are behind. Records leave marks; the refresh job takes them away."""

    privacy = Privacy.INTERNAL

    id = models.BigAutoField(primary_key=True)
    county_id = models.IntegerField()
    town_id = models.IntegerField()
    community_id = models.IntegerField()
    month = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("待汇总")
        indexes = [models.Index("county_id", "made_at", name="mark_county")]
