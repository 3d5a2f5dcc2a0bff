"""``./linli coverage --place CODE``: workrooms against communities, with the year and source of the denominator."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from linli.places import queries


class Command(BaseCommand):
    help = "服务点覆盖率：社工室数 / 社区(村)数，写明分母的年份和来源"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--place", required=True, help="区划代码，如 500103")
        parser.add_argument("--below", action="store_true", help="同时列出下一级各地")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per place."""
        place = queries.by_code(options["place"])
        if place is None:
            raise CommandError(_("没有代码为 %(code)s 的地方。") % {"code": options["place"]})
        total = queries.coverage(place)
        self.stdout.write(line(total))
        facts = {"year": total.year or "—", "source": total.source or "—"}
        self.stdout.write(_("分母：%(year)s 年，%(source)s") % facts)
        for part in queries.coverage_below(place) if options["below"] else []:
            self.stdout.write("  " + line(part))


def line(covered: queries.Coverage) -> str:
    """Return one line: 渝中区 31/80 = 39 %."""
    share = "—" if covered.percent is None else f"{covered.percent} %"
    return f"{covered.place.name} {covered.rooms}/{covered.communities} = {share}"
