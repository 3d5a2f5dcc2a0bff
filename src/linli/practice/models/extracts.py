"""做法摘要: what a closed case leaves for those who work alike ones, without a word of hers (docs/adr/0025)."""

from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED, Person, Placed, PlacedQuerySet
from linli.practice.models.cases import CaseFile, Risk
from linli.practice.models.closings import Reason

CODES = 40  # characters of a code: of a need, a goal, a way of working


def codes(label: Any) -> ArrayField:  # type: ignore[type-arg]
    """Return a column of codes."""
    return ArrayField(models.CharField(max_length=CODES), verbose_name=label, default=list)


class CaseExtract(Placed):
    """What one closed case leaves, in codes and in pairs of characters of common words: no text, no name, no day.

    Added when the case is closed, if its client agreed to that; removed as soon as she does not any more. Never
    changed: the database grants no update. ``case`` and ``client`` find it again for that, and leave on no page.
    The id is random: one that is ordered by time would tell the moment of the end.
    """

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "band": Sensitivity.SPECIAL, "natures": Sensitivity.SPECIAL, "needs": Sensitivity.SPECIAL,
        "goals": Sensitivity.SPECIAL, "reached": Sensitivity.SPECIAL, "methods": Sensitivity.SPECIAL,
        "terms": Sensitivity.SPECIAL, "cell": Sensitivity.SPECIAL,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    case = models.OneToOneField(CaseFile, models.PROTECT, related_name="extract")
    client = models.ForeignKey(Person, models.PROTECT, related_name="+")
    quarter = models.DateField(_("哪个季度结的"))
    band = models.CharField(_("年龄段"), max_length=10, blank=True)
    risk = models.CharField(_("风险"), max_length=6, choices=Risk.choices, blank=True)
    reason = models.CharField(_("结案原因"), max_length=12, choices=Reason.choices)
    sessions = models.SmallIntegerField(_("会谈次数，从几次起"))
    natures = codes(_("特别情况"))
    needs = codes(_("需要"))
    goals = codes(_("目标"))
    reached = codes(_("达到了的目标"))
    methods = codes(_("做法"))
    terms = codes(_("用来找的词"))
    cell = models.CharField(_("年龄段和最急的需要"), max_length=60)

    objects = PlacedQuerySet["CaseExtract"].as_manager()

    class Meta:
        verbose_name = _("做法摘要")
        constraints = [
            models.CheckConstraint(
                condition=Q(quarter__day=1, quarter__month__in=[1, 4, 7, 10]), name="extract_tells_no_day"
            ),
        ]
        indexes = [
            GinIndex(fields=["terms"], name="extract_terms"),
            models.Index("cell", "client", name="extract_cell"),
        ]


class ExtractTerm(models.Model):
    """In how many extracts of a county a term stands, and how long those are together; ``term`` '': all of them.

    Kept by a trigger, so that a search need not count.
    """

    privacy = Privacy.INTERNAL

    id = models.BigAutoField(primary_key=True)
    county = models.IntegerField(_("区县"))
    term = models.CharField(_("词"), max_length=CODES, blank=True)
    docs = models.IntegerField(_("在几份里"))
    length = models.BigIntegerField(_("一共多长"))

    class Meta:
        verbose_name = _("词出现几次")
        constraints = [
            models.UniqueConstraint("county", "term", name="term_of_a_county_is_counted_once"),
            models.CheckConstraint(condition=Q(docs__gte=0, length__gte=0), name="term_stands_in_no_fewer_than_none"),
        ]
