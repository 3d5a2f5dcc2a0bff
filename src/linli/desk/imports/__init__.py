"""What can be brought in from tables: accounts and posts, people, service records, workers."""

from linli.desk.imports.accounts import Accounts
from linli.desk.imports.people import People
from linli.desk.imports.records import Records
from linli.desk.imports.workers import Workers
from linli.papers.registry import Importer, register


def offer() -> None:
    """Register the importers of the rooms below."""
    importers: tuple[Importer, ...] = (Accounts(), People(), Records(), Workers())
    for importer in importers:
        register(importer)
