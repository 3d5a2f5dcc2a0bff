"""How a resident comes in: by an account, by a paper card, or through somebody she trusts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import User
from linli.kernel import crypto
from linli.kernel.fields import BlindColumn, SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.people.models.persons import PLACED, Person, Placed, PlacedQuerySet


class PersonAccount(Placed):
    """本人账号: this account is this person, from a moment until one."""

    privacy = Privacy.PERSONAL
    sensitivity = {**PLACED, "person": Sensitivity.PLAIN, "user": Sensitivity.PLAIN, "how": Sensitivity.PLAIN}

    class How(models.TextChoices):
        PHONE = "phone", _("手机验证码加出生年份")
        CARD = "card", _("居民卡和密码")
        DESK = "desk", _("前台办理")
        FAMILY = "family", _("家人代办")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="accounts")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    how = models.CharField(_("怎么认的"), max_length=8, choices=How.choices)
    since = models.DateTimeField(_("起"))
    until = models.DateTimeField(_("止"), null=True)

    objects = PlacedQuerySet["PersonAccount"].as_manager()

    class Meta:
        verbose_name = _("本人账号")
        constraints = [
            models.UniqueConstraint("user", condition=Q(until=None), name="account_is_one_person"),
            models.UniqueConstraint("person", condition=Q(until=None), name="person_has_one_account"),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=F("since")), name="link_ends_after_start"),
        ]


CARD_INDEX = "people.card.token"


def token_indexes(token: str) -> list[bytes]:
    """Return what to look for when the token in a card's code is read."""
    return crypto.blinds(token, CARD_INDEX)


class ResidentCard(Placed):
    """居民卡: a printed card. The code on it is random and means nothing by itself; the PIN is kept as a slow hash."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "person": Sensitivity.PLAIN, "number": Sensitivity.PLAIN, "token_blind": Sensitivity.MASKED,
        "token_blind_next": Sensitivity.MASKED, "token_sealed": Sensitivity.MASKED, "pin": Sensitivity.MASKED,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="cards")
    number = models.CharField(_("卡号"), max_length=8, unique=True)
    token_blind = BlindColumn(CARD_INDEX, null=False, unique=True)
    token_blind_next = BlindColumn(unique=True)
    token_sealed = SealedColumn(_("卡码"))
    token = SealedText("token_sealed")
    pin = models.CharField(_("密码"), max_length=128)
    tries = models.SmallIntegerField(_("连着输错"), default=0)
    issued_at = models.DateTimeField(_("发卡时间"))
    issued_by = models.UUIDField(_("谁发的"), null=True)
    locked_at = models.DateTimeField(_("锁住"), null=True)
    revoked_at = models.DateTimeField(_("作废"), null=True)

    objects = PlacedQuerySet["ResidentCard"].as_manager()

    class Meta:
        verbose_name = _("居民卡")
        constraints = [
            models.UniqueConstraint("person", condition=Q(revoked_at=None), name="person_has_one_card"),
            models.CheckConstraint(condition=Q(number__regex=r"^[0-9]{8}$"), name="card_number_is_eight_digits"),
        ]

    def findable(self) -> dict[str, str]:
        """A card is found by the token in its code, which stands sealed so that the key of the index can change."""
        return {"token_blind": self.token}

    @property
    def spoken(self) -> str:
        """The number as it is printed and read aloud."""
        return f"{self.number[:4]} {self.number[4:]}"


class Proxy(Placed):
    """亲情代办: somebody may act for a person, for some purposes, between days, once the person herself has agreed."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "person": Sensitivity.PLAIN, "user": Sensitivity.PLAIN, "called": Sensitivity.CONTACT,
        "may": Sensitivity.PLAIN, "how": Sensitivity.PLAIN,
    }  # fmt: skip

    class How(models.TextChoices):
        PHONE = "phone", _("打电话问了本人")
        DESK = "desk", _("本人当面同意")
        CARD = "card", _("本人的居民卡和密码")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="proxies")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    called = models.CharField(_("怎么称呼"), max_length=20)
    may = ArrayField(models.CharField(max_length=20), verbose_name=_("能办什么"))
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"), null=True)
    asked_at = models.DateTimeField(_("什么时候提的"))
    how = models.CharField(_("怎么同意的"), max_length=8, choices=How.choices, blank=True)
    confirmed_at = models.DateTimeField(_("本人同意"), null=True)
    confirmed_by = models.UUIDField(_("谁问的"), null=True)
    ended_at = models.DateTimeField(_("停用"), null=True)
    ended_by = models.UUIDField(_("谁停的"), null=True)

    objects = PlacedQuerySet["Proxy"].as_manager()

    class Meta:
        verbose_name = _("亲情代办")
        constraints = [
            models.UniqueConstraint("person", "user", condition=Q(ended_at=None), name="proxy_is_asked_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="proxy_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, how="") | Q(confirmed_at__isnull=False) & ~Q(how=""),
                name="proxy_says_how_it_was_confirmed",
            ),
        ]
