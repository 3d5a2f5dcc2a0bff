"""居民: persons, their papers and telephones, households, kin, and the dated categories they carry."""

from typing import TypeVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel import crypto
from linli.kernel.actor import Actor
from linli.kernel.fields import BlindColumn, SealedColumn, SealedText
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy, Sensitivity
from linli.places.keys import KEYS
from linli.places.models import Dwelling

M = TypeVar("M", bound=models.Model)


class PlacedQuerySet(models.QuerySet[M]):
    def visible_to(self, actor: Actor) -> "PlacedQuerySet[M]":
        """Return the rows inside the actor's reach (row security says the same underneath)."""
        if actor.scope.organisation is not None:
            return self.none()
        return self.filter(actor.scope.q())


class Placed(models.Model):
    """A row about a person carries the divisions it is seen by."""

    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"))
    community_id = models.IntegerField(_("社区(村)"))
    grid_id = models.IntegerField(_("网格"), null=True, blank=True)

    class Meta:
        abstract = True


PLACED = dict.fromkeys(("county_id", "town_id", "community_id", "grid_id"), Sensitivity.PLAIN)


class Household(Placed):
    """家庭(户): people who share a dwelling or a budget."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "name": Sensitivity.CONTACT, "dwelling": Sensitivity.CONTACT, "address": Sensitivity.CONTACT,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("户名"), max_length=60, blank=True)
    dwelling = models.ForeignKey(
        Dwelling, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )  # fmt: skip
    address = models.CharField(_("地址"), max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PlacedQuerySet["Household"].as_manager()

    class Meta:
        verbose_name = _("家庭")
        indexes = [
            models.Index("dwelling", condition=Q(dwelling__isnull=False), name="household_dwelling"),
            models.Index("community_id", "address", "id", name="household_community_address"),
            GinIndex(KEYS, condition=Q(dwelling=None), name="household_keys"),
        ]

    def __str__(self) -> str:
        return self.name or self.address


class Sex(models.TextChoices):
    """GB/T 2261.1."""

    MALE = "1", _("男")
    FEMALE = "2", _("女")
    UNKNOWN = "0", _("未知")


class PersonQuerySet(PlacedQuerySet["Person"]):
    def visible_to(self, actor: Actor) -> "PersonQuerySet":
        """Return the people inside the actor's reach, each once: no file merged into another, none that was erased."""
        return self.even_merged(actor).filter(merged_into=None, erased_at=None)

    def even_merged(self, actor: Actor) -> "PersonQuerySet":
        """Return the files inside the actor's reach, those merged into another too: old addresses lead somewhere."""
        return self.none() if actor.scope.organisation is not None else self.filter(actor.scope.q())


class Person(Placed):
    """居民: the base record of a person. Names stand in clear under row security; numbers are sealed."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED,
        "name": Sensitivity.CONTACT,
        "preferred_name": Sensitivity.CONTACT,
        "sort_key": Sensitivity.CONTACT,
        "sex": Sensitivity.CONTACT,
        "birth_date": Sensitivity.CONTACT,
        "registered_address": Sensitivity.CONTACT,
        "actual_address": Sensitivity.CONTACT,
        "note": Sensitivity.SPECIAL,
        "search": Sensitivity.CONTACT,
    }

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, null=True, blank=True, related_name="people")
    name = models.CharField(_("姓名"), max_length=100, help_text=_("和证件上一样;只知道称呼也可以先记称呼。"))
    preferred_name = models.CharField(_("称呼"), max_length=50, blank=True)
    sort_key = models.CharField(max_length=200, editable=False)
    sex = models.CharField(_("性别"), max_length=1, choices=Sex.choices, default=Sex.UNKNOWN)
    birth_date = models.DateField(_("出生日期"), null=True, blank=True)
    registered_address = models.CharField(_("户籍地址"), max_length=200, blank=True)
    actual_address = models.CharField(_("现住地址"), max_length=200, blank=True)
    note = models.CharField(_("提醒"), max_length=200, blank=True)
    search = SearchVectorField(null=True, editable=False)
    version = models.IntegerField(_("版本"), default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    died_on = models.DateField(_("去世日期"), null=True, editable=False)
    restricted_at = models.DateTimeField(_("限制处理"), null=True, editable=False)
    erased_at = models.DateTimeField(_("已删除"), null=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="aliases", db_index=False
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("居民")
        indexes = [
            models.Index("county_id", "sort_key", "id", name="person_county_name"),
            models.Index("town_id", "sort_key", "id", name="person_town_name"),
            models.Index("community_id", "sort_key", "id", name="person_community_name"),
            models.Index("grid_id", "sort_key", "id", name="person_grid_name", condition=Q(grid_id__isnull=False)),
            GinIndex(fields=["search"], name="person_search"),
            models.Index("merged_into", name="person_alias", condition=Q(merged_into__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="alias_is_not_its_own"
            ),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(birth_date=None) | Q(died_on__gte=F("birth_date")),
                name="life_ends_after_birth",
            ),
        ]

    def __str__(self) -> str:
        return self.preferred_name or self.name

    @property
    def canonical(self) -> "Person":
        """The file that stands for this person: her own, or the one it was merged into."""
        return self.merged_into or self


class DocumentKind(models.TextChoices):
    """Kinds of identity document (domain §10)."""

    ID_CARD = "id_card", _("居民身份证")
    OLD_ID = "old_id", _("15位旧身份证号")
    HMT_PERMIT = "hmt_permit", _("港澳台居民居住证")
    FOREIGN_PR = "foreign_pr", _("外国人永久居留身份证")
    PASSPORT = "passport", _("护照")
    OFFICER = "officer", _("军官证")
    NONE = "none", _("暂无证件")


DOCUMENT, NUMBER, TAIL = "people.document.number", "people.telephone.number", "people.telephone.tail"


def document_index(kind: str, number: str) -> bytes:
    """Return the blind index of a document number (upper case, no blanks)."""
    return crypto.blind(f"{kind}|{number}", DOCUMENT)


def document_indexes(kind: str, number: str) -> list[bytes]:
    """Return what to look for when a document number is searched."""
    return crypto.blinds(f"{kind}|{number}", DOCUMENT)


class IdentityDocument(Placed):
    """证件: sealed number, found by its blind index."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "person": Sensitivity.PLAIN, "kind": Sensitivity.PLAIN, "number_sealed": Sensitivity.MASKED,
        "number_blind": Sensitivity.MASKED, "number_blind_next": Sensitivity.MASKED,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="documents")
    kind = models.CharField(_("证件类别"), max_length=12, choices=DocumentKind.choices)
    number_sealed = SealedColumn(_("号码"))
    number_blind = BlindColumn(DOCUMENT)
    number_blind_next = BlindColumn()
    number = SealedText("number_sealed")

    objects = PlacedQuerySet["IdentityDocument"].as_manager()

    class Meta:
        verbose_name = _("证件")
        constraints = [
            models.UniqueConstraint("number_blind", name="document_number_is_one"),
            models.UniqueConstraint("number_blind_next", name="document_number_is_one_under_either_key"),
        ]

    def findable(self) -> dict[str, str]:
        """A document is found by its kind and number."""
        number = self.number
        return {"number_blind": f"{self.kind}|{number}" if number else ""}


def telephone_index(number: str) -> bytes:
    """Return the blind index of a whole telephone number (digits of E.164)."""
    return crypto.blind(number, NUMBER)


def telephone_indexes(number: str) -> list[bytes]:
    """Return what to look for when a whole telephone number is searched."""
    return crypto.blinds(number, NUMBER)


def tail_index(tail: str) -> bytes:
    """Return the blind index of the last four digits."""
    return crypto.blind(tail, TAIL)


def tail_indexes(tail: str) -> list[bytes]:
    """Return what to look for when the last four digits are searched."""
    return crypto.blinds(tail, TAIL)


class Telephone(Placed):
    """电话: sealed; the whole number and its last four digits can be found."""

    privacy = Privacy.PERSONAL
    sensitivity = {
        **PLACED, "person": Sensitivity.PLAIN, "number_sealed": Sensitivity.MASKED, "number_blind": Sensitivity.MASKED,
        "number_blind_next": Sensitivity.MASKED, "tail_blind": Sensitivity.MASKED,
        "tail_blind_next": Sensitivity.MASKED, "label": Sensitivity.PLAIN,
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="telephones")
    number_sealed = SealedColumn(_("电话"))
    number_blind = BlindColumn(NUMBER)
    number_blind_next = BlindColumn()
    tail_blind = BlindColumn(TAIL)
    tail_blind_next = BlindColumn()
    label = models.CharField(_("谁的电话"), max_length=20, blank=True)
    number = SealedText("number_sealed")

    objects = PlacedQuerySet["Telephone"].as_manager()

    class Meta:
        verbose_name = _("电话")
        indexes = [
            models.Index("number_blind", name="telephone_number"),
            models.Index("tail_blind", "community_id", name="telephone_tail"),
        ]

    def findable(self) -> dict[str, str]:
        """A telephone is found by its whole number and by its last four digits."""
        number = self.number
        return {"number_blind": number, "tail_blind": number[-4:]}
