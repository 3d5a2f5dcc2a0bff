"""``./linli recount SNAPSHOT``: count a sealed report again from the records and compare it with what was sealed."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from linli.accounts.sight import COLUMN_OF
from linli.insights import sealing, showing
from linli.insights.models import ReportSnapshot
from linli.kernel.scope import Scope, enter
from linli.places.models import Level


class Command(BaseCommand):
    help = "把封存的报表重新数一遍并核对；参数是快照编号，或 SHA-256 的开头"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("snapshot")

    def handle(self, *args: Any, **options: Any) -> None:
        snapshot = self._find(options["snapshot"])
        place = snapshot.report.place
        with transaction.atomic():
            enter(Scope(column=COLUMN_OF[Level(place.level)], areas=(place.pk,)))
            again = sealing.recomputed(snapshot)
        name = f"{place.name} {snapshot.report.start} 至 {snapshot.report.end} 第 {snapshot.version} 版"
        if sealing.digest(snapshot.content) != snapshot.digest:
            raise CommandError(f"{name}:封存的内容和它自己的校验值对不上，内容被动过。")
        if sealing.digest(again) != snapshot.digest:
            rows = showing.differences(snapshot.content, again)
            lines = [f"{row['place']} {row['label']}:封存 {row['before']},重数 {row['after']}" for row in rows]
            raise CommandError("\n".join([f"{name}:重数的结果不一样。", *lines]))
        self.stdout.write(f"{name}:重数一遍，和封存的一样。SHA-256 {snapshot.digest}")

    def _find(self, told: str) -> ReportSnapshot:
        rows = ReportSnapshot.objects.select_related("report", "report__place")
        try:
            found = rows.filter(pk=UUID(told)).first()
        except ValueError:
            found = rows.filter(digest__startswith=told).first() if len(told) >= 8 else None
        if found is None:
            raise CommandError(f"没有 {told} 这份封存件。")
        return found
