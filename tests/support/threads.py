"""Two real threads, each with its own connection, let go at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, transaction

from linli.kernel.scope import Scope, enter

T = TypeVar("T")


def race(scope: Scope, *runners: Callable[[], T]) -> list[T | Exception]:
    """Run all at once, each in its own transaction and scope; return results or exceptions in order."""
    gate = threading.Barrier(len(runners))

    def run(runner: Callable[[], T]) -> T | Exception:
        try:
            gate.wait(10)
            with transaction.atomic():
                enter(scope)
                return runner()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(runners)) as pool:
        return list(pool.map(run, runners))
