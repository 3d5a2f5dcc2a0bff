"""`make run`: one page, one launcher per folder, one signal that ends everything."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

from .conftest import Folder

READY = "邻里已就绪"


def launch(folder: Folder, port: int, until: str = READY) -> tuple[subprocess.Popen[str], list[str]]:
    """Start the launcher and read what it says until a line holds ``until``."""
    folder.settings["PORT"] = str(port)
    launcher = folder.spawn("tools/launch.py")
    assert launcher.stdout is not None
    said = []
    for line in launcher.stdout:
        said.append(line)
        if until in line:
            return launcher, said
    raise AssertionError("".join(said))


def page(port: int) -> bytes:
    """What the server answers."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
        body: bytes = answer.read()
    return body


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) != 0


def becomes_free(port: int, seconds: float = 20) -> bool:
    """Whether nobody listens there before the time is over."""
    deadline = time.monotonic() + seconds
    while not is_free(port):
        if time.monotonic() > deadline:
            return False
        os.sched_yield()
    return True


def test_a_taken_port_is_told_in_a_sentence_before_anything_starts(folder: Folder) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        folder.settings["PORT"] = str(port)
        code, said = folder.run("tools/launch.py")
    assert code == 1
    assert f"端口 {port} 用不了" in said
    assert f"make run PORT={port + 1}" in said
    assert not (folder.path / ".data" / "pg").exists()


def test_term_stops_all_and_leaves_nothing(folder: Folder, port: int) -> None:
    launcher, _ = launch(folder, port)
    assert page(port) == b"linli"
    launcher.send_signal(signal.SIGTERM)
    launcher.communicate(timeout=30)
    assert launcher.returncode == 0
    assert folder.processes() == []
    assert not folder.socket.exists()
    assert becomes_free(port)


def test_the_second_run_in_a_folder_says_where_the_first_one_is(folder: Folder, port: int) -> None:
    launcher, _ = launch(folder, port)
    folder.settings["PORT"] = str(port + 1)
    code, said = folder.run("tools/launch.py")
    assert code == 1
    assert f"邻里已经在这个文件夹里运行：http://127.0.0.1:{port}/" in said
    assert page(port) == b"linli"
    assert folder.run("tools/launch.py", "stop") == (0, "")
    assert launcher.wait(30) == 0
    assert folder.processes() == []


def test_an_empty_database_gets_the_demonstration_once(folder: Folder, port: int) -> None:
    launcher, said = launch(folder, port, until="demo loaded")
    assert "正在装入示范数据" in "".join(said)
    folder.run("tools/launch.py", "stop")
    launcher.communicate(timeout=30)
    launcher, _ = launch(folder, port)
    launcher.send_signal(signal.SIGINT)
    rest, _ = launcher.communicate(timeout=30)
    assert "正在装入示范数据" not in rest


def test_a_demonstration_that_was_broken_off_is_taken_up_again(folder: Folder, port: int) -> None:
    main = folder.path / "src" / "linli" / "__main__.py"
    whole = main.read_text()
    main.write_text(whole.replace('print("demo loaded", flush=True)', 'print("half", flush=True); signal.pause()'))
    launch(folder, port, until="half")
    folder.run("tools/launch.py", "stop")
    main.write_text(whole)
    launch(folder, port, until="demo loaded")


def test_after_kill_9_of_everything_the_next_run_works(folder: Folder, port: int) -> None:
    launch(folder, port, until="demo loaded")
    folder.kill_everything()
    assert becomes_free(port)
    launch(folder, port)
    assert page(port) == b"linli"
    with folder.connect("linli_app") as inside:
        assert inside.execute("SELECT * FROM accounts_user").fetchall() == [(1,)]


def test_when_only_the_launcher_is_killed_nothing_keeps_the_port(folder: Folder, port: int) -> None:
    launcher, _ = launch(folder, port)
    launcher.kill()
    launcher.wait()
    assert becomes_free(port)


def test_a_run_in_the_moment_after_kill_9_does_not_take_the_dying_for_strangers(folder: Folder, port: int) -> None:
    launch(folder, port)
    folder.kill_everything(wait=False)
    launch(folder, port)
    assert page(port) == b"linli"


def test_a_run_waits_for_the_port_while_the_server_of_a_killed_launcher_ends(folder: Folder, port: int) -> None:
    running = folder.path / ".data" / "pg.running"
    running.parent.mkdir()
    running.write_text(f"1 http://127.0.0.1:{port}/")
    with socket.socket() as ending:
        ending.bind(("127.0.0.1", port))
        ending.listen()
        launcher, _ = launch(folder, port, until="还没有退完")
    assert launcher.stdout is not None
    assert any(READY in line for line in launcher.stdout)


def test_a_run_that_ended_by_itself_leaves_no_word_of_itself(folder: Folder, port: int) -> None:
    launch(folder, port)
    assert folder.run("tools/launch.py", "stop") == (0, "")
    assert (folder.path / ".data" / "pg.running").read_text() == ""


def test_a_worker_that_ends_takes_the_server_with_it_and_says_so(folder: Folder, port: int) -> None:
    main = folder.path / "src" / "linli" / "__main__.py"
    main.write_text(main.read_text().replace("signal.pause()", "sys.exit(3)"))
    folder.settings["PORT"] = str(port)
    code, said = folder.run("tools/launch.py")
    assert code == 1
    assert "网页服务或后台任务意外结束了" in said
    assert folder.processes() == []


def test_an_outside_server_is_used_and_nothing_is_started_here(
    folder: Folder, make_folder: Callable[..., Folder], source: Path, port: int
) -> None:
    outside = make_folder()
    outside.settings["LINLI_PG_BIN"] = str(source)
    outside.run("tools/pg.py", "start")
    with outside.connect(database="postgres") as server:
        server.execute("CREATE ROLE keeper LOGIN CREATEROLE")
        server.execute("CREATE DATABASE theirs OWNER keeper")
    folder.settings["DATABASE_URL"] = f"postgresql://keeper@/theirs?host={outside.socket}"
    launcher, _ = launch(folder, port, until="demo loaded")
    assert page(port) == b"linli"
    with outside.connect("linli_app", "theirs") as inside:
        assert inside.execute("SELECT * FROM accounts_user").fetchall() == [(1,)]
    launcher.send_signal(signal.SIGTERM)
    launcher.communicate(timeout=30)
    assert not (folder.path / ".data" / "pg").exists()
    outside.connect("linli_app", "theirs").close()


def test_an_outside_server_without_our_roles_is_told_in_a_sentence(
    folder: Folder, make_folder: Callable[..., Folder], port: int
) -> None:
    outside = make_folder()
    outside.run("tools/pg.py", "start")
    with outside.connect(database="postgres") as server:
        server.execute("CREATE ROLE guest LOGIN")
    url = f"postgresql://guest@/postgres?host={outside.socket}"
    folder.settings |= {"DATABASE_URL": url, "PORT": str(port)}
    code, said = folder.run("tools/launch.py")
    assert code == 1
    assert "missing roles: linli_owner, linli_app, linli_jobs" in said
    assert "Traceback" not in said


def test_an_outside_server_that_does_not_answer_is_told_in_a_sentence(folder: Folder, port: int) -> None:
    folder.settings |= {"DATABASE_URL": "postgresql://somebody@127.0.0.1:9/none", "PORT": str(port)}
    code, said = folder.run("tools/launch.py")
    assert code == 1
    assert "DATABASE_URL 指定的数据库用不了" in said
    assert "Traceback" not in said
