"""`./linli demo` three times at the same moment: one loads, the others wait and find it there."""

import threading
from contextlib import nullcontext
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from linli.desk.demo.staff import Staff
from linli.desk.management.commands import demo

pytestmark = pytest.mark.django_db(transaction=True)
COMMANDS = 3


class Loading:
    """Stands in for the load; notices who comes in while another is at it."""

    def __init__(self) -> None:
        self.inside, self.most, self.times = 0, 0, 0
        self.count, self.company = threading.Lock(), threading.Event()

    def __call__(self, say: Any, **told: Any) -> Staff:
        with self.count:
            self.inside, self.times = self.inside + 1, self.times + 1
            self.most = max(self.most, self.inside)
            if self.inside > 1:
                self.company.set()
        self.company.wait(0.3)  # as long as another would need to come in too
        with self.count:
            self.inside -= 1
        return Staff(logins=[], neighbour=None)


def at_once(monkeypatch: pytest.MonkeyPatch) -> Loading:
    loading, gate = Loading(), threading.Barrier(COMMANDS)
    monkeypatch.setattr(demo, "build", loading)

    def run() -> None:
        try:
            gate.wait(30)
            call_command("demo", stdout=StringIO())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(COMMANDS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return loading


def test_they_come_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    loading = at_once(monkeypatch)
    assert (loading.times, loading.most) == (COMMANDS, 1)


def test_without_the_lock_they_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "alone", nullcontext)
    assert at_once(monkeypatch).most > 1


def test_a_load_that_fails_lets_the_next_one_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def falling(say: Any, **told: Any) -> Staff:
        raise RuntimeError("the power goes")

    monkeypatch.setattr(demo, "build", falling)
    with pytest.raises(RuntimeError):
        call_command("demo", stdout=StringIO())
    assert at_once(monkeypatch).times == COMMANDS
