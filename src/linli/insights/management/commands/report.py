"""``./linli report``: the totals of a place and period, each with the number of records behind it."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any
from unicodedata import east_asian_width

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.accounts.sight import COLUMN_OF
from linli.insights import policies, queries
from linli.kernel.period import Period, last_quarter
from linli.kernel.scope import Scope, enter
from linli.places.models import Division, Level


class Command(BaseCommand):
    help = "打印某地某段时间的报表数字(不写起止日期就是上一个季度)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--place", required=True, help="division code, county or below (990722)")
        parser.add_argument("--from", dest="start", type=date.fromisoformat, help="first day, 2022-05-01")
        parser.add_argument("--to", dest="end", type=date.fromisoformat, help="last day, 2024-01-31")
        parser.add_argument("--format", choices=["table", "json"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        place = Division.objects.current().filter(code=options["place"]).first()
        if place is None or (column := COLUMN_OF.get(Level(place.level))) is None:
            raise CommandError(f"没有代码是 {options['place']} 的区县、镇街或社区。")
        period = self._period(options["start"], options["end"])
        with transaction.atomic():
            enter(Scope(column=column, areas=(place.pk,)))
            told = queries.plain(queries.numbers(place, period))
        if options["format"] == "json":
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            self._table(told)

    def _period(self, start: date | None, end: date | None) -> Period:
        if start is None and end is None:
            from django.utils import timezone

            return last_quarter(timezone.localdate())
        if start is None or end is None or end < start:
            raise CommandError("--from 和 --to 要一起写，而且先早后晚。")
        if refusal := policies.countable(Period(start, end)):
            raise CommandError(str(refusal))
        return Period(start, end)

    def _table(self, told: dict[str, Any]) -> None:
        self.stdout.write(f"{told['place']['name']}  {told['from']} 至 {told['to']}  口径 {told['definitions']}")
        for row in [*told["totals"], *told["also"]]:
            value = f"{row['value']:,} {row['unit']}"
            self.stdout.write(f"{_wide(row['label'], 18)}{_wide(value, 16)}由 {row['records']:,} 条记录数出")
        for kind in (told["contract"] or {}).get("kinds", ()):
            words = f"{told['contract']['name']}：{kind['counts']} 个算数，{len(kind['short'])} 个还不算"
            self.stdout.write(f"{_wide(kind['label'], 18)}{words}")


def _wide(text: str, width: int) -> str:
    return text + " " * max(1, width - sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text))
