"""``./linli audit verify``: hold the trail against its seals outside the database; ``./linli audit seal``: seal now."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from linli.audit import sealing, tasks
from linli.audit.verifying import verify


class Command(BaseCommand):
    help = "留痕:verify 查有没有被人改过,seal 现在就封存"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify", "seal"])
        parser.add_argument(
            "--seals", type=Path, help="folder of the lines kept outside (default: the first of LINLI_SEALS)"
        )
        parser.add_argument("--key", help="public key in base64 (default: this installation's)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "seal":
            self.stdout.write(f"封存好了：新写 {tasks.bring_up_to_date()} 批。")
            return
        verdict = verify(options["seals"] or settings.SEALS[0], options["key"] or sealing.own_key())
        for finding in verdict.findings:
            self.stdout.write(f"第 {finding.batch} 批：{finding.sentence}" if finding.batch else finding.sentence)
        told = f"{verdict.batches} 批 {verdict.rows} 条留痕"
        if verdict.findings:
            raise CommandError(f"查了 {told}，有 {len(verdict.findings)} 处不对。")
        self.stdout.write(f"查了 {told}，没有被改过。")
