"""``./linli load_streets FILES…``: streets for walking rounds, from extracts of OpenStreetMap."""

from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from linli.kernel.actor import Actor, Channel
from linli.kernel.policy import Refused
from linli.kernel.scope import EVERYWHERE
from linli.places import actions


class Command(BaseCommand):
    help = "载入 OpenStreetMap 路网(.osm.pbf 或 .osm),走访路线从此按街道算"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, help="本县的数据文件；再次载入时，以新文件为准")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what changed."""
        for path in options["files"]:
            if not path.is_file():
                raise CommandError(_("没有这个文件：%(file)s") % {"file": path})
        by = Actor(channel=Channel.JOB, role="system", scope=EVERYWHERE, name="系统")
        started = perf_counter()
        try:
            done = actions.load_streets(options["files"], by=by)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from refusal
        self.stdout.write(
            _("读到路段 %(read)s 条，用时 %(seconds).0f 秒。") % {**vars(done), "seconds": perf_counter() - started}
        )
        self.stdout.write(
            _("没有变化。") if done.is_nothing else _("新增 %(added)s，改动 %(changed)s，去掉 %(gone)s。") % vars(done)
        )
