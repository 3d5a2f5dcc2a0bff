"""慈善救助申请: from the case to the community, the street, the county and back; and what the five parties gave."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import Role
from linli.kernel.actor import Actor
from linli.kernel.fields import SealedColumn, SealedText
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models import PLACED
from linli.practice.models.cases import CaseFile, OfCase, OfCaseQuerySet, reach


class Desk(models.TextChoices):
    """On whose desk an application lies, or how it ended."""

    COMMUNITY = "community", _("社区在看")
    STREET = "street", _("镇街在看")
    COUNTY = "county", _("县里在看")
    RETURNED = "returned", _("退回来了")
    GRANTED = "granted", _("批了")
    REFUSED = "refused", _("没有批")


LEVELS = (Desk.COMMUNITY, Desk.STREET, Desk.COUNTY)
ROLE_OF: dict[str, Role] = {
    Desk.COMMUNITY: Role.COMMUNITY_WORKER, Desk.STREET: Role.STREET_OFFICER, Desk.COUNTY: Role.COUNTY_OFFICER,
}  # fmt: skip


class AidQuerySet(OfCaseQuerySet["AidApplication"]):
    def visible_to(self, actor: Actor) -> "AidQuerySet":
        """Return the applications of the files an actor may open, and those that have reached her desk.

        An officer reads the application and the facts named in it, never the case.
        """
        own = Q(case__in=CaseFile.objects.visible_to(actor))
        at = next((n for n, desk in enumerate(LEVELS) if ROLE_OF[desk] == actor.role), None)
        if at is None or actor.scope.organisation is not None:
            return self.filter(own)
        return self.filter(own | (reach(actor) & Q(reached__gte=at)))


class AidApplication(OfCase):
    """One application. ``facts`` are the lines that the officers read, as they were on the day it was made."""

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "reason_sealed": Sensitivity.SPECIAL, "facts_sealed": Sensitivity.SPECIAL,
        "asked_name": Sensitivity.PLAIN, "amount": Sensitivity.SPECIAL, "granted": Sensitivity.SPECIAL,
    }  # fmt: skip

    amount = models.DecimalField(_("申请多少元"), max_digits=10, decimal_places=2)
    reason_sealed = SealedColumn(_("申请的理由"))
    reason = SealedText("reason_sealed")
    facts_sealed = SealedColumn(_("家庭情况"))
    facts = SealedText("facts_sealed")
    state = models.CharField(_("在哪里"), max_length=10, choices=Desk.choices, default=Desk.COMMUNITY)
    reached = models.SmallIntegerField(_("到过哪一级"), default=0)
    asked_at = models.DateTimeField(_("提出时间"))
    asked_by = models.UUIDField(_("谁提出的"), null=True)
    asked_name = models.CharField(_("社工"), max_length=50, blank=True)
    granted = models.DecimalField(_("批了多少元"), max_digits=10, decimal_places=2, null=True)
    decided_on = models.DateField(_("哪天定的"), null=True)

    objects = AidQuerySet.as_manager()

    class Meta:
        verbose_name = _("慈善救助申请")
        constraints = [
            models.UniqueConstraint(
                "case", condition=~Q(state__in=["granted", "refused"]), name="aid_is_applied_for_once_at_a_time"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="aid_is_for_an_amount"),
            models.CheckConstraint(
                condition=~Q(state="granted") | Q(granted__gt=0, decided_on__isnull=False), name="granted_aid_says_what"
            ),
        ]
        indexes = [models.Index("county_id", "state", "asked_at", name="aid_county_state")]


class AidStep(OfCase):
    """What one desk did with an application. Only added."""

    class Verb(models.TextChoices):
        ASK = "ask", _("提出")
        AGREE = "agree", _("同意")
        RETURN = "return", _("退回")
        REFUSE = "refuse", _("不同意")

    privacy = Privacy.PROTECTED
    sensitivity = {**PLACED, "reason_sealed": Sensitivity.SPECIAL, "by_name": Sensitivity.PLAIN}

    application = models.ForeignKey(AidApplication, models.PROTECT, related_name="steps")
    desk = models.CharField(_("哪一级"), max_length=10, choices=Desk.choices)
    verb = models.CharField(_("怎么办的"), max_length=8, choices=Verb.choices)
    reason_sealed = SealedColumn(_("原因"))
    reason = SealedText("reason_sealed")
    at = models.DateTimeField(_("时间"))
    by_user = models.UUIDField(_("账号"), null=True)
    by_name = models.CharField(_("谁"), max_length=50, blank=True)

    objects = OfCaseQuerySet["AidStep"].as_manager()

    class Meta:
        verbose_name = _("救助申请经过")
        indexes = [models.Index("application", "at", name="step_aid")]


class ResourceLink(OfCase):
    """链接资源: a strength or a need met by something that one of the five parties (五社) gave."""

    class Party(models.TextChoices):
        COMMUNITY = "community", _("社区")
        WORKER = "worker", _("社会工作者")
        GROUP = "group", _("社区社会组织")
        VOLUNTEER = "volunteer", _("社区志愿者")
        CHARITY = "charity", _("社会慈善资源")

    class Meets(models.TextChoices):
        NEED = "need", _("需要")
        STRENGTH = "strength", _("优势、爱好")

    class Kind(models.TextChoices):
        GOODS = "goods", _("物资")
        MONEY = "money", _("钱")
        TIME = "time", _("人手、陪伴")
        SKILL = "skill", _("手艺、专业服务")
        PLACE = "place", _("场地")
        NEWS = "news", _("信息、机会")

    privacy = Privacy.PROTECTED
    sensitivity = {
        **PLACED, "what_sealed": Sensitivity.SPECIAL, "giver_sealed": Sensitivity.SPECIAL,
        "by_name": Sensitivity.PLAIN,
    }  # fmt: skip

    party = models.CharField(_("谁给的"), max_length=10, choices=Party.choices)
    kind = models.CharField(_("给了什么"), max_length=8, choices=Kind.choices)
    meets = models.CharField(_("对着什么"), max_length=8, choices=Meets.choices)
    what_sealed = SealedColumn(_("说明"))
    what = SealedText("what_sealed")
    giver_sealed = SealedColumn(_("哪一家、哪一位"))
    giver = SealedText("giver_sealed")
    given_on = models.DateField(_("哪天"))
    at = models.DateTimeField(_("记的时间"))
    by_name = models.CharField(_("谁记的"), max_length=50, blank=True)
    taken_back_at = models.DateTimeField(_("收回时间"), null=True)

    objects = OfCaseQuerySet["ResourceLink"].as_manager()

    class Meta:
        verbose_name = _("链接的资源")
        indexes = [models.Index("case", "given_on", name="resource_case")]
