"""Sections of one PDF bound together: page after page, under the archive marks of the first."""

from io import BytesIO
from typing import cast

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject

OVER = NameObject("/LinliTotal")


class Binding:
    """A PDF that grows by sections. Sections carry no tags: those of one would name pages of another."""

    def __init__(self) -> None:
        self._made: PdfWriter | None = None

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        return len(self._made.pages) if self._made is not None else 0

    def add(self, section: bytes) -> None:
        """Put the pages of a section, a PDF of its own, behind the pages there are."""
        found = PdfReader(BytesIO(section))
        if self._made is None:
            self._made = PdfWriter(clone_from=found)
            self._made.pdf_header = found.pdf_header
            return
        for page in found.pages:
            self._made.add_page(page)
        self._made.reset_translation(found)  # its objects are known by their place in memory, which is free again

    def print_over(self, sheet: bytes) -> None:
        """Print the one page of a PDF over every page there is."""
        made = self._made
        assert made is not None
        top = PdfReader(BytesIO(sheet)).pages[0]
        contents = top.get_contents()
        assert contents is not None
        form = DecodedStreamObject()
        form.set_data(contents.get_data())
        form.update({
            NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(top.mediabox), NameObject("/Resources"): top["/Resources"].clone(made),
        })  # fmt: skip
        drawn = made._add_object(form)
        before, after = made._add_object(_told(b"q\n")), made._add_object(_told(b"\nQ q /LinliTotal Do Q\n"))
        for page in made.pages:
            resources = cast(DictionaryObject, page["/Resources"].get_object())
            if "/XObject" not in resources:
                resources[NameObject("/XObject")] = DictionaryObject()
            cast(DictionaryObject, resources["/XObject"].get_object())[OVER] = drawn
            page[NameObject("/Contents")] = ArrayObject([before, page.raw_get("/Contents"), after])

    def content(self) -> bytes:
        """Return the whole PDF."""
        assert self._made is not None
        out = BytesIO()
        self._made.write(out)
        return out.getvalue()


def _told(words: bytes) -> DecodedStreamObject:
    made = DecodedStreamObject()
    made.set_data(words)
    return made
