"""``./linli roads``: the tables of moves as they stand in docs/roads.md."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from linli.desk.roads import drawn


class Command(BaseCommand):
    help = "把各条流程(状态和动作)画进 docs/roads.md"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file."""
        (settings.ROOT / "docs" / "roads.md").write_text(drawn())
        self.stdout.write("docs/roads.md 写好了。\n")
