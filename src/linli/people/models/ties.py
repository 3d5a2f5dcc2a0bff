"""What ties persons: membership of a household, kin, and the dated categories they carry."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models.persons import PLACED, Household, Person, Placed, PlacedQuerySet

# What somebody is to the one who is ``kind`` to her, where that is another word.
OTHER_SIDE: dict[str, str | Promise] = {
    "parent": _("子女"),
    "child": _("父母"),
    "grandparent": _("孙子女"),
    "grandchild": _("祖父母"),
    "guardian": _("被监护人"),
    "caregiver": _("被照护人"),
}


class HouseholdMember(Placed):
    """家庭成员: membership with dates."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "household": Sensitivity.CONTACT, "person": Sensitivity.PLAIN, "relation": Sensitivity.CONTACT,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    relation = models.CharField(_("与户主关系"), max_length=20, blank=True)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)

    objects = PlacedQuerySet["HouseholdMember"].as_manager()

    class Meta:
        verbose_name = _("家庭成员")
        constraints = [
            models.UniqueConstraint("person", condition=Q(ends_on=None), name="person_lives_in_one_household"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="membership_ends_after_it_starts"
            ),
        ]


class KinshipLink(Placed):
    """亲属关系: a typed, dated relation between two persons (``other`` is the ``kind`` of ``person``)."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "person": Sensitivity.PLAIN, "other": Sensitivity.PLAIN, "kind": Sensitivity.CONTACT,
    }  # fmt: skip

    class Kind(models.TextChoices):
        SPOUSE = "spouse", _("配偶")
        PARENT = "parent", _("父母")
        CHILD = "child", _("子女")
        GRANDPARENT = "grandparent", _("祖父母")
        GRANDCHILD = "grandchild", _("孙子女")
        SIBLING = "sibling", _("兄弟姐妹")
        GUARDIAN = "guardian", _("监护人")
        CAREGIVER = "caregiver", _("照护人")
        OTHER = "other", _("其他")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="kin")
    other = models.ForeignKey(Person, models.CASCADE, related_name="kin_of")
    kind = models.CharField(_("关系"), max_length=12, choices=Kind.choices)
    starts_on = models.DateField(_("起"), null=True, blank=True)
    ends_on = models.DateField(_("止"), null=True, blank=True)

    objects = PlacedQuerySet["KinshipLink"].as_manager()

    class Meta:
        verbose_name = _("亲属关系")
        constraints = [
            models.UniqueConstraint("person", "other", "kind", condition=Q(ends_on=None), name="kinship_is_said_once"),
            models.CheckConstraint(condition=~Q(person=F("other")), name="kinship_is_between_two"),
        ]

    @property
    def seen_from_the_other_side(self) -> str | Promise:
        """What ``person`` is to ``other``."""
        return OTHER_SIDE.get(self.kind, self.get_kind_display())


class PriorityTag(Placed):
    """重点对象: a reasoned, dated category. Official recognition stands apart from a worker's observation.

    ``category`` is a code of the data pack ``categories``; several run at once.
    """

    privacy = Privacy.PERSONAL
    sensitivity: dict[str, Any] = {
        **PLACED, "person": Sensitivity.PLAIN, "category": Sensitivity.SPECIAL, "basis": Sensitivity.PLAIN,
        "authority": Sensitivity.PLAIN, "document": Sensitivity.SPECIAL, "reason": Sensitivity.SPECIAL,
    }  # fmt: skip

    class Basis(models.TextChoices):
        RECOGNISED = "recognised", _("官方认定")
        OBSERVED = "observed", _("工作人员观察")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="tags")
    category = models.CharField(_("类别"), max_length=40)
    basis = models.CharField(_("依据"), max_length=12, choices=Basis.choices)
    authority = models.CharField(_("认定机关"), max_length=100, blank=True)
    document = models.CharField(_("文号"), max_length=100, blank=True)
    reason = models.CharField(_("说明"), max_length=200, blank=True)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True, blank=True)
    marked_by = models.UUIDField(_("谁标的"), null=True)

    objects = PlacedQuerySet["PriorityTag"].as_manager()

    class Meta:
        verbose_name = _("重点对象")
        constraints = [
            models.UniqueConstraint(
                "person", "category", "basis", condition=Q(ends_on=None), name="category_runs_once_per_basis"
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="category_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~Q(basis="recognised") | ~Q(authority=""), name="recognition_names_its_authority"
            ),
        ]
        indexes = [models.Index("community_id", "category", name="tag_community_category")]
