"""Who may open a file that is shut: checks of staff, requests and grants, broken glass and its review; harm suspected.

``AccessGrant`` is how upper rooms widen sight of a person. Rows are only added; a grant can be closed and nothing else.
"""

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Post, Role
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models.persons import PLACED, Person, Placed, PlacedQuerySet

HOUR, YEAR = timedelta(hours=1), timedelta(days=366)


class BackgroundCheck(models.Model):
    """违法犯罪记录查询: asked each year of whoever works close to children (未成年人保护法 62)."""

    privacy = Privacy.PERSONAL
    sensitivity = {"reference": Sensitivity.PLAIN, "clear": Sensitivity.SPECIAL}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    queried_on = models.DateField(_("哪天查的"))
    valid_until = models.DateField(_("到哪天有效"))
    clear = models.BooleanField(_("没有记录"))
    reference = models.CharField(_("文号或存放处"), max_length=100)
    noted_by = models.UUIDField(_("谁登记的"), null=True)
    county_id = models.IntegerField(_("区县"), null=True)
    town_id = models.IntegerField(_("镇街"), null=True)
    community_id = models.IntegerField(_("社区(村)"), null=True)
    grid_id = models.IntegerField(_("网格"), null=True)

    objects = PlacedQuerySet["BackgroundCheck"].as_manager()

    class Meta:
        verbose_name = _("违法犯罪记录查询")
        indexes = [models.Index("post", F("valid_until").desc(), name="check_post")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("queried_on")) & Q(valid_until__lte=F("queried_on") + YEAR),
                name="check_is_valid_for_a_year_at_most",
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="check_names_its_paper"),
        ]


class AccessRequest(Placed):
    """申请打开: somebody without a standing approval asks to read one file, and somebody else answers."""

    privacy = Privacy.PERSONAL
    sensitivity = {**PLACED, "person": Sensitivity.PLAIN, "reason": Sensitivity.SPECIAL}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asker = models.ForeignKey(Post, models.PROTECT, related_name="+")
    asker_user = models.UUIDField(_("谁申请"))
    reason = models.CharField(_("为什么"), max_length=200)
    asked_at = models.DateTimeField(_("申请时间"))
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    answered_by = models.UUIDField(_("谁答复"), null=True)
    granted = models.BooleanField(_("同意"), null=True)

    objects = PlacedQuerySet["AccessRequest"].as_manager()

    class Meta:
        verbose_name = _("打开档案的申请")
        constraints = [
            models.CheckConstraint(condition=~Q(answered_by=F("asker_user")), name="nobody_answers_her_own_request"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, granted=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, granted__isnull=False),
                name="an_answer_says_who_and_what",
            ),
            models.UniqueConstraint("person", "asker", condition=Q(answered_at=None), name="request_is_open_once"),
        ]


class AccessGrant(Placed):
    """准许打开: a post may read one file until a moment. Nobody gives it to herself; nobody gives broken glass."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED,
        "person": Sensitivity.PLAIN,
        "reason": Sensitivity.PLAIN,
        "text_sealed": Sensitivity.SPECIAL,
    }

    class Kind(models.TextChoices):
        ASSIGNMENT = "assignment", _("指派")
        REQUEST = "request", _("申请批准")
        BREAK_GLASS = "break_glass", _("紧急打开")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kind = models.CharField(_("类别"), max_length=12, choices=Kind.choices)
    grantee = models.ForeignKey(Post, models.PROTECT, related_name="+")
    grantee_user = models.UUIDField(_("给谁"))
    grantor = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    grantor_user = models.UUIDField(_("谁给的"), null=True)
    clearance = models.ForeignKey(BackgroundCheck, models.PROTECT, null=True, related_name="+")
    request = models.ForeignKey(AccessRequest, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("为什么"), max_length=20, blank=True)
    text_sealed = SealedColumn(_("说明"))
    text = SealedText("text_sealed")
    starts_at = models.DateTimeField(_("起"))
    until = models.DateTimeField(_("止"))
    closed_at = models.DateTimeField(_("提前收回"), null=True)

    objects = PlacedQuerySet["AccessGrant"].as_manager()

    class Meta:
        verbose_name = _("准许打开")
        indexes = [
            models.Index("person", "grantee", name="grant_person_grantee"),
            models.Index("grantee_user", F("starts_at").desc(), name="grant_user_start"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(grantor_user=F("grantee_user")), name="nobody_gives_herself_sight"),
            models.CheckConstraint(
                condition=Q(kind="break_glass", grantor=None, grantor_user=None)
                | Q(kind__in=["assignment", "request"], grantor_user__isnull=False, clearance__isnull=False),
                name="sight_is_given_by_somebody_to_the_checked",
            ),
            models.CheckConstraint(condition=Q(until__gt=F("starts_at")), name="grant_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(kind="break_glass") | (Q(until__lte=F("starts_at") + HOUR) & ~Q(reason="")),
                name="glass_is_broken_for_an_hour_and_a_reason",
            ),
        ]


class GlassReview(Placed):
    """复核: what somebody else found about one broken glass. One per grant, only added."""

    privacy = Privacy.PERSONAL
    sensitivity = {**PLACED, "note_sealed": Sensitivity.SPECIAL, "finding": Sensitivity.PLAIN}

    class Finding(models.TextChoices):
        JUSTIFIED = "justified", _("应当打开")
        UNJUSTIFIED = "unjustified", _("不该打开")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    grant = models.OneToOneField(AccessGrant, models.PROTECT, related_name="review")
    grantee_user = models.UUIDField(_("谁打开的"))
    reviewer_user = models.UUIDField(_("谁复核的"))
    finding = models.CharField(_("结论"), max_length=12, choices=Finding.choices)
    note_sealed = SealedColumn(_("说明"))
    note = SealedText("note_sealed")
    at = models.DateTimeField(_("时间"))

    objects = PlacedQuerySet["GlassReview"].as_manager()

    class Meta:
        verbose_name = _("紧急打开的复核")
        constraints = [
            models.CheckConstraint(condition=~Q(reviewer_user=F("grantee_user")), name="nobody_reviews_herself")
        ]


class HarmQuerySet(PlacedQuerySet["SuspectedHarm"]):
    def visible_to(self, actor: Actor) -> "HarmQuerySet":
        """Only the head of the station, who sets the mark, learns of it."""
        return self.filter(actor.scope.q()) if actor.role == Role.STATION_LEAD else self.none()


class SuspectedHarm(Placed):
    """疑似伤害: somebody close to a person may have harmed her; until it is lifted nothing here leads him to her."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "person": Sensitivity.SPECIAL, "by_whom": Sensitivity.SPECIAL, "reason_sealed": Sensitivity.SPECIAL,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    by_whom = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason_sealed = SealedColumn(_("为什么"))
    reason = SealedText("reason_sealed")
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True)
    marked_by = models.UUIDField(_("谁标的"), null=True)

    objects = HarmQuerySet.as_manager()

    class Meta:
        verbose_name = _("疑似伤害")
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("by_whom")), name="harm_is_by_another"),
            models.UniqueConstraint("person", "by_whom", condition=Q(until=None), name="harm_is_marked_once"),
        ]
