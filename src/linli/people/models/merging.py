"""合并: two files of one person become one. The other id stays, and stands for the kept one."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models.persons import PLACED, Person, Placed, PlacedQuerySet


class Alias(models.Model):
    """One id stands for another, from a moment until the merge is undone.

    Two ids and two moments: no name, no place, so that every count of distinct persons, by whomever, now or as of a
    moment, takes the same two for one. ``Person.merged_into`` says what stands today.
    """

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kept = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateTimeField(_("起"))
    until = models.DateTimeField(_("止"), null=True)

    class Meta:
        verbose_name = _("同一个人的两个编号")
        constraints = [
            models.UniqueConstraint("person", condition=Q(until=None), name="alias_leads_to_one_person"),
            models.CheckConstraint(condition=~Q(person=F("kept")), name="alias_is_another_id"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="alias_ends_after_it_starts"
            ),
        ]


class Merge(Placed):
    """合并的底账: who put two files together, which field came from which, and what stood before, sealed."""

    privacy = Privacy.PERSONAL
    sensitivity: dict[str, Any] = {
        **PLACED, "kept": Sensitivity.PLAIN, "other": Sensitivity.PLAIN, "alias": Sensitivity.PLAIN,
        "choices": Sensitivity.PLAIN, "by_name": Sensitivity.PLAIN, "before_sealed": Sensitivity.SPECIAL,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kept = models.ForeignKey(Person, models.PROTECT, related_name="merges")
    other = models.ForeignKey(Person, models.PROTECT, related_name="merged_by")
    alias = models.OneToOneField(Alias, models.PROTECT, related_name="merge")
    choices = models.JSONField(_("选了哪一份"), default=dict)
    before_sealed = SealedColumn(_("合并以前"))
    before = SealedText("before_sealed")
    by_user = models.UUIDField(_("谁合并的"), null=True)
    by_name = models.CharField(_("谁合并的"), max_length=100, blank=True)
    made_at = models.DateTimeField(_("合并时间"), db_default=Now())
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    undone_by = models.UUIDField(_("谁撤销的"), null=True)

    objects = PlacedQuerySet["Merge"].as_manager()

    class Meta:
        verbose_name = _("合并")
        constraints = [
            models.UniqueConstraint("other", condition=Q(undone_at=None), name="person_is_merged_once"),
            models.CheckConstraint(condition=~Q(kept=F("other")), name="merge_is_of_two"),
        ]


class DuplicatePair(Placed):
    """疑似重复: two files that look like one person's, found at night; 'not the same' is remembered.

    A pair carries the areas both files share, and 0 where they differ: it is seen by who sees both.
    """

    privacy = Privacy.PERSONAL
    sensitivity: dict[str, Any] = {
        **PLACED, "first": Sensitivity.PLAIN, "second": Sensitivity.PLAIN, "weight": Sensitivity.PLAIN,
        "levels": Sensitivity.CONTACT,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    first = models.ForeignKey(Person, models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, models.CASCADE, related_name="+")
    weight = models.FloatField(_("分量"))
    levels = models.JSONField(_("哪些像"), default=dict)
    found_at = models.DateTimeField(_("发现时间"))
    parted_at = models.DateTimeField(_("说了不是同一个人"), null=True)
    parted_by = models.UUIDField(_("谁说的"), null=True)

    objects = PlacedQuerySet["DuplicatePair"].as_manager()

    class Meta:
        verbose_name = _("疑似重复")
        constraints = [
            models.UniqueConstraint("first", "second", name="pair_is_found_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_is_in_order"),
        ]
        indexes = [
            models.Index(
                "county_id", F("weight").desc(), F("id").desc(), name="pair_weight", condition=Q(parted_at=None)
            )
        ]
