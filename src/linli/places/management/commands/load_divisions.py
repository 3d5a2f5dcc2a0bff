"""``./linli load_divisions [FILES…]``: the country's divisions, by COPY, as often as one likes."""

import re
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refused
from linli.kernel.scope import EVERYWHERE
from linli.places import actions

DEFAULT_YEAR = (
    2023  # the data does not state its year; 41,352 towns and 620,573 communities are the state's list of 2023
)
SOURCE = "国家统计局统计用区划代码，经公开数据集 modood/Administrative-divisions-of-China(WTFPL 2)"


class Command(BaseCommand):
    help = "载入全国行政区划(省、市、县、镇街、社区村),可以反复运行"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="CSV 或 .csv.xz;不写就用 LINLI_DATA/divisions 里的全部")
        parser.add_argument("--year", type=int, help="数据是哪一年的")
        parser.add_argument("--since", type=date.fromisoformat, help="变动从哪天起生效(默认该年 1 月 1 日)")
        parser.add_argument("--source", default=SOURCE, help="来源说明")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what changed."""
        files = options["files"] or national()
        year = options["year"] or stated_year(files[0].parent) or DEFAULT_YEAR
        by = Actor(channel=Channel.JOB, role="system", scope=EVERYWHERE, name="系统")
        started = perf_counter()
        try:
            done = actions.load_divisions(
                files, year=year, source=options["source"], since=options["since"] or date(year, 1, 1), by=by
            )
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            _("读到 %(read)s 条(社区和村 %(communities)s 个),数据年份 %(year)s,用时 %(seconds).0f 秒。")
            % {**vars(done), "year": year, "seconds": perf_counter() - started}
        )
        self.stdout.write(
            _("没有变化。")
            if done.is_nothing
            else _("新增 %(added)s,改动 %(changed)s(原来的留作历史),停用 %(closed)s。") % vars(done)
        )


def national() -> list[Path]:
    """Return the files of the reference data, upper levels first."""
    folder = Path(settings.REFERENCE_DATA) / "divisions"
    files = [*folder.glob("*.csv"), *folder.glob("*.csv.xz")]
    if not files:
        raise CommandError(
            _("没有找到区划文件。请写出文件名，或用 LINLI_DATA 指明参考数据的目录(现在是 %(folder)s)。")
            % {"folder": folder}
        )
    return sorted(files)


def stated_year(folder: Path) -> int | None:
    """Return the year that the folder's SOURCES.md states (``year: 2023``), if it states one."""
    note = folder / "SOURCES.md"
    found = re.search(r"(?:year|年份)\s*[::]\s*(20\d\d)", note.read_text(encoding="utf-8")) if note.exists() else None
    return int(found[1]) if found else None
