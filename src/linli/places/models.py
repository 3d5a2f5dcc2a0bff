"""地方: administrative divisions with their years, homes down to the dwelling, and service points."""

from datetime import date
from typing import Any

from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel.actor import Actor
from linli.kernel.ids import new_id
from linli.kernel.privacy import Privacy
from linli.places.keys import KEYS


class LtreeField(models.TextField):  # type: ignore[type-arg]
    """A path of labels (``cn.61.6107.610722``) that PostgreSQL indexes as a tree."""

    def db_type(self, connection: object) -> str:
        return "ltree"


@LtreeField.register_lookup
class Under(models.Lookup[str]):
    """``path__under=path``: the place itself and everything below it, by the tree index."""

    lookup_name = "under"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} <@ {right}::ltree", (*left_values, *right_values)


class Level(models.IntegerChoices):
    """The level of a division, the country's own order."""

    PROVINCE = 1, _("省")
    CITY = 2, _("市")
    COUNTY = 3, _("区县")
    TOWN = 4, _("镇街")
    COMMUNITY = 5, _("社区(村)")
    GRID = 6, _("网格")


class DivisionQuerySet(models.QuerySet["Division"]):
    def visible_to(self, actor: Actor) -> "DivisionQuerySet":
        """Divisions are public."""
        return self

    def current(self) -> "DivisionQuerySet":
        """Return the divisions in force now."""
        return self.filter(valid_to=None)


class Division(models.Model):
    """One division in one span of years. Codes change yearly: code + year + validity (domain §10)."""

    privacy = Privacy.PUBLIC

    id = models.AutoField(primary_key=True)
    code = models.CharField(_("代码"), max_length=15)
    name = models.CharField(_("名称"), max_length=100)
    level = models.SmallIntegerField(_("级别"), choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    county = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    town = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    path = LtreeField(_("路径"))
    year = models.SmallIntegerField(_("数据年份"))
    source = models.CharField(_("来源"), max_length=200, blank=True)
    valid_from = models.DateField(_("启用"), null=True, blank=True)
    valid_to = models.DateField(_("停用"), null=True, blank=True)

    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("行政区划")
        constraints = [
            models.UniqueConstraint("code", condition=Q(valid_to=None), name="division_code_is_current_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="division_ends_after_it_starts",
            ),
        ]
        indexes = [
            GistIndex("path", name="division_path"),
            models.Index("county", "level", name="division_county_level"),
        ]

    def __str__(self) -> str:
        return self.name

    def areas(self) -> dict[str, int | None]:
        """Return the area columns of a row that stands in this place (None for those finer than the place)."""
        community = {Level.COMMUNITY: self.pk, Level.GRID: self.parent_id}.get(Level(self.level))
        return {
            "county_id": self.pk if self.level == Level.COUNTY else self.county_id,
            "town_id": self.pk if self.level == Level.TOWN else self.town_id,
            "community_id": community,
            "grid_id": self.pk if self.level == Level.GRID else None,
        }


class Located(models.Model):
    """Something that stands somewhere: coordinates in degrees, WGS-84, both or neither."""

    latitude = models.DecimalField(
        _("纬度(WGS-84)"), max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )  # fmt: skip
    longitude = models.DecimalField(
        _("经度(WGS-84)"), max_digits=9, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )  # fmt: skip

    class Meta:
        abstract = True


class Estate(Located):
    """A housing estate (小区) or a natural village."""

    privacy = Privacy.PUBLIC

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    community = models.ForeignKey(Division, models.PROTECT, related_name="estates")
    name = models.CharField(_("小区"), max_length=60)

    class Meta:
        verbose_name = _("小区")
        constraints = [models.UniqueConstraint("community", "name", name="estate_name_is_one_in_its_community")]

    def __str__(self) -> str:
        return self.name


class Building(Located):
    """A building (楼栋), or a lane of houses in a village."""

    privacy = Privacy.PUBLIC

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    estate = models.ForeignKey(Estate, models.PROTECT, related_name="buildings")
    name = models.CharField(_("楼栋"), max_length=40)
    position = models.SmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("楼栋")
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint("estate", "name", name="building_name_is_one_in_its_estate")]

    def __str__(self) -> str:
        return self.name


class Stairwell(models.Model):
    """An entrance of a building (单元)."""

    privacy = Privacy.PUBLIC

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    building = models.ForeignKey(Building, models.PROTECT, related_name="stairwells")
    name = models.CharField(_("单元"), max_length=40)
    position = models.SmallIntegerField(_("顺序"), default=0)

    class Meta:
        verbose_name = _("单元")
        ordering = ["position", "name"]
        constraints = [models.UniqueConstraint("building", "name", name="stairwell_name_is_one_in_its_building")]

    def __str__(self) -> str:
        return self.name


class Dwelling(Located):
    """A flat or a house (房屋). It carries its divisions so that a list of doors needs no joins."""

    privacy = Privacy.INTERNAL

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stairwell = models.ForeignKey(Stairwell, models.PROTECT, related_name="dwellings")
    name = models.CharField(_("房号"), max_length=40)
    county_id = models.IntegerField(_("区县"))
    town_id = models.IntegerField(_("镇街"))
    community_id = models.IntegerField(_("社区(村)"))
    grid_id = models.IntegerField(_("网格"), null=True, blank=True)
    address = models.CharField(_("地址"), max_length=200)

    class Meta:
        verbose_name = _("房屋")
        ordering = ["name"]
        constraints = [models.UniqueConstraint("stairwell", "name", name="dwelling_name_is_one_in_its_stairwell")]
        indexes = [
            models.Index("community_id", "address", name="dwelling_community_address"),
            GinIndex(KEYS, name="dwelling_keys"),
        ]

    def __str__(self) -> str:
        return self.address


class PointKind(models.TextChoices):
    """Kinds of service point; the first three are the three tiers of the network."""

    CENTRE = "centre", _("社工总站(指导中心)")
    STATION = "station", _("社工站")
    ROOM = "room", _("社工室")
    HUT = "hut", _("共享小屋")
    VENUE = "venue", _("场地")


class ServicePointQuerySet(models.QuerySet["ServicePoint"]):
    def visible_to(self, actor: Actor) -> "ServicePointQuerySet":
        """Return the points inside the actor's reach (their addresses are public; their care is not)."""
        if actor.scope.organisation is not None:
            return self.none()
        if actor.scope.column == "grid_id":
            return self.filter(community__children__in=actor.scope.areas)
        return self.filter(actor.scope.q())

    def open_on(self, day: date) -> "ServicePointQuerySet":
        """Return the points open on a day."""
        return self.filter(Q(opened_on=None) | Q(opened_on__lte=day), Q(closed_on=None) | Q(closed_on__gt=day))

    def inside(self, place: Division) -> "ServicePointQuerySet":
        """Return the points inside a division of any level."""
        match place.level:
            case Level.COUNTY:
                return self.filter(county_id=place.pk)
            case Level.TOWN:
                return self.filter(town_id=place.pk)
            case Level.COMMUNITY:
                return self.filter(community_id=place.pk)
        return self.filter(county__path__under=place.path)


class ServicePoint(Located):
    """A place where service is given. Its keeper is a post, known here by its key only (posts stand above)."""

    privacy = Privacy.PUBLIC

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("类别"), max_length=10, choices=PointKind.choices)
    name = models.CharField(_("名称"), max_length=100)
    county = models.ForeignKey(Division, models.PROTECT, related_name="+")
    town = models.ForeignKey(Division, models.PROTECT, related_name="+", null=True, blank=True)
    community = models.ForeignKey(Division, models.PROTECT, related_name="+", null=True, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    hours = models.CharField(_("开放时间"), max_length=100, blank=True)
    telephone = models.CharField(_("电话"), max_length=30, blank=True)
    keeper = models.UUIDField(_("管理岗位"), null=True, blank=True)
    opened_on = models.DateField(_("启用"), null=True, blank=True)
    closed_on = models.DateField(_("停用"), null=True, blank=True)

    objects = ServicePointQuerySet.as_manager()

    class Meta:
        verbose_name = _("服务点")
        constraints = [
            models.UniqueConstraint("county", "name", name="service_point_name_is_one_in_its_county"),
            models.CheckConstraint(
                condition=~Q(kind="room") | Q(community__isnull=False), name="room_stands_in_a_community"
            ),
            models.CheckConstraint(
                condition=~Q(kind="station") | Q(town__isnull=False), name="station_stands_in_a_town"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StreetSegment(models.Model):
    """A straight piece of a way that people walk, between two nodes of OpenStreetMap (© its contributors, ODbL).

    ``tile`` is the square of a hundredth of a degree that ``first`` lies in, see ``queries.tile``.
    """

    privacy = Privacy.PUBLIC

    first = models.BigIntegerField()
    second = models.BigIntegerField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    to_latitude = models.FloatField()
    to_longitude = models.FloatField()
    tile = models.IntegerField(db_index=True)

    class Meta:
        verbose_name = _("路段")
        constraints = [models.UniqueConstraint("first", "second", name="street_segment_is_one_between_two_nodes")]

    def __str__(self) -> str:
        return f"{self.first}–{self.second}"
