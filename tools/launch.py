"""`make run`: database, migrations, web server and worker; one TERM or ctrl-C stops them all.

PORT=8000 LINLI_HOST=127.0.0.1 python tools/launch.py
python tools/launch.py stop
"""

import ctypes
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import TextIO

import psycopg

import cluster
import pg

HOST = os.environ.get("LINLI_HOST", "127.0.0.1")
PORT = int(os.environ.get("PORT") or 8000)
UNFINISHED = cluster.DATA.with_name(f"{cluster.DATA.name}.demo")  # stays when the demonstration was broken off
PR_SET_PDEATHSIG = 1
DYING = 1  # seconds in which the system takes back what a killed process held
LEAVING = 15  # seconds in which the server of a killed launcher answers its last requests and ends

ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

Environment = dict[str, str]
Children = list[subprocess.Popen[bytes]]


class Stop(Exception):
    """Somebody asked for the end."""


def stop_asked(_number: int, _frame: FrameType | None) -> None:
    """Leave the main path; the second time there is nothing to interrupt."""
    for number in ENDS:
        signal.signal(number, signal.SIG_IGN)
    raise Stop


def begin_as_child() -> None:
    """In the child: signals as a program expects them, and even when the launcher is killed nothing keeps the port."""
    for number in ENDS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def spawn(children: Children, command: list[str], environment: Environment) -> None:
    """Start one of ours out of reach of the keyboard, so that we stop it in our own order.

    The wish to end waits until the child stands in ``children``: none is ever started and forgotten.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    try:
        children.append(
            subprocess.Popen(
                command, env=environment, cwd=cluster.ROOT, start_new_session=True, preexec_fn=begin_as_child
            )
        )
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)


def within(seconds: float, attempt: Callable[[], bool]) -> bool:
    """Whether an attempt succeeds before the time is over; there is always one."""
    deadline = time.monotonic() + seconds
    while not attempt():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def lock(file: TextIO) -> bool:
    """Try to be the only one; a process killed a moment ago holds its lock until the system has taken it back."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def claim_folder() -> tuple[TextIO, bool]:
    """The lock of this folder, with our process id and address in it, and whether a run at this address was broken off.

    A second `make run` ends here.
    """
    file = cluster.beside("running")
    claimed = within(DYING, lambda: lock(file))
    file.seek(0)
    where = file.read().partition(" ")[2]
    if not claimed:
        sys.exit(
            f"邻里已经在这个文件夹里运行：{where} 。要停下，请运行 make stop。\n"
            f"Linli is already running from this folder at {where} ; `make stop` stops it."
        )
    file.truncate(0)
    print(os.getpid(), address(), end="", file=file, flush=True)
    return file, where == address()


def address() -> str:
    """Where the browser finds us."""
    return f"http://{HOST}:{PORT}/"


def refusal_of_the_port() -> str:
    """Why the system does not give us the port, or nothing."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, PORT))
        except OSError as problem:
            return problem.strerror or str(problem)
    return ""


def refuse_taken_port(broken_off: bool) -> None:
    """End with a sentence when somebody else listens there; what our own killed run left there is waited for."""
    if broken_off and refusal_of_the_port():
        print("上一次运行的服务还没有退完，稍等…… · The server of the last run is still ending.", flush=True)
        within(LEAVING, lambda: not refusal_of_the_port())
    if problem := refusal_of_the_port():
        sys.exit(
            f"端口 {PORT} 用不了，多半被别的程序占着。换一个端口:make run PORT={PORT + 1}\n"
            f"Port {PORT} cannot be used ({problem}); choose another: make run PORT={PORT + 1}"
        )


def manage(*words: str) -> list[str]:
    """One of the product's commands."""
    return [sys.executable, "-m", "linli", *words]


def is_empty(environment: Environment) -> bool:
    """Whether the database has no user yet."""
    outside = environment.get("LINLI_JOBS_DATABASE_URL") or environment.get("DATABASE_URL")
    private = f"host={cluster.SOCKET} user=linli_jobs dbname={environment['LINLI_DB_NAME']}"
    with psycopg.connect(outside or private) as inside:
        return inside.execute("SELECT 1 FROM accounts_user LIMIT 1").fetchone() is None


def wait_for_page(server: subprocess.Popen[bytes]) -> None:
    """Return when the first page has been answered or the server has died."""
    while server.poll() is None:
        knock = http.client.HTTPConnection(HOST, PORT, timeout=60)
        try:
            knock.request("GET", "/")
            knock.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return
        finally:
            knock.close()


def serve(environment: Environment) -> int:
    """Run everything until one of the two servers ends or somebody asks us to stop; the exit code."""
    subprocess.run(manage("migrate", "-v0"), env={**environment, "LINLI_DB_ROLE": "owner"}, check=True)
    jobs = {**environment, "LINLI_DB_ROLE": "jobs"}
    web = ["gunicorn", "linli.wsgi:application", "--bind", f"{HOST}:{PORT}", "--workers", "2", "--threads", "4"]
    quiet = ["--no-control-socket", "--log-level", "warning", "--graceful-timeout", "10"]
    children: Children = []
    try:
        spawn(children, [sys.executable, "-m", *web, *quiet], environment)
        wait_for_page(children[0])
        spawn(children, manage("procrastinate", "worker", "--delete-jobs", "successful"), jobs)
        print(f"邻里已就绪，请用浏览器打开 {address()} (ctrl-C 停止) · Linli is ready, ctrl-C stops it.", flush=True)
        servers = tuple(children)
        if os.environ.get("LINLI_DEMO", "1") != "0" and (UNFINISHED.exists() or is_empty(environment)):
            print("正在装入示范数据，全是虚构的…… · Loading the demonstration, all of it fictional.", flush=True)
            UNFINISHED.touch()
            spawn(children, manage("demo"), jobs)
        while all(child.poll() is None for child in servers):
            time.sleep(0.5)
            if children[-1] not in servers and children[-1].poll() == 0:
                UNFINISHED.unlink(missing_ok=True)
    except Stop:
        return 0
    finally:
        end(children)
    print("网页服务或后台任务意外结束了。· The web server or the worker ended unexpectedly.", file=sys.stderr)
    return 1


def end(children: Children) -> None:
    """Ask every child to end, and after 15 seconds see to it."""
    for child in children:
        child.terminate()
    for child in children:
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def run() -> int:
    """`make run`; the exit code."""
    for number in ENDS:
        signal.signal(number, stop_asked)
    try:
        file, broken_off = claim_folder()
        with file:
            try:
                refuse_taken_port(broken_off)
                with pg.ready() as environment:
                    return serve(environment)
            finally:
                file.truncate(0)  # whatever is read here by the next run was left by one that could not end
    except Stop:
        return 0
    except subprocess.CalledProcessError as problem:
        return problem.returncode


def stop() -> int:
    """`make stop`: end the launcher of this folder, wait for it, then stop a database left up by hand."""
    with cluster.beside("running") as file:
        if not lock(file):
            file.seek(0)
            for process in file.read().split()[:1]:  # empty when it is ending by itself
                with suppress(ProcessLookupError):
                    os.kill(int(process), signal.SIGTERM)
            fcntl.flock(file, fcntl.LOCK_EX)
        return pg.main("stop")


if __name__ == "__main__":
    sys.exit(stop() if sys.argv[1:] == ["stop"] else run())
