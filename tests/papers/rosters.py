"""A roster of people, brought in as a user would."""

import io
from typing import Any

from linli.papers import actions
from linli.papers.models import ImportBatch
from linli.papers.registry import importer
from tests.conftest import Standing
from tests.factories.places import County
from tests.papers.tables import xlsx

HEADER = ["姓名", "身份证号", "联系电话", "所在社区", "住址"]
GOOD = "999999194910010029"
OTHER = "999999200002290019"


def brought(file: io.BytesIO, by: Standing, kind: str = "people", **mapping: int) -> ImportBatch:
    """Upload, match as suggested, and check."""
    found = importer(kind)
    assert found is not None
    batch = actions.upload(file, "名单.xlsx", found, by.post, by=by.actor)
    batch = actions.match(batch, batch.mapping | mapping, by=by.actor)
    return actions.examine(batch, by=by.actor)


def roster(county: County, *rows: list[Any]) -> io.BytesIO:
    """Return a roster of people of the first community."""
    return xlsx(["2023年居民花名册"], HEADER, *rows)


def row(county: County, name: str = "王示范", number: Any = "", phone: Any = "", address: str = "") -> list[Any]:
    """Return one row of such a roster."""
    return [name, number, phone, county.communities[0].name, address]


def errors(batch: ImportBatch) -> list[list[list[str]]]:
    """Return what is wrong with each line: pairs of a code and a sentence."""
    return [line.finding["errors"] for line in batch.lines.order_by("position")]
