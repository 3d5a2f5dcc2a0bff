"""``python -m linli COMMAND``: Django's commands and ours; those that change tables run as the owner of the tables."""

import os
import sys

OWNER_COMMANDS = {
    "migrate",
    "makemigrations",
    "sqlmigrate",
    "squashmigrations",
    "dbshell",
    "showmigrations",
    "generate",
}
JOBS_COMMANDS = {
    "procrastinate",
    "demo",
    "load_divisions",
    "load_streets",
    "refresh_tallies",
    "audit",
    "keys",
    "ledger",
}


def main() -> None:
    """Run one command in the database role it needs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in OWNER_COMMANDS:
        os.environ.setdefault("LINLI_DB_ROLE", "owner")
    elif command in JOBS_COMMANDS:
        os.environ.setdefault("LINLI_DB_ROLE", "jobs")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["linli", *sys.argv[1:]])


if __name__ == "__main__":
    main()
