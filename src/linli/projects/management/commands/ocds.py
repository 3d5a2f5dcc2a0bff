"""``./linli ocds``: write everything that is public of purchased projects as one OCDS 1.1 release package."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Max
from django.urls import reverse

from linli.places.models import Division, Level
from linli.projects.models import ServiceProject
from linli.projects.publication import ocds, procedures, queries, results

PIECE = 200


class Command(BaseCommand):
    help = "把公开的购买项目写成 OCDS 1.1 的开放数据：ocds 文件.json [--county 区县代码]"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, and the county whose projects it is to hold."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--county", default="", help="只要这个区县的（六位代码）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the package piece by piece; the file appears whole or not at all."""
        code, file = options["county"], options["file"]
        if code and not Division.objects.current().filter(code=code, level=Level.COUNTY).exists():
            raise CommandError(f"没有代码是 {code} 的区县")
        rows = queries.whole().filter(ocds.of_county(code)).order_by(*queries.ORDER)
        if not rows.exists():
            raise CommandError("还没有公开的项目，没有写文件")
        part = file.with_name(f"{file.name}.part")
        try:
            with part.open("w", encoding="utf-8") as out:
                count = _write(out, rows.iterator(chunk_size=PIECE), _head(rows))
            part.replace(file)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise CommandError(f"写不进这个文件：{error}") from error
        self.stdout.write(f"{count} 个项目写进了 {file}")
        if not ocds.registered():
            self.stdout.write(f"编号前缀 {ocds.PLACEHOLDER} 是占位的；登记以后写进 LINLI_OCDS_PREFIX")


def _head(rows: Any) -> ocds.Told:
    """Return the package without its releases: by whom, and as of the last step or result of any of its projects."""
    told = rows.order_by().aggregate(moved=Max("projectmoves__at"), opened=Max("opened_at"))
    judged = results.settled().filter(project__in=rows.order_by().values("pk")).aggregate(at=Max("closed_at"))["at"]
    made = max(at for at in (told["moved"] or told["opened"], judged) if at is not None)
    counties = rows.order_by("county_id").distinct("county_id")
    return ocds.package((), reverse("open_releases"), made, ocds.publisher(counties))


def _write(out: TextIO, rows: Iterator[ServiceProject], head: ocds.Told) -> int:
    start = json.dumps(head, ensure_ascii=False)
    before, after = start.split('"releases": []')
    out.write(f'{before}"releases": [')
    count = 0
    while some := list(islice(rows, PIECE)):
        bought, said = procedures.bought(some), results.said_of(some)
        for row in some:
            told = ocds.release(row, bought.get(row.pk), said.get(row.pk))
            out.write((",\n" if count else "\n") + json.dumps(told, ensure_ascii=False))
            count += 1
    out.write(f"\n]{after}\n")
    return count
