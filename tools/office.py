"""Prints the path of LibreOffice for the tests that open our Word files with it: the machine's, else Debian's."""

import os
import shutil
import sys

from browser import debian

PACKAGE = "libreoffice-writer-nogui"


def installed() -> str | None:
    """A LibreOffice that is here already."""
    return next(filter(None, map(shutil.which, (os.environ.get("LINLI_OFFICE", "soffice"), "libreoffice"))), None)


if __name__ == "__main__":
    found = installed() or (debian(PACKAGE) and installed())
    if not found:
        sys.exit(
            f"打开 Word 文件的测试需要 LibreOffice,请安装:apt install {PACKAGE}(或用 LINLI_OFFICE 指定路径)。\n"
            f"The tests that open Word files need LibreOffice: apt install {PACKAGE} (or name one with LINLI_OFFICE)."
        )
    print(found)
