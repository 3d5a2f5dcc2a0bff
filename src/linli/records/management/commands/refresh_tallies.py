"""``./linli refresh_tallies``: bring the tallies up to date now, or make those of a county again from its records."""

from argparse import ArgumentParser
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.accounts.sight import system_actor
from linli.places.models import Division, Level
from linli.records import tallies, tasks


class Command(BaseCommand):
    help = "把月度汇总更新到最新;--rebuild 县代码 重做一个县的全部汇总"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", metavar="CODE", help="code of a county")

    def handle(self, *args: Any, **options: Any) -> None:
        began = monotonic()
        if code := options["rebuild"]:
            county = Division.objects.current().filter(code=code, level=Level.COUNTY).first()
            if county is None:
                raise CommandError(f"没有代码是 {code} 的区县。")
            tallies.rebuild(county, by=system_actor())
            self.stdout.write(f"{county.name}:汇总全部重做好了，用了 {monotonic() - began:.1f} 秒。")
        else:
            taken = tasks.bring_up_to_date()
            self.stdout.write(f"汇总更新好了：处理 {taken} 处变动，用了 {monotonic() - began:.1f} 秒。")
