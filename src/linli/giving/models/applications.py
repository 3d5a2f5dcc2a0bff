"""向上申请: it goes up with figures out of the records, is answered, brings money, is accounted for; who pays."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.giving.models.money import FundedQuerySet, FundLine, MoneySource, Placed
from linli.kernel.ids import new_id
from linli.kernel.period import Period
from linli.kernel.privacy import Privacy
from linli.places.models import Division
from linli.records.models import ServiceRecord


class State(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("起草")
    SENT = "sent", _("报上去了")
    GRANTED = "granted", _("批了")
    PARTLY = "partly", _("批了一部分")
    REFUSED = "refused", _("没有批")
    RECEIVED = "received", _("钱到了")
    ACCOUNTED = "accounted", _("交代清楚了")
    TAKEN_BACK = "taken_back", _("撤回了")


# verb: from where, to where.
MOVES: dict[str, tuple[frozenset[State], State]] = {
    "send": (frozenset({State.DRAFT}), State.SENT),
    "take_back": (frozenset({State.DRAFT, State.SENT}), State.TAKEN_BACK),
    "grant": (frozenset({State.SENT}), State.GRANTED),
    "grant_part": (frozenset({State.SENT}), State.PARTLY),
    "refuse": (frozenset({State.SENT}), State.REFUSED),
    "receive": (frozenset({State.GRANTED, State.PARTLY}), State.RECEIVED),
    "account": (frozenset({State.RECEIVED}), State.ACCOUNTED),
}
GIVES = frozenset({State.GRANTED, State.PARTLY, State.RECEIVED})  # money is promised or here: it can pay for records
WITH_MONEY = frozenset({*GIVES, State.ACCOUNTED})


class Application(Placed):
    """向上申请: what is asked of whom, for what, with which figures of which days. Amounts are 分.

    ``codes`` are the indicators picked; ``figures`` what they came to when it was sent, with ``definitions`` as they
    were and ``digest`` over both: none of the three changes afterwards, the database sees to it.
    """

    privacy = Privacy.INTERNAL

    place = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("哪里"))
    source = models.ForeignKey(MoneySource, models.PROTECT, related_name="applications", verbose_name=_("报给谁"))
    title = models.CharField(_("名称"), max_length=100)
    purpose = models.TextField(_("做什么用"), max_length=2000)
    asked = models.BigIntegerField(_("申请金额(分)"))
    year = models.SmallIntegerField(_("年度"))
    starts_on = models.DateField(_("数据从哪天"))
    ends_on = models.DateField(_("到哪天"))
    codes = models.JSONField(_("附哪些数"), default=list)
    state = models.CharField(_("到哪一步"), max_length=12, choices=State.choices, default=State.DRAFT)
    figures = models.JSONField(_("附的数"), null=True)
    definitions = models.JSONField(_("口径"), null=True)
    digest = models.CharField(_("校验值"), max_length=64, blank=True)
    sent_at = models.DateTimeField(_("报送时间"), null=True)
    granted = models.BigIntegerField(_("批准金额(分)"), null=True)
    answered_on = models.DateField(_("答复日期"), null=True)
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    paper = models.CharField(_("批复文号"), max_length=200, blank=True)
    line = models.OneToOneField(FundLine, models.PROTECT, null=True, related_name="application")
    used = models.BigIntegerField(_("用了(分)"), null=True)
    account = models.TextField(_("怎么用的"), max_length=2000, blank=True)

    objects = FundedQuerySet["Application"].as_manager()

    class Meta:
        verbose_name = _("向上申请")
        constraints = [
            models.CheckConstraint(condition=Q(asked__gt=0), name="application_asks_for_something"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="application_counts_days_in_order"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "taken_back"])
                | (Q(figures__isnull=False, definitions__isnull=False, sent_at__isnull=False) & ~Q(digest="")),
                name="sent_application_has_its_figures",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(state.value for state in WITH_MONEY))
                | (Q(granted__gt=0, line__isnull=False, answered_on__isnull=False) & ~Q(paper="")),
                name="granted_application_has_its_money_and_paper",
            ),
            models.CheckConstraint(
                condition=~Q(state="partly") | Q(granted__lt=F("asked")), name="part_is_less_than_asked"
            ),
            models.CheckConstraint(
                condition=~Q(state="accounted") | (Q(used__gte=0, used__lte=F("granted")) & ~Q(account="")),
                name="accounted_application_says_what_was_used",
            ),
        ]
        indexes = [models.Index("county_id", F("noted_at").desc(), F("id").desc(), name="application_county")]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> Period:
        """Return the days its figures are counted over."""
        return Period(self.starts_on, self.ends_on)


class ApplicationMove(models.Model):
    """One step of an application, by somebody, with a sentence. Only added."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="moves")
    verb = models.CharField(_("做了什么"), max_length=12)
    came_from = models.CharField(_("从"), max_length=12, choices=State.choices)
    to = models.CharField(_("到"), max_length=12, choices=State.choices)
    sentence = models.CharField(_("说明"), max_length=500, blank=True)
    at = models.DateTimeField(_("时间"))
    by_user = models.UUIDField(_("谁"), null=True)
    by_name = models.CharField(_("谁"), max_length=50, blank=True)

    class Meta:
        verbose_name = _("向上申请经过")
        indexes = [models.Index("application", "at", "id", name="application_move_application")]


class Reporting(models.Model):
    """报给谁、由谁付: a record that stands in an application; ``paid_at`` when this funder pays for it.

    ``act`` is the same for a record and its corrections. One act may be reported to many and is paid by one: a unique
    index keeps it, whoever asks and however many at once.
    """

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="reportings")
    record = models.ForeignKey(ServiceRecord, models.PROTECT, related_name="reportings")
    act = models.CharField(_("哪件事"), max_length=110)
    reported_at = models.DateTimeField(_("报的时间"))
    reported_by = models.UUIDField(_("谁报的"), null=True)
    paid_at = models.DateTimeField(_("由这里付"), null=True)
    paid_by = models.UUIDField(_("谁定的"), null=True)

    class Meta:
        verbose_name = _("报给谁、由谁付")
        constraints = [
            models.UniqueConstraint("application", "act", name="act_is_reported_once_to_a_funder"),
            models.UniqueConstraint("act", condition=Q(paid_at__isnull=False), name="act_is_paid_by_one"),
        ]
