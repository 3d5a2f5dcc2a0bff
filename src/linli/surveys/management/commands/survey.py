"""``./linli survey replay FILE``: draw a sample again from the published file, on any machine, without a database."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from linli.matching import draws

WORDS = {
    "commitment": "种子和事先公布的承诺对不上",
    "frame": "名单和事先公布的摘要对不上",
    "sample": "抽出来的人不一样",
}


class Command(BaseCommand):
    help = "按公布的种子和名单把样本重抽一遍：survey replay 文件.json（文件在公开的调查结果页上下载）"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what to do, and the file."""
        parser.add_argument("do", choices=["replay"])
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw again and say whether everything agrees; exit with 1 when it does not."""
        try:
            told = json.loads(options["file"].read_text())
            wrong = draws.replay(told)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CommandError(f"这个文件读不懂：{error}") from error
        if wrong:
            raise CommandError("；".join(WORDS[one] for one in wrong))
        frame, sample = (sum(map(len, told[part].values())) for part in ("frame", "sample"))
        self.stdout.write(f"一致：从 {frame} 人、{len(told['frame'])} 层里抽到 {sample} 人，和公布的样本一样。")
