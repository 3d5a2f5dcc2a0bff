"""National divisions from their published files: read, staged by COPY, merged by set.

The files are CSV (or ``.csv.xz``) with a heading: ``code,name`` and the codes of the divisions above
(``streetCode,areaCode,cityCode,provinceCode``). Statistical codes have 2, 4, 6, 9 and 12 digits, one per level.
"""

import csv
import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.policy import Refused, demand_action
from linli.kernel.text import tidy
from linli.places.models import Level

LEVEL_OF = {2: Level.PROVINCE, 4: Level.CITY, 6: Level.COUNTY, 9: Level.TOWN, 12: Level.COMMUNITY}
ABOVE = ("provinceCode", "cityCode", "areaCode", "streetCode")
ROOT = "cn"

STAGE = """
    CREATE TEMP TABLE incoming (
        code text PRIMARY KEY, name text NOT NULL, level smallint NOT NULL,
        parent text, county text, town text, path ltree NOT NULL
    ) ON COMMIT DROP
"""
# What changed is kept beside as a closed row; the row that everything points at stays the current one.
KEEP_FORMER = """
    INSERT INTO places_division
        (code, name, level, parent_id, county_id, town_id, path, year, source, valid_from, valid_to)
    SELECT d.code, d.name, d.level, d.parent_id, d.county_id, d.town_id, d.path, d.year, d.source, d.valid_from,
           greatest(d.valid_from, %(since)s::date - 1)
      FROM places_division d JOIN incoming i USING (code)
     WHERE d.valid_to IS NULL AND d.year < %(year)s AND (d.name, d.path) IS DISTINCT FROM (i.name, i.path)
"""
# Gone: the list names other children of the same parent but not this one, or the parent itself has been closed.
CLOSE_GONE = """
    UPDATE places_division d SET valid_to = greatest(d.valid_from, %(since)s::date - 1)
      FROM places_division p
     WHERE p.id = d.parent_id AND d.level = %(level)s AND d.valid_to IS NULL AND d.year < %(year)s
       AND (p.valid_to IS NOT NULL OR p.code IN (SELECT parent FROM incoming WHERE level = %(level)s))
       AND NOT EXISTS (SELECT FROM incoming i WHERE i.code = d.code)
"""
CHANGE = """
    UPDATE places_division d
       SET name = i.name, path = i.path, parent_id = p.id, county_id = c.id, town_id = t.id, year = %(year)s,
           source = %(source)s, valid_from = CASE WHEN d.year < %(year)s THEN %(since)s::date ELSE d.valid_from END
      FROM incoming i
      LEFT JOIN places_division p ON p.code = i.parent AND p.valid_to IS NULL
      LEFT JOIN places_division c ON c.code = i.county AND c.valid_to IS NULL
      LEFT JOIN places_division t ON t.code = i.town AND t.valid_to IS NULL
     WHERE d.code = i.code AND d.valid_to IS NULL AND (d.name, d.path) IS DISTINCT FROM (i.name, i.path)
"""
CONFIRM = """
    UPDATE places_division d SET year = %(year)s, source = %(source)s
      FROM incoming i WHERE d.code = i.code AND d.valid_to IS NULL AND d.year < %(year)s
"""
ADD = """
    INSERT INTO places_division (code, name, level, parent_id, county_id, town_id, path, year, source, valid_from)
    SELECT i.code, i.name, i.level, p.id, c.id, t.id, i.path, %(year)s, %(source)s,
           CASE WHEN left(i.code, 2) = ANY (%(known)s) THEN %(since)s::date END
      FROM incoming i
      LEFT JOIN places_division p ON p.code = i.parent AND p.valid_to IS NULL
      LEFT JOIN places_division c ON c.code = i.county AND c.valid_to IS NULL
      LEFT JOIN places_division t ON t.code = i.town AND t.valid_to IS NULL
     WHERE i.level = %(level)s
       AND NOT EXISTS (SELECT FROM places_division d WHERE d.code = i.code AND d.valid_to IS NULL)
"""
# A county is its own county and a town its own town, so that one filter finds a place and all below it.
OWN = """
    UPDATE places_division d
       SET county_id = CASE WHEN d.level = 3 THEN d.id ELSE d.county_id END,
           town_id = CASE WHEN d.level = 4 THEN d.id ELSE d.town_id END
      FROM incoming i
     WHERE d.code = i.code AND d.valid_to IS NULL
       AND ((d.level = 3 AND d.county_id IS NULL) OR (d.level = 4 AND d.town_id IS NULL))
"""


@dataclass(frozen=True)
class Loaded:
    """What a load did: rows read, added, changed (the former kept as closed rows), closed because they are gone."""

    read: int
    added: int
    changed: int
    closed: int
    communities: int

    @property
    def is_nothing(self) -> bool:
        """True when the stored divisions were already the same."""
        return not (self.added or self.changed or self.closed)


@contextmanager
def opened(path: Path) -> Iterator[TextIO]:
    """Open a file of divisions, unpacking ``.xz`` by itself."""
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            yield file
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file


def lineage(row: dict[str, str]) -> list[str]:
    """Return the codes from the province down to the row itself."""
    return [*(row[name] for name in ABOVE if row.get(name)), row["code"]]


def read(path: Path) -> Iterator[tuple[str, str, int, str | None, str | None, str | None, str]]:
    """Yield staging rows of one file; raise :class:`Refused` with the line at fault."""
    with opened(path) as file:
        rows = csv.DictReader(file)
        if not {"code", "name"} <= set(rows.fieldnames or ()):
            raise Refused(_("%(file)s 不是区划文件：第一行要有 code 和 name。") % {"file": path.name})
        for row in rows:
            codes = lineage(row)
            level = LEVEL_OF.get(len(row["code"]))
            if level is None or len(codes) != level or not row["code"].isascii() or not row["code"].isdigit():
                raise Refused(
                    _("%(file)s 第 %(line)s 行的代码看不懂：%(code)s")
                    % {"file": path.name, "line": rows.line_num, "code": row["code"]}
                )
            yield (
                row["code"],
                tidy(row["name"]),
                level,
                codes[-2] if level > Level.PROVINCE else None,
                codes[2] if level > Level.COUNTY else None,
                codes[3] if level > Level.TOWN else None,
                ".".join([ROOT, *codes]),
            )


def load(files: list[Path], year: int, source: str, since: date) -> Loaded:
    """Stage ``files`` and merge them as the state of ``year``; part of the action that asks the policy."""
    demand_action()
    facts: dict[str, Any] = {"year": year, "source": source, "since": since}
    with connection.cursor() as cursor:
        cursor.execute(STAGE)
        with cursor.copy("COPY incoming FROM STDIN") as copy:
            for path in files:
                for row in read(path):
                    copy.write_row(row)
        cursor.execute("ANALYZE incoming")
        cursor.execute("SELECT count(*), count(*) FILTER (WHERE level = 5) FROM incoming")
        staged, communities = cursor.fetchone()
        cursor.execute("SELECT DISTINCT left(code, 2) FROM places_division WHERE year < %(year)s", facts)
        facts["known"] = [code for (code,) in cursor.fetchall()]
        cursor.execute(KEEP_FORMER, facts)
        closed = added = 0
        for level in sorted(LEVEL_OF.values()):
            cursor.execute(CLOSE_GONE, {**facts, "level": level})
            closed += cursor.rowcount
            cursor.execute(ADD, {**facts, "level": level})
            added += cursor.rowcount
        cursor.execute(CHANGE, facts)
        changed = cursor.rowcount
        cursor.execute(OWN)
        cursor.execute(CONFIRM, facts)
        cursor.execute("DROP TABLE incoming")
    return Loaded(staged, added, changed, closed, communities)
