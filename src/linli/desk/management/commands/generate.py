"""``./linli generate --scale county --seed N``: 600,000 people who do not exist, for measuring."""

import os
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.utils import timezone

from linli.accounts.sight import system_actor
from linli.desk.generator import actions, network
from linli.desk.generator.actions import Recipe
from linli.desk.generator.scales import SCALES, three_years
from linli.desk.generator.statements import TABLES
from linli.kernel.policy import Refused
from linli.kernel.scope import Scope, enter
from linli.records.tallies import rebuild


class Command(BaseCommand):
    help = "生成一个县的虚构数据(county:60 万人、200 万条记录),请用单独的数据库 LINLI_DB_NAME"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=sorted(SCALES), default="small", help="规模")
        parser.add_argument("--seed", type=int, default=1, help="种子：同一个种子生成同一个县")
        parser.add_argument("--county", default="990799", help="虚构区县的代码，99 开头")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill, tally, analyse; say how far it is."""
        self.started = perf_counter()
        scale, by = SCALES[options["scale"]], system_actor()
        processes = min(2, os.cpu_count() or 1) if scale.people > 10_000 else 1
        recipe = Recipe(options["seed"], scale, three_years(timezone.localdate()), processes)
        self._say("镇街、社区、服务点和岗位……")
        with transaction.atomic():
            county = network.open_county(options["county"], by)
            spots = network.furnish(county, scale, recipe.period, by)
        try:
            with transaction.atomic():
                enter(Scope(column="county_id", areas=(county.pk,)))
                actions.fill(county, spots, recipe, by=by, say=self._say, fast=scale.people > 10_000 and _owns())
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self._say("统计……")
        with transaction.atomic():
            enter(Scope(column="county_id", areas=(county.pk,)))
            _analyse()
            rebuild(county, by=by)
        with transaction.atomic():
            _analyse("records_monthlytally", "records_periodtally")
        self._say(f"完成：{scale.people} 人、{scale.homes} 户、{scale.records} 条记录。")

    def _say(self, text: str) -> None:
        self.stdout.write(f"[{perf_counter() - self.started:4.0f} 秒] {text}")
        self.stdout.flush()


def _owns() -> bool:
    """Tell whether this role owns the tables (then their indexes may be taken off meanwhile)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_userbyid(relowner) = current_user FROM pg_class WHERE oid = 'people_person'::regclass"
        )
        return bool(cursor.fetchone()[0])


def _analyse(*tables: str) -> None:
    """Let the planner know what is there (a role that does not own the tables is not heard, and that is no fault)."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(tables or [*TABLES, "places_division", "places_dwelling"]))
