"""From nothing but what is kept under version control to a page, with one command."""

import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import ROOT, Folder


@pytest.fixture
def fresh() -> Iterator[Folder]:
    """The product's files as a fresh clone has them; only the environment is lent, because it takes long to make."""
    path = Path(tempfile.mkdtemp(prefix="linli-test-", dir="/tmp"))
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).exists():
            (path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, path / name)
    (path / ".venv").symlink_to(sys.prefix)
    folder = Folder(path)
    yield folder
    folder.kill_everything()
    shutil.rmtree(path)
    shutil.rmtree(folder.socket, ignore_errors=True)


def test_one_command_leads_to_a_page_and_one_signal_ends_it(fresh: Folder, port: int) -> None:
    fresh.settings |= {"PORT": str(port), "LINLI_DEMO": "0"}
    make = fresh.spawn("make", "run")
    assert make.stdout is not None
    said = []
    for line in make.stdout:
        said.append(line)
        if "邻里已就绪" in line:
            break
    else:
        pytest.fail("".join(said))
    home = f"http://127.0.0.1:{port}/"
    with urllib.request.urlopen(home, timeout=30) as answer:
        assert answer.status == 200
        page = answer.read().decode()
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert styles
    for style in styles:
        with urllib.request.urlopen(home + style.lstrip("/"), timeout=30) as answer:
            assert answer.status == 200
            assert "max-age=315360000" in answer.headers["Cache-Control"]
    make.send_signal(signal.SIGTERM)
    make.communicate(timeout=60)
    assert fresh.run("make", "stop")[0] == 0
    assert fresh.processes() == []
    assert not fresh.socket.exists()
