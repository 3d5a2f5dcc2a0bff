"""What the data pack ``network`` says: the service list to pick from, how posts are filled, the standard of rooms."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.kernel import packs
from linli.places.models import Division, Level

MEASURES: dict[str, str | Promise] = {
    "stations": _("社工站（个）"),
    "rooms": _("社工室（个）"),
    "communities": _("有社工室的社区（村）（个）"),
    "workers": _("人才库里的社工（人）"),
    "certified": _("持证社工（人）"),
    "posts": _("配上人的站点岗位（个）"),
}


@dataclass(frozen=True)
class Standard:
    """The items a room is checked against: code → words. Without items ``note`` says why."""

    name: str
    source: str
    note: str
    items: dict[str, str]


@dataclass(frozen=True)
class Rules:
    """What a county says of its network."""

    services: dict[str, str]
    services_source: str
    ways: dict[str, str]
    ways_source: str
    standard: Standard


@lru_cache(maxsize=256)
def rules(region: str) -> Rules:
    """Return what holds in a region (its own file, else the national one)."""
    pack = packs.load("network", region)
    told = pack["standard"]
    items = {row["code"]: row["name"] for row in told["items"]}
    return Rules(
        {row["code"]: row["name"] for row in pack["services"]}, pack["services_source"], dict(pack["ways"]),
        pack["ways_source"], Standard(told["name"], told["source"], told["note"], items),
    )  # fmt: skip


def rules_at(place: Division) -> Rules:
    """Return what holds in a place's county."""
    county = place if place.level == Level.COUNTY else place.county
    return rules(county.code if county is not None else "national")
