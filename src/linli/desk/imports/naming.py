"""Places as tables name them: 城东社区, 城东社区居委会, 城东, or the code."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor
from linli.kernel.policy import Refused
from linli.papers.cells import key
from linli.places.models import Division, Level, ServicePoint

TAIL = re.compile(
    "(社区居民委员会|社区居委会|村民委员会|居民委员会|村委会|居委会|办事处|人民政府|政府|社区|街道|村|镇|乡)$"
)


def short(name: str) -> str:
    """Return a place's name without what people leave out: 城东社区居委会 is 城东."""
    bare = key(name)
    stem = TAIL.sub("", bare)
    return TAIL.sub("", stem) or stem or bare


@dataclass
class Names:
    """The towns, communities, grids and service points in an actor's reach, found by what a table calls them."""

    by_id: dict[int, Division] = field(default_factory=dict)
    named: dict[str, list[Division]] = field(default_factory=lambda: defaultdict(list))
    points: dict[str, list[ServicePoint]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, by: Actor) -> "Names":
        """Read the names once per piece of a table."""
        found = cls()
        reach = _reach(by)
        for place in Division.objects.current().filter(reach, level__gte=Level.COUNTY).select_related("parent"):
            found.by_id[place.pk] = place
            for name in {key(place.name), short(place.name), place.code}:
                found.named[name].append(place)
        counties = {place.county_id or place.pk for place in found.by_id.values()}
        for point in ServicePoint.objects.filter(county__in=counties).select_related("community", "town"):
            found.points[key(point.name)].append(point)
        return found

    def place(self, text: str, levels: Iterable[int], *, inside: Division | None = None) -> Division:
        """Return the division called ``text``; raises :class:`Refused` for none or several of that name."""
        wanted = set(levels)
        for name in (key(text), short(text)):
            fitting = [place for place in self.named.get(name, ()) if place.level in wanted and _inside(place, inside)]
            exact = [place for place in fitting if key(place.name) == key(text)]
            if len(exact or fitting) == 1:
                return (exact or fitting)[0]
            if fitting:
                raise Refused(_("有好几个叫“%(name)s”的地方，请在表里加一列镇街。") % {"name": text})
        raise Refused(_("您负责的范围里没有“%(name)s”。") % {"name": text})

    def point(self, text: str) -> ServicePoint:
        """Return the service point called ``text``."""
        found = self.points.get(key(text), [])
        if len(found) != 1:
            raise Refused(_("没有叫“%(name)s”的服务点。") % {"name": text})
        return found[0]

    def options(self, level: int, most: int = 2000) -> tuple[str, ...]:
        """Return the names of a level for a drop-down."""
        return tuple(dict.fromkeys(place.name for place in self.by_id.values() if place.level == level))[:most]


def _inside(place: Division, outer: Division | None) -> bool:
    return outer is None or outer.pk in (place.pk, place.parent_id, place.town_id, place.county_id)


def _reach(by: Actor) -> Q:
    if by.scope.everywhere:
        return Q()
    column = {
        "county_id": Q(county_id__in=by.scope.areas), "town_id": Q(town_id__in=by.scope.areas),
        "community_id": Q(parent_id__in=by.scope.areas),
    }  # fmt: skip
    return column[by.scope.column] | Q(pk__in=by.scope.areas) if by.scope.column in column else Q(pk__in=by.scope.areas)
