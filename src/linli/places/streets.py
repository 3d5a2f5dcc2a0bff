"""Streets from an extract of OpenStreetMap (``.osm.pbf``, ``.osm``): the ways people walk, staged by COPY.

Which ways are walked is read from the tags as OpenStreetMap means them: everything under ``highway`` but roads for
motors alone and what is not built, unless walking there is forbidden or private.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import osmium
from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.policy import Refused, demand_action
from linli.places.queries import tile

FOR_MOTORS = frozenset({"motorway", "motorway_link", "raceway", "bus_guideway", "busway"})
NOT_THERE = frozenset({"construction", "proposed", "planned", "abandoned", "razed", "platform"})
CLOSED = frozenset({"no", "private"})

STAGE = """
    CREATE TEMP TABLE incoming (
        first bigint, second bigint, latitude float8, longitude float8, to_latitude float8, to_longitude float8,
        tile integer
    ) ON COMMIT DROP
"""
COUNT = """
    SELECT count(i.first), count(*) FILTER (WHERE s.id IS NULL), count(*) FILTER (WHERE i.first IS NULL),
           count(*) FILTER (WHERE i.first IS NOT NULL AND s.id IS NOT NULL
                              AND (i.latitude, i.longitude, i.to_latitude, i.to_longitude)
                                  IS DISTINCT FROM (s.latitude, s.longitude, s.to_latitude, s.to_longitude))
      FROM (SELECT DISTINCT ON (first, second) * FROM incoming ORDER BY first, second) AS i
      FULL JOIN places_streetsegment s USING (first, second)
"""
ADD = """
    INSERT INTO places_streetsegment (first, second, latitude, longitude, to_latitude, to_longitude, tile)
    SELECT DISTINCT ON (first, second) * FROM incoming ORDER BY first, second
"""


@dataclass(frozen=True)
class Loaded:
    """How many pieces of street the extracts have, and how many of them were added, moved and taken out."""

    read: int
    added: int
    gone: int
    changed: int

    @property
    def is_nothing(self) -> bool:
        """True when the streets are as they were."""
        return not (self.added or self.changed or self.gone)


def load(files: list[Path]) -> Loaded:
    """Stage extracts and make the streets theirs; part of the action that asks the policy.

    Raises:
        Refused: a file is no extract, or no way in it can be walked.
    """
    demand_action()
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        with cursor.copy("COPY incoming FROM STDIN") as copy:
            for path in files:
                for row in read(path):
                    copy.write_row(row)
        cursor.execute("CREATE INDEX ON incoming (first, second)")
        cursor.execute("ANALYZE incoming")
        cursor.execute(COUNT)
        done = Loaded(*cursor.fetchone())
        if not done.read:
            raise Refused(_("这些文件里没有可以步行的道路，原来的路网没有改动。"))
        if not done.is_nothing:  # all of them anew, so that the newest number tells that something changed
            cursor.execute("DELETE FROM places_streetsegment")
            cursor.execute(ADD)
        cursor.execute("DROP TABLE incoming")
    return done


def read(path: Path) -> Iterator[tuple[int, int, float, float, float, float, int]]:
    """Yield the pieces of the walked ways of an extract: two nodes, where they are, the tile of the first."""
    try:
        ways = osmium.FileProcessor(str(path)).with_locations().with_filter(osmium.filter.KeyFilter("highway"))
        for way in ways:
            if isinstance(way, osmium.osm.Way) and walked(dict(way.tags)):
                nodes = [node for node in way.nodes if node.location.valid()]
                for one, other in pairwise(nodes):
                    yield (one.ref, other.ref, one.lat, one.lon, other.lat, other.lon, tile(one.lat, one.lon))
    except (RuntimeError, OSError) as wrong:
        raise Refused(_("%(file)s 不是 OpenStreetMap 的数据文件，或者没有下载完整。") % {"file": path.name}) from wrong


def walked(tags: dict[str, str]) -> bool:
    """Tell from its tags whether people walk along a way."""
    if tags.get("foot") in ("yes", "designated", "permissive"):
        return tags.get("highway") not in NOT_THERE
    closed = tags.get("foot") in CLOSED or tags.get("access") in CLOSED
    return not closed and tags.get("highway") not in FOR_MOTORS | NOT_THERE
