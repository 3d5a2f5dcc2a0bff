"""An invoice as it is taken in: a photograph made anew, or an electronic invoice kept byte by byte."""

from typing import IO

from django.utils.translation import gettext as _

from linli.kernel.policy import Refused
from linli.papers import pictures

BEGIN, END = b"%PDF-", b"%%EOF"
TAIL = 2048  # where the end of a PDF stands


def taken(file: IO[bytes]) -> tuple[str, bytes]:
    """Return the kind (``jpeg``, ``pdf``) and the bytes to keep. Raises ``Refused`` at the field ``invoice_file``."""
    begin = file.read(len(BEGIN))
    file.seek(0)
    if begin != BEGIN:
        return "jpeg", pictures.photograph(file, "invoice_file")
    content = file.read(pictures.LARGEST + 1)
    if len(content) > pictures.LARGEST:
        raise Refused(_("电子发票超过10MB，请重新下载一份再传。"), "invoice_file")
    if END not in content[-TAIL:]:
        raise Refused(_("这份PDF没有传完整，请重新下载一份再传。"), "invoice_file")
    return "pdf", content
