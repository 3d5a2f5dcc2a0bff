"""站里的库: goals, ways of working and resources that a station has found useful, beside those of the pack."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post
from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy
from linli.places.models import Division
from linli.practice.models.aid import ResourceLink
from linli.practice.models.plans import Rhythm


class EntryQuerySet(models.QuerySet["LibraryEntry"]):
    def visible_to(self, actor: Actor) -> "EntryQuerySet":
        """Return the entries of the stations inside an actor's reach or around it, and of her county as a whole."""
        if actor.scope.organisation is not None:
            return self.none()
        areas = actor.scope.areas
        here = Division.objects.filter(pk__in=areas)
        inside = Q(county_id__in=areas) | Q(town_id__in=areas) | Q(town_id__in=here.values("town_id"))
        return self.filter(inside | Q(town_id=None, county_id__in=here.values("county_id")))

    def offered(self) -> "EntryQuerySet":
        """Return those that were accepted and are not retired."""
        return self.filter(accepted_at__isnull=False, retired_at=None)


class LibraryEntry(models.Model):
    """One entry of a station's library: proposed by one person, accepted by another, retired when it serves no more.

    It names nobody (``policies.propose_entry`` and whoever accepts see to that) and keeps no way back to a case.
    ``goal`` is the code of the goal a way of working serves; ``party`` who gives a resource. A town's, or (``town_id``
    None) the county's.
    """

    privacy = Privacy.INTERNAL

    class Kind(models.TextChoices):
        GOAL = "goal", _("目标")
        METHOD = "method", _("做法")
        RESOURCE = "resource", _("资源")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    kind = models.CharField(_("是什么"), max_length=8, choices=Kind.choices)
    text = models.CharField(_("怎么说"), max_length=100)
    measure = models.CharField(_("怎么看有没有做到"), max_length=100, blank=True)
    rhythm = models.CharField(_("多久一次"), max_length=12, choices=Rhythm.choices, blank=True)
    weeks = models.SmallIntegerField(_("一般几周"), null=True)
    goal = models.CharField(_("为了哪个目标"), max_length=40, blank=True)
    party = models.CharField(_("谁给的"), max_length=10, choices=ResourceLink.Party.choices, blank=True)
    proposed_at = models.DateTimeField(_("提出时间"))
    proposed_by = models.UUIDField(_("谁提出的"))
    proposed_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    proposed_name = models.CharField(_("谁提出的"), max_length=50)
    accepted_at = models.DateTimeField(_("收进时间"), null=True)
    accepted_by = models.UUIDField(_("谁收进的"), null=True)
    retired_at = models.DateTimeField(_("停用时间"), null=True)
    retired_by = models.UUIDField(_("谁停用的"), null=True)
    reason = models.CharField(_("为什么停用"), max_length=200, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("站里的库")
        constraints = [
            models.UniqueConstraint(
                "county_id", "town_id", "kind", "text", condition=Q(retired_at=None), nulls_distinct=False,
                name="library_says_each_thing_once",
            ),
            models.CheckConstraint(condition=~Q(accepted_by=F("proposed_by")), name="nobody_accepts_her_own_entry"),
            models.CheckConstraint(condition=Q(retired_at=None) | ~Q(reason=""), name="retired_entry_says_why"),
            models.CheckConstraint(
                condition=~Q(kind="goal") | (~Q(measure="") & ~Q(rhythm="") & Q(weeks__range=(1, 104))),
                name="goal_of_the_library_is_measured",
            ),
        ]  # fmt: skip
        indexes = [models.Index("county_id", "town_id", "kind", name="library_station")]

    def __str__(self) -> str:
        return self.text

    @property
    def code(self) -> str:
        """How a plan and an extract name it."""
        return f"own:{self.pk.hex}"

    @property
    def standing(self) -> str:
        """Return where it stands: proposed, accepted or retired."""
        if self.retired_at is not None:
            return "retired"
        return "accepted" if self.accepted_at is not None else "proposed"
