"""A web server of its own process over the test database, to be killed in the middle of things."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from django.conf import settings
from django.db import connection

PATIENCE = 60.0  # seconds until the first answer, on a busy machine


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """gunicorn as it runs for real, on one port for its whole life; ``kill`` is kill -9 of all its processes."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait for the first answer."""
        environment = os.environ | {
            "LINLI_DB_NAME": str(connection.settings_dict["NAME"]),
            "LINLI_DB_ROLE": "app",
            "LINLI_DEBUG": "1",
            "PYTHONPATH": str(settings.ROOT / "src"),
        }
        command = [sys.executable, "-m", "gunicorn", "linli.wsgi", "-b", f"127.0.0.1:{self.port}", "--threads", "4"]
        self.process = subprocess.Popen(
            command, env=environment, cwd=settings.ROOT, start_new_session=True, stderr=subprocess.DEVNULL
        )
        self._until_it_answers()

    def _until_it_answers(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                urllib.request.urlopen(f"{self.url}/static/img/mark.svg", timeout=5)
                return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                if self.process is None or self.process.poll() is not None:
                    raise RuntimeError("the server did not start") from None
                self.process.poll()
                _breathe()
        raise RuntimeError("the server does not answer")

    def kill(self) -> None:
        """Kill it and its workers at once, without a word."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def _breathe() -> None:
    """Wait a moment for the kernel, not for the clock: one round of a socket that nobody answers."""
    with socket.socket() as probe:
        probe.settimeout(0.2)
        probe.bind(("127.0.0.1", 0))
        probe.listen(1)
        try:
            probe.accept()
        except TimeoutError:
            return
