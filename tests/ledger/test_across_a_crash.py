"""A server of its own is killed in the middle of things: a key told over and over is one effect, nothing half kept."""

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection, connections, transaction

from linli.kernel.policy import acting
from linli.ledger import queries
from linli.ledger.models import Transfer
from linli.ledger.reconciling import differences
from tests.factories.ledger import funded, issuer, move, reach
from tests.support.database import cluster, databases

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NAME, CYCLES, THREADS, TOLD = "crash", 10, 8, 100


@pytest.fixture
def own_server(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[Path]:
    """A PostgreSQL of this test alone, with the product's tables; Django's connection leads to it."""
    folder = Path(tempfile.mkdtemp(prefix="linli-crash-"))
    folder.chmod(0o755)
    data = folder / "pg"
    monkeypatch.setattr(cluster, "DATA", data)
    monkeypatch.setattr(cluster, "SOCKET", cluster.socket_folder(data))
    told = {"unix_socket_directories": str(cluster.SOCKET), "shared_buffers": "64MB"}
    monkeypatch.setattr(cluster, "SETTINGS", {**cluster.SETTINGS, **told})
    cluster.start()
    databases.prepare(NAME)
    connection.close()
    before = dict(connection.settings_dict)
    try:
        connection.settings_dict.update(NAME=NAME, HOST=str(cluster.SOCKET), USER="linli_owner")
        with acting():
            call_command("migrate", verbosity=0)  # all rooms: what is reconciled is theirs too
        connection.close()
        connection.settings_dict["USER"] = "linli_app"
        yield data
    finally:
        connections.close_all()
        connection.settings_dict.update(before)
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def kill(data: Path) -> None:
    """Kill the server and every process of its own at once, without a word (kill -9)."""
    server = int((data / "postmaster.pid").read_text().split("\n")[0])
    family = [server]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == server:
            family.append(int(folder.name))
    for process in family:
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue


class Tellers:
    """Threads that tell the same keys over and over until each was answered; a lost answer is asked for again."""

    def __init__(self, accounts: tuple[Any, Any], cycle: int) -> None:
        self.accounts, self.cycle = accounts, cycle
        self.back, self.some = threading.Event(), threading.Semaphore(0)
        self.answers: list[tuple[str, Any]] = []

    def tell(self, number: int) -> None:
        """Tell every key once in each thread."""
        try:
            for turn in range(TOLD // THREADS + 1):
                self._until_answered(f"{self.cycle}.{turn}")
        finally:
            connection.close()

    def _until_answered(self, key: str) -> None:
        while True:
            try:
                with transaction.atomic():
                    reach()
                    done = move(*self.accounts, 1, key)
            except (DatabaseError, InterfaceError):
                connection.close()
                assert self.back.wait(120)
            else:
                self.answers.append((key, done.transfer))
                self.some.release()
                return


def test_a_key_is_one_effect_across_kill_9(own_server: Path) -> None:
    with transaction.atomic():
        reach()
        accounts = funded(100_000), issuer()
    answers: list[tuple[str, Any]] = []
    for cycle in range(CYCLES):
        tellers = Tellers(accounts, cycle)
        with ThreadPoolExecutor(THREADS) as pool:
            told = [pool.submit(tellers.tell, number) for number in range(THREADS)]
            for _ in range(1 + 7 * cycle):
                assert tellers.some.acquire(timeout=120)
            kill(own_server)
            cluster.start()
            tellers.back.set()
            for one in told:
                one.result(timeout=300)
        connection.close()
        answers += tellers.answers
    keys = {key for key, _transfer in answers}
    assert len(answers) == CYCLES * THREADS * (TOLD // THREADS + 1)
    assert len({(key, transfer) for key, transfer in answers}) == len(keys)
    with transaction.atomic():
        reach()
        assert Transfer.objects.filter(key__in=keys).count() == len(keys)
        assert queries.balance(accounts[0]) == 100_000 - len(keys)
        assert list(differences()) == []
