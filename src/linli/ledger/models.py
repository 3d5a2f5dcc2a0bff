"""账本: accounts, the entries between them, what is reserved, what runs out. Nothing here knows a person.

No row is written through the ORM: the web role may only read these tables, the functions of the database write them
(migrations/0002). Amounts are whole numbers: 分, minutes, points.
"""

from typing import TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity

M = TypeVar("M", bound=models.Model)
AREAS = dict.fromkeys(("county_id", "town_id", "community_id", "grid_id"), Sensitivity.PLAIN)
MOST = 1_000_000_000_000_000
"""The most that one leg may move: 10 万亿 yuan in 分; a thousand such legs still fit an account."""


class Unit(models.TextChoices):
    """What is counted; entries balance within each."""

    FEN = "fen", _("钱（分）")
    MINUTE = "minute", _("时间（分钟）")
    POINT = "point", _("积分")


class HeldQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> "HeldQuerySet[M]":
        """Return what lies inside the actor's reach, her organisation's, and her own."""
        scope = actor.scope
        if scope.organisation is not None:
            return self.filter(holder=scope.organisation)
        own = Q(holder__in=scope.persons) if scope.persons else Q(pk__in=[])
        return self if scope.everywhere else self.filter(scope.q() | own)


class Placed(models.Model):
    """Where it belongs."""

    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"), null=True)
    community_id = models.IntegerField(_("社区(村)"), null=True)
    grid_id = models.IntegerField(_("网格"), null=True)

    class Meta:
        abstract = True


class Account(Placed):
    """An account of one holder (kind and id, said by an upper room) in one unit, for one purpose.

    ``balance - held`` never falls below ``floor``. An account without a floor is the other side of everybody's (who
    issues, who was outside): its balance may be anything and stands in its slots, so that no one waits for it.
    ``by_lots``: what comes in carries a day on which it runs out, and the oldest goes first.
    """

    privacy = Privacy.PERSONAL
    sensitivity = {**AREAS, "holder_kind": Sensitivity.PLAIN, "purpose": Sensitivity.PLAIN}

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.CharField(_("单位"), max_length=10, choices=Unit.choices)
    holder_kind = models.CharField(_("谁的(类别)"), max_length=60)
    holder = models.UUIDField(_("谁的"))
    purpose = models.CharField(_("用途"), max_length=60)
    floor = models.BigIntegerField(_("最低余额"), null=True)
    by_lots = models.BooleanField(_("按批到期"))
    balance = models.BigIntegerField(_("余额"), default=0)
    held = models.BigIntegerField(_("预留"), default=0)
    opened_at = models.DateTimeField(_("开户时间"))
    closed_at = models.DateTimeField(_("销户时间"), null=True)

    objects = HeldQuerySet["Account"].as_manager()

    class Meta:
        verbose_name = _("账户")
        constraints = [
            models.UniqueConstraint(
                "holder_kind", "holder", "unit", "purpose", condition=Q(closed_at=None), name="account_is_open_once"
            ),
            models.CheckConstraint(
                condition=Q(floor=None) | Q(balance__gte=F("floor") + F("held")), name="account_stays_above_its_floor"
            ),
            models.CheckConstraint(condition=Q(unit__in=["fen", "minute", "point"]), name="account_counts_a_unit"),
            models.CheckConstraint(condition=Q(held__gte=0), name="account_holds_nothing_negative"),
            models.CheckConstraint(condition=Q(floor=None) | Q(floor__lte=0), name="account_begins_above_its_floor"),
            models.CheckConstraint(condition=Q(by_lots=False) | Q(floor=0), name="account_by_lots_has_its_own_bottom"),
            models.CheckConstraint(
                condition=Q(floor__isnull=False) | Q(balance=0, held=0), name="account_without_floor_is_told_by_slots"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(balance=0, held=0), name="account_is_closed_when_empty"
            ),
        ]
        indexes = [models.Index("holder", name="account_holder")]


class Slot(models.Model):
    """A part of the balance of an account without a floor; the balance is their sum."""

    privacy = Privacy.INTERNAL

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="slots", db_index=False)
    number = models.SmallIntegerField(_("第几格"))
    amount = models.BigIntegerField(_("数额"))

    class Meta:
        verbose_name = _("余额分格")
        constraints = [models.UniqueConstraint("account", "number", name="slot_is_there_once")]


class TransferQuerySet(models.QuerySet["Transfer"]):
    def visible_to(self, actor: Actor) -> "TransferQuerySet":
        """Return the entries made inside the actor's reach."""
        return self.none() if actor.scope.organisation is not None else self.filter(actor.scope.q())


class Transfer(Placed):
    """One entry (一笔): legs that sum to nothing in each unit. Rows are only added; another reverses a mistake."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("事由"), max_length=60)
    key = models.CharField(_("幂等键"), max_length=160, unique=True)
    digest = models.CharField(_("请求的摘要"), max_length=64)
    legs = models.IntegerField(_("几条分录"))
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversals", db_index=False)
    at = models.DateTimeField(_("时间"))
    by_user = models.UUIDField(_("谁"), null=True)
    by_post = models.UUIDField(_("岗位"), null=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("一笔账")
        constraints = [models.CheckConstraint(condition=Q(legs__gte=2), name="transfer_has_two_sides")]


class Posting(Placed):
    """One leg (分录): so much into an account, or out of it. Where and whose are copied from the account."""

    privacy = Privacy.PERSONAL
    sensitivity = {**AREAS, "kind": Sensitivity.PLAIN, "amount": Sensitivity.PLAIN}

    id = models.BigAutoField(primary_key=True)
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="postings", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings", db_index=False)
    amount = models.BigIntegerField(_("数额"))
    unit = models.CharField(_("单位"), max_length=10, choices=Unit.choices)
    kind = models.CharField(_("事由"), max_length=60)
    at = models.DateTimeField(_("时间"))
    holder = models.UUIDField(_("谁的"))
    reverses = models.ForeignKey("self", models.PROTECT, null=True, related_name="reversals", db_index=False)

    objects = HeldQuerySet["Posting"].as_manager()

    class Meta:
        verbose_name = _("分录")
        constraints = [
            models.UniqueConstraint("transfer", "account", name="account_stands_once_in_a_transfer"),
            models.UniqueConstraint("reverses", condition=Q(reverses__isnull=False), name="posting_is_reversed_once"),
            models.CheckConstraint(
                condition=~Q(amount=0) & Q(amount__gte=-MOST, amount__lte=MOST), name="posting_moves_something"
            ),
        ]
        indexes = [models.Index("account", "id", name="posting_account")]


class Lot(Placed):
    """What came in at once and runs out on one day; ``remaining`` is what is left of it."""

    privacy = Privacy.PERSONAL
    sensitivity = {**AREAS, "amount": Sensitivity.PLAIN, "remaining": Sensitivity.PLAIN}

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="lots", db_index=False)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="lots")
    expires_on = models.DateField(_("用到哪天"), null=True)
    amount = models.BigIntegerField(_("数额"))
    remaining = models.BigIntegerField(_("还剩"))
    holder = models.UUIDField(_("谁的"))

    objects = HeldQuerySet["Lot"].as_manager()

    class Meta:
        verbose_name = _("到期批次")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, remaining__gte=0, remaining__lte=F("amount")), name="lot_is_used_up_at_most"
            )
        ]
        indexes = [
            models.Index("account", "expires_on", "id", name="lot_oldest_first", condition=Q(remaining__gt=0)),
            models.Index("expires_on", "account", name="lot_runs_out", condition=Q(remaining__gt=0)),
        ]


class LotPart(models.Model):
    """What one leg took out of one lot."""

    privacy = Privacy.INTERNAL

    id = models.BigAutoField(primary_key=True)
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="parts")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="parts", db_index=False)
    amount = models.BigIntegerField(_("数额"))

    class Meta:
        verbose_name = _("批次的支出")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="lot_part_takes_something")]


class Hold(Placed):
    """预留: an amount kept back until it is captured (all or part of it) or released."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **AREAS, "key": Sensitivity.PLAIN, "digest": Sensitivity.PLAIN, "amount": Sensitivity.PLAIN,
        "taken": Sensitivity.PLAIN,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="holds", db_index=False)
    amount = models.BigIntegerField(_("数额"))
    key = models.CharField(_("幂等键"), max_length=160, unique=True)
    digest = models.CharField(_("请求的摘要"), max_length=64)
    at = models.DateTimeField(_("预留时间"))
    until = models.DateField(_("留到哪天"), null=True)
    closed_at = models.DateTimeField(_("了结时间"), null=True)
    taken = models.BigIntegerField(_("用掉了"), default=0)
    transfer = models.ForeignKey(Transfer, models.PROTECT, null=True, related_name="holds", db_index=False)
    holder = models.UUIDField(_("谁的"))

    objects = HeldQuerySet["Hold"].as_manager()

    class Meta:
        verbose_name = _("预留")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__lte=MOST, taken__gte=0, taken__lte=F("amount")),
                name="hold_takes_at_most_what_it_keeps",
            ),
            models.CheckConstraint(condition=Q(closed_at__isnull=False) | Q(taken=0), name="hold_open_took_nothing"),
        ]
        indexes = [
            models.Index("account", name="hold_open", condition=Q(closed_at=None)),
            models.Index("until", name="hold_lapses", condition=Q(closed_at=None, until__isnull=False)),
        ]
