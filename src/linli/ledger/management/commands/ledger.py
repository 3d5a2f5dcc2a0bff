"""``./linli ledger reconcile``: count every balance again from its legs and say what differs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.ledger import reconciling

SHOWN = 50


class Command(BaseCommand):
    help = "账本：reconcile 从分录重算每个账户，说出对不上的"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["reconcile"])

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(reconciling.differences())
        for one in found[:SHOWN]:
            self.stdout.write(f"{one.check}：{one.subject} 记着 {one.kept}，重算 {one.counted}")
        accounts, entries, legs = reconciling.size()
        told = f"{accounts} 个账户、{entries} 笔、{legs} 条分录"
        if found:
            raise CommandError(f"重算了 {told}，有 {len(found)} 处对不上。")
        self.stdout.write(f"重算了 {told}，都对得上。")
