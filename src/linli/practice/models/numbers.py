"""The numbers of cases: one row a county and year, held while a number is given."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.privacy import Privacy


class CaseNumber(models.Model):
    """The last number a county gave to a case in a year."""

    privacy = Privacy.INTERNAL

    id = models.BigAutoField(primary_key=True)
    county = models.IntegerField(_("区县"))
    year = models.IntegerField(_("年"))
    last = models.IntegerField(_("最后一号"), default=0)

    class Meta:
        verbose_name = _("个案编号")
        constraints = [models.UniqueConstraint("county", "year", name="cases_of_a_county_are_numbered_once")]
