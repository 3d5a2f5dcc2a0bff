"""Checks that every room's migrations form one line and are named in words."""

import os
import re
import sys
from collections import Counter
from itertools import pairwise

NAME = re.compile(r"\d{4}_(?!auto_)[a-z][a-z0-9_]+")


def faults(nodes: dict[tuple[str, str], set[tuple[str, str]]]) -> list[str]:
    """What is wrong, from migration → what it depends on in its own room."""
    found = [f"{room}.{name}: name it in words, 0001_what_it_does" for room, name in nodes if not NAME.fullmatch(name)]
    for room in sorted({room for room, _ in nodes}):
        names = sorted(name for at, name in nodes if at == room)
        twice = [number for number, times in Counter(name[:4] for name in names).items() if times > 1]
        found += [f"{room}: two migrations are numbered {number}" for number in twice]
        found += [
            f"{room}.{later}: must stand on {earlier} and on nothing else of its room"
            for earlier, later in pairwise(names)
            if nodes[room, later] != {(room, earlier)}
        ]
    return found


def main() -> int:
    """Print the faults of the product's own migrations; the exit code."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"
    import django
    from django.db.migrations.loader import MigrationLoader

    django.setup()
    loader = MigrationLoader(None)
    own = {
        (room, name): {(app, parent) for app, parent in migration.dependencies if app == room}
        for (room, name), migration in loader.disk_migrations.items()
        if type(migration).__module__.startswith("linli.")
    }
    found = faults(own)
    print(*found, sep="\n", end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
