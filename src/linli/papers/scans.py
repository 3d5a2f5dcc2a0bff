"""Papers taken in as a PDF or as a photograph: made anew, so that no metadata, script or attachment comes with them."""

from dataclasses import dataclass
from io import BytesIO
from typing import IO

from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from linli.kernel.policy import Refused
from linli.papers import pictures

PDF, JPEG = "application/pdf", "image/jpeg"
ENDINGS = {PDF: "pdf", JPEG: "jpg"}
MOST_PAGES = 300
HARMFUL = ("/AA", "/OpenAction", "/Names", "/AcroForm", "/Metadata")  # of a document, or of a page of it


@dataclass(frozen=True)
class Scan:
    """A paper as it is kept: its bytes and what they are."""

    content: bytes
    media: str

    @property
    def kept(self) -> str:
        """Return it as a sealed column keeps it."""
        return pictures.kept(self.content)

    @property
    def digest(self) -> str:
        """Return its hash, in hexadecimal."""
        return pictures.digest(self.content)


def scanned(file: IO[bytes], field: str) -> Scan:
    """Return an uploaded PDF or photograph, made anew. Raises ``Refused`` naming the field."""
    head = file.read(5)
    file.seek(0)
    if head != b"%PDF-":
        return Scan(pictures.photograph(file, field), JPEG)
    raw = file.read(pictures.LARGEST + 1)
    if len(raw) > pictures.LARGEST:
        raise Refused(_("文件超过10MB，请压小一点再传。"), field)
    return Scan(_again(raw, field), PDF)


def words(scan: Scan) -> str:
    """Return the text a PDF says, '' for a photograph."""
    if scan.media != PDF:
        return ""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(scan.content)).pages)


def _again(raw: bytes, field: str) -> bytes:
    """Return a PDF with nothing but its pages."""
    try:
        found = PdfReader(BytesIO(raw))
        if found.is_encrypted or not 0 < len(found.pages) <= MOST_PAGES:
            raise Refused(_("这份 PDF 上了锁，或超过300页，请另存一份再传。"), field)
        made = PdfWriter()
        for page in found.pages:
            for name in ("/AA", "/Annots", "/Metadata"):
                page.pop(name, None)
            made.add_page(page)
        made.metadata = None
        for name in HARMFUL:
            made.root_object.pop(name, None)
        out = BytesIO()
        made.write(out)
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise Refused(_("打不开这份 PDF，请另存一份，或拍成照片再传。"), field) from error
    return out.getvalue()
